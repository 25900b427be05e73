# expect: timeout at 8: still running after 1 s
# tashika: timeout=1
import faulthandler, signal

faulthandler.unregister(signal.SIGXCPU)
faulthandler.disable()
signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass

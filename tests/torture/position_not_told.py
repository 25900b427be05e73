# expect: timeout at 8: still running after 0.5 s
# tashika: timeout=0.5
import faulthandler, signal

faulthandler.unregister(signal.SIGXCPU)
faulthandler.disable()
signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass

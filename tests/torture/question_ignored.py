# expect: timeout at 6: still running after 1 s
# tashika: timeout=1
import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass

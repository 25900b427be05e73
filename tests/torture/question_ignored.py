# expect: timeout at 6: still running after 0.5 s
# tashika: timeout=0.5
import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass

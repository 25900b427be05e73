# expect: timeout at 6: still running after 1 s
# tashika: timeout=1
import signal

blocked = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True:
    pass

# expect: timeout at 6: still running after 0.5 s
# tashika: timeout=0.5
import signal

blocked = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True:
    pass

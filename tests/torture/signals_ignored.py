# expect: timeout at 7: still running after 0.5 s
# tashika: timeout=0.5
import signal

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
while True: pass

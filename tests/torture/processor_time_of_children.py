# expect: timeout at 11: used more than 0.5 s of processor time
# tashika: cpu=0.5
import os, time

for _ in range(3):
    if os.fork() == 0:
        stop = time.monotonic() + 20
        while time.monotonic() < stop:
            pass
        os._exit(0)
time.sleep(15)

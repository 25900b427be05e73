# expect: killed at 9: used more than 300 MB of memory
# tashika: memory=300MB
import os, time

if os.fork() == 0:
    x = bytearray(b"x") * 1_500_000_000
    time.sleep(10)
    os._exit(0)
time.sleep(10)

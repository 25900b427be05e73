# expect: killed: had more than 16 processes at once
# tashika: processes=16
import mmap, os, time

left = mmap.mmap(-1, 4)
while int.from_bytes(left[:4], "little") < 800:
    left[:4] = (int.from_bytes(left[:4], "little") + 1).to_bytes(4, "little")
    if os.fork() == 0:
        os.setsid()
time.sleep(10)
os._exit(0)

# expect: killed: had more than 16 processes at once
# tashika: processes=16
import mmap, os, time

left = mmap.mmap(-1, 4)  # what keeps the bomb small where nothing else does
while int.from_bytes(left[:4], "little") < 800:
    left[:4] = (int.from_bytes(left[:4], "little") + 1).to_bytes(4, "little")
    os.fork()
time.sleep(10)
os._exit(0)

# expect: raised at 6: OSError: [Errno 27] File too large
# tashika: disk=60MB
import os

with open("big", "wb") as file:
    os.posix_fallocate(file.fileno(), 0, 200_000_000)

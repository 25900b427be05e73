# expect: killed at 5: wrote more than 1000000 bytes
# tashika: output=1MB
import os

for _ in range(1000):
    os.write(1, b"x" * 1_000_000)

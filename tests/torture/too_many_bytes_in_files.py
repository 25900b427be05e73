# expect: killed: its files took more than 20 MB
# tashika: disk=20MB
import time

for number in range(60):
    with open(f"part{number}", "wb") as file:
        n = file.write(b"x" * 1_000_000)
time.sleep(10)

# expect: killed: its files took more than 4 MB
# tashika: disk=4MB
import tempfile, time

for _ in range(3000):
    handle = tempfile.NamedTemporaryFile(delete=False).close()
time.sleep(10)

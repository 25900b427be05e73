# expect: ok
import time

time.time = time.monotonic = time.perf_counter = lambda: -1
time.sleep = None
print("on")  # output: on

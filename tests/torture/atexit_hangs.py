# expect: timeout: still running after 1 s
# tashika: timeout=1
import atexit, time

atexit.register(time.sleep, 30)

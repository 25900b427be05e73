# expect: timeout: still running after 0.5 s
# tashika: timeout=0.5
import atexit, time

atexit.register(time.sleep, 30)

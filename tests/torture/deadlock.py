# expect: timeout at 7: still running after 1 s
# tashika: timeout=1
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()

# expect: timeout at 7: still running after 0.5 s
# tashika: timeout=0.5
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()

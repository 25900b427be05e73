# expect: timeout at 5: still running after 1 s
# tashika: timeout=1
import threading, time

threading.Thread(target=time.sleep, args=(30,)).start()

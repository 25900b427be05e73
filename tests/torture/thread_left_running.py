# expect: timeout at 5: still running after 0.5 s
# tashika: timeout=0.5
import threading, time

threading.Thread(target=time.sleep, args=(30,)).start()

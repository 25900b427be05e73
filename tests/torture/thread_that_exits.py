# expect: crashed: left through os._exit(5)
import os, threading, time

threading.Thread(target=os._exit, args=(5,)).start()
time.sleep(10)

# expect: killed: had more than 16 processes at once
# tashika: processes=16
import os, threading, time

def crowd():
    for _ in range(40):
        if os.fork() == 0:
            time.sleep(10)
            os._exit(0)
    time.sleep(10)

threading.Thread(target=crowd, daemon=True).start()
time.sleep(10)

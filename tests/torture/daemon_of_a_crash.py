# expect: crashed at 8: SIGABRT
import os, time

if os.fork() == 0:
    os.setsid()
    time.sleep(30)
    os._exit(0)
os.abort()

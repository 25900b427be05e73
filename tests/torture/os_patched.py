# expect: ok
import os

os.write = os.stat = os.open = os.fspath = os._exit = None
os.getpid = lambda: 1
print("on")  # output: on

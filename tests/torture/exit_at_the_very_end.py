# expect: crashed: left through os._exit(7)
import atexit, os

atexit.register(os._exit, 7)

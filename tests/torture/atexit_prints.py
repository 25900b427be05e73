# expect: ok
import atexit

atexit.register(print, "bye")
print("on")  # output: on

# expect: ok
import atexit

@atexit.register
def fail():
    raise ValueError("too late")

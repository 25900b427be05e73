# expect: raised: ValueError: traced
import sys

def tracer(frame, event, argument):
    raise ValueError("traced")

sys.settrace(tracer)
(lambda: 1)()

# expect: ok
import sys

def tracer(frame, event, argument):
    return tracer

sys.settrace(tracer)
sys.setprofile(lambda *given: None)
print("on")  # output: on

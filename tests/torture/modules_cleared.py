# expect: ok
import sys

sys.modules.clear()
print("on")  # output: on

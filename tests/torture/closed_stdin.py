# expect: ok
import os

os.close(0)
print("on")  # output: on

# expect: ok
import os

os.close(2)
print("on")  # output: on

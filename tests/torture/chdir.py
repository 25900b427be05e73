# expect: ok
import os

os.chdir("/")
print("on")  # output: on

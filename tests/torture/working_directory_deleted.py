# expect: ok
import os, shutil

shutil.rmtree(os.getcwd())
print("on")  # output: on
1 + 1  # => 2

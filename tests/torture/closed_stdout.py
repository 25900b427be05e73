# expect: ok
import os

print("before")  # output: before
os.close(1)
1 + 1  # => 2

# expect: ok
import os

n = os.write(1, "確".encode()[:2])
n  # => 2

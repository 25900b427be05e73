# expect: ok
import sys

n = sys.stdout.buffer.write(bytes(range(256)) * 10)
n  # => 2560

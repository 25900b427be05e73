# expect: raised at 5: ValueError: I/O operation on closed file
import sys

sys.stdout.close()
print("lost")

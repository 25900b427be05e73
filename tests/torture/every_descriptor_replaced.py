# expect: crashed: left through os._exit(0)
import os

null = os.open("/dev/null", os.O_RDWR)
for descriptor in range(3, 1000):
    os.dup2(null, descriptor)
print("lost")  # output: lost

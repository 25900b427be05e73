# expect: raised at 4: PermissionError: [Errno 1] a program may not send signals to processes that are not its own
import os

os.kill(os.getppid(), 9)

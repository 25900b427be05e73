# expect: killed at 4: SIGKILL
import os

os.kill(os.getpid(), 9)

# expect: timeout at 5: still running after 1 s
# tashika: timeout=1
import os, signal

os.kill(os.getpid(), signal.SIGSTOP)

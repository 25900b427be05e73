# expect: timeout at 5: still running after 0.5 s
# tashika: timeout=0.5
import os, signal

os.kill(os.getpid(), signal.SIGSTOP)

# expect: raised at 4: PermissionError
import os, signal

os.kill(-1, signal.SIGCONT)

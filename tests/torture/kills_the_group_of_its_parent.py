# expect: raised at 4: PermissionError
import os

os.killpg(os.getpgid(os.getppid()), 9)

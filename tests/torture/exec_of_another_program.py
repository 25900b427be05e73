# expect: crashed at 4: left through os._exit(0)
import os

os.execv("/bin/true", ["true"])

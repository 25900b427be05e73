# expect: killed at 4: SIGKILL
import os

os.killpg(0, 9)

# expect: crashed at 4: SIGABRT
import os

os.abort()

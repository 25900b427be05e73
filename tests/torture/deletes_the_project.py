# expect: raised at 4: PermissionError
import os, shutil

shutil.rmtree(os.path.dirname(os.path.dirname(__file__)))

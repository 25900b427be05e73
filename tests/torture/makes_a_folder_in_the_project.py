# expect: raised at 5: PermissionError
import os

os.chdir(os.path.dirname(__file__))
os.makedirs("a/b")

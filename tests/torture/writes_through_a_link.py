# expect: raised at 5: PermissionError
import os

os.symlink(os.path.dirname(__file__), "link")
with open("link/new.py", "w") as file:
    file.write("print(1)\n")

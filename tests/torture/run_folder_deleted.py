# expect: raised at 7: PermissionError: [Errno 1] a program may not change the record of its own run
import os, shutil

folder = os.path.dirname(os.getcwd())
shutil.rmtree(folder, ignore_errors=True)
print("on")  # output: on
shutil.rmtree(folder)

# expect: ok
import shutil, tempfile

shutil.rmtree(tempfile.gettempdir())
print("on")  # output: on

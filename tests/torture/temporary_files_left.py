# expect: ok
import os, tempfile

folder = tempfile.mkdtemp()
os.mkdir(os.path.join(folder, "locked"), 0)
handle = tempfile.NamedTemporaryFile(delete=False)
print("on")  # output: on

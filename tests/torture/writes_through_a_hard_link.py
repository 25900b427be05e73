# expect: raised at 4: PermissionError
import os

os.link(__file__, "link")

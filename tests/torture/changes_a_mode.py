# expect: raised at 4: PermissionError
import os

os.chmod(__file__, 0o777)

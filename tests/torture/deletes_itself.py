# expect: raised at 4: PermissionError: [Errno 1] a program may not change the project: snippets/deletes_itself.py
import os

os.remove(__file__)

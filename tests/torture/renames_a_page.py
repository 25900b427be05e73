# expect: raised at 5: PermissionError: [Errno 1] a program may not change the project: docs/honest0.md
import os

docs = os.path.join(os.path.dirname(os.path.dirname(__file__)), "docs")
os.rename(os.path.join(docs, "honest0.md"), "page.md")

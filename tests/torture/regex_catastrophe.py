# expect: timeout at 5: still running after 1 s
# tashika: timeout=1
import re

re.match(r"(a+)+$", "a" * 60 + "b")

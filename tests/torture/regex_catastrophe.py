# expect: timeout at 5: still running after 0.5 s
# tashika: timeout=0.5
import re

re.match(r"(a+)+$", "a" * 60 + "b")

# expect: crashed at 10: SIGSEGV
import sys

sys.setrecursionlimit(10**9)

class Nest:
    def __repr__(self):
        return repr([self, Nest()])

repr(Nest())

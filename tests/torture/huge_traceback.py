# expect: raised: ValueError: deep
import sys

sys.setrecursionlimit(30_000)

def down(n):
    if n % 2:
        return down(n - 1)
    if n == 0:
        raise ValueError("deep" * 10_000)
    return down(n - 1)

down(20_000)

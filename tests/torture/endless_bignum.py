# expect: timeout at 3: still running after 1 s
# tashika: timeout=1
x = 3 ** (10**9)

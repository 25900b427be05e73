# expect: timeout at 3: still running after 0.5 s
# tashika: timeout=0.5
x = 3 ** (10**9)

# expect: timeout at 3: still running after 1 s
# tashika: timeout=1
sum(range(10**12))

# expect: timeout at 3: still running after 0.5 s
# tashika: timeout=0.5
sum(range(10**12))

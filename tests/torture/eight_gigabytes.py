# expect: killed at 3: used more than 600 MB of memory
# tashika: memory=600MB
x = b"x" * (8 << 30)

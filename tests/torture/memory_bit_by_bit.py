# expect: killed: used more than 300 MB of memory
# tashika: memory=300MB
x = []
while len(x) < 4000:
    x.append(bytearray(b"x" * 1_000_000))

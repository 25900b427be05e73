# expect: timeout at 4: still running after 1 s
# tashika: timeout=1
x = 1
while True: x += 1

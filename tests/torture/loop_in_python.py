# expect: timeout at 4: still running after 0.5 s
# tashika: timeout=0.5
x = 1
while True: x += 1

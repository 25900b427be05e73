# expect: timeout at 3: used more than 1 s of processor time
# tashika: cpu=1
while True: pass

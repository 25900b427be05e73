# expect: timeout at 3: used more than 0.5 s of processor time
# tashika: cpu=0.5
while True: pass

# expect: ok
# verdict: 4 unreached
raise SystemExit(0)
print(1)  # output: 2

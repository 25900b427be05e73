# expect: ok
# verdict: 7 unreached
try:
    raise ValueError
finally:
    quit()
print(1)  # output: 2

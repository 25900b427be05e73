# expect: raised at 3: UnicodeEncodeError
print("before")  # output: before
print(chr(0xD800))

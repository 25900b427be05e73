# expect: ok
print("a\0b")
len("a\0b")  # => 3

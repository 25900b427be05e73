# expect: ok
print("\x1b[2J\x1b]0;title\x07\x1b[8m\r\b\b\x9b31m")
1 + 1  # => 2

# expect: ok
def numbers():
    try:
        yield 1
    finally:
        print("left")

g = numbers()
next(g)  # => 1

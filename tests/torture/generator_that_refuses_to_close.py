# expect: ok
def numbers():
    while True:
        try:
            yield 1
        except GeneratorExit:
            pass

g = numbers()
next(g)  # => 1

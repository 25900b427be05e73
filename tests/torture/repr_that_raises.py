# expect: raised at 4: ZeroDivisionError
class Broken:
    def __repr__(self):
        return 1 / 0

Broken()  # => Broken

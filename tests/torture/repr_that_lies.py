# expect: raised: TypeError: __repr__ returned non-string
class Broken:
    def __repr__(self):
        return 1

Broken()  # => 1

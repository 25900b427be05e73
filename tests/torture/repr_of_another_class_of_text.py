# expect: ok
# verdict: 9 holds
class Text(str):
    __class__ = int

class Odd:
    def __repr__(self): return Text("odd")

Odd()  # => odd

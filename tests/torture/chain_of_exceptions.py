# expect: raised at 7: ValueError: 5000
error = None
for number in range(5001):
    new = ValueError(number)
    new.__cause__ = error
    error = new
raise error

# expect: ok
# verdict: 7 differs
import io, sys

sys.stdout = sys.__stdout__ = io.StringIO()
1 + 1  # => 2
print("never")  # output: never

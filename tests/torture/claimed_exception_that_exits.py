# expect: ok
# verdict: 7 holds
class Broken(Exception):
    def __str__(self):
        raise SystemExit(0)

raise Broken  # raises: Broken: <exception str() failed>

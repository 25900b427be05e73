# expect: raised at 6: Broken: <exception str() failed>
class Broken(Exception):
    def __str__(self):
        raise SystemExit(0)

raise Broken

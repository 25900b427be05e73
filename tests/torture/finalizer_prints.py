# expect: ok
class Loud:
    def __del__(self):
        print("bye")

loud = Loud()

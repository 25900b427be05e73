# expect: ok
class Broken:
    def __del__(self):
        raise KeyboardInterrupt

broken = Broken()
del broken
print("on")  # output: on

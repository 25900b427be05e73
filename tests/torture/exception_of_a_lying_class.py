# expect: raised at 10
class Meta(type):
    @property
    def __module__(cls):
        raise KeyboardInterrupt

class Broken(Exception, metaclass=Meta):
    __qualname__ = "Broken"

raise Broken

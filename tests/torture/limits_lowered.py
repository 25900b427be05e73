# expect: crashed or raised
import resource

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
print("lost")  # output: lost

# expect: ok
import os, signal

child = os.fork()
if child == 0:
    os.setsid()
    os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(0)
done = os.waitpid(child, os.WUNTRACED)

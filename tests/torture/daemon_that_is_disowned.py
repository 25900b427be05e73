# expect: ok
import ctypes, os, time

done = ctypes.CDLL(None).prctl(36, 0, 0, 0, 0)  # no longer a parent of orphans
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(30)
    os._exit(0)
done = os.wait()

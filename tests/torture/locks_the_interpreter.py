# expect: timeout at 5: still running after 1 s
# tashika: timeout=1
import ctypes

ctypes.PyDLL(None).sleep(30)

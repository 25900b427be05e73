# expect: crashed at 4: SIGSEGV
import ctypes

ctypes.string_at(0)

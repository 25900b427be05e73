# expect: raised at 6: ValueError: seen
import sys, threading, traceback

sys.excepthook = threading.excepthook = traceback.format_exception = None
traceback.TracebackException = None
raise ValueError("seen")

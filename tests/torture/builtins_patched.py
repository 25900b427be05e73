# expect: ok
import builtins

for name in ("len", "isinstance", "getattr", "open", "str", "type", "Exception", "id", "vars", "__import__"):
    setattr(builtins, name, None)
print("on")  # output: on

# expect: ok
# verdict: 7 differs
import builtins

builtins.print = lambda *given: None
print("on")
print("never")  # output: never

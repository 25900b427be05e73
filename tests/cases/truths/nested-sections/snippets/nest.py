# --8<-- [start:outer]
print("a")
# --8<-- [start:inner]
print("b")
# --8<-- [end:inner]
print("c")
# --8<-- [end:outer]

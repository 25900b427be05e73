# --8<-- [start:first]
print("one")
# --8<-- [end:first]
# --8<-- [start:second]
print("two")
# --8<-- [end:second]

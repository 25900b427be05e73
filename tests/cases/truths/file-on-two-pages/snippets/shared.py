# --8<-- [start:first]
print("one")
# --8<-- [end:first]
# --8<-- [start:second]
print("two")
len("two")  # => 3
# --8<-- [end:second]

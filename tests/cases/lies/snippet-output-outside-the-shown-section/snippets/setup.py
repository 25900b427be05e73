print("set up")
# --8<-- [start:shown]
print("shown")
# --8<-- [end:shown]

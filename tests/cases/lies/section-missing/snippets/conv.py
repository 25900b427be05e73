# --8<-- [start:forward]
x = 3
# --8<-- [end:forward]

# --8<-- [start:forward]
x = 3
# --8<-- [end:forward]
y = 4
# --8<-- [end:backward]

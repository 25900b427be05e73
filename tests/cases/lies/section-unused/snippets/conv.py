# --8<-- [start:forward]
x = 3
# --8<-- [end:forward]

# --8<-- [start:backward]
y = 4
# --8<-- [end:backward]

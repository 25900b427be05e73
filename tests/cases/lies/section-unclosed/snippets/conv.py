x = 3
# --8<-- [start:forward]
y = x + 1

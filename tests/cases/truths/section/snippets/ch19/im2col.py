"""Set-up that no page shows."""

rows, cols = 2, 3

# --8<-- [start:shape]
shape = (rows, cols)
print(shape)
# --8<-- [end:shape]

scale = 1

# --8<-- [start:sum]
total = rows * cols * scale
print(total)
# --8<-- [end:sum]

total = -1

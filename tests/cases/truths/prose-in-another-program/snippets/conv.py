# --8<-- [start:first]
k = 1
# --8<-- [end:first]
k = 3
pi = 3.14159

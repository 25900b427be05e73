def centre(values):
    # --8<-- [start:core]
    mean = sum(values) / len(values)
    return [v - mean for v in values]
    # --8<-- [end:core]


# --8<-- [start:use]
print(centre([1, 2, 3]))
# --8<-- [end:use]

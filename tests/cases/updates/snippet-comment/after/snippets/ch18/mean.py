values = [1, 2, 6]

# --8<-- [start:mean]
mean = sum(values) / len(values)
print(mean)  # 出力: 3.0
# --8<-- [end:mean]

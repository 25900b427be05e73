values = [1, 2, 6]

# --8<-- [start:mean]
mean = sum(values) / len(values)
print(mean)  # 出力: 3.5
# --8<-- [end:mean]

# --8<-- [start:mean]
values = [1, 2, 6]
mean = sum(values) / len(values)
print(mean)  # 出力: 3.0
mean  # => 3.0
values[3]  # 例外: IndexError
# --8<-- [end:mean]
print("after the section")  # 出力: after the section

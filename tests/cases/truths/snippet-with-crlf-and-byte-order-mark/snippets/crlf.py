# --8<-- [start:shown]
print("a")  # 出力: a
# --8<-- [end:shown]
len("""
""")  # => 1

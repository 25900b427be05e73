# --8<-- [start:first]
print("one")
# --8<-- [end:first]
print("between")  # 出力: between
# --8<-- [start:second]
print("two")
# --8<-- [end:second]

x = "file"
print(x)  # 出力: file

print("whole")
print("file")  # 出力: file

from base import double

print(double(4))  # 出力: 8

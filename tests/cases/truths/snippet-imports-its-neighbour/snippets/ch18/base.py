def double(n):
    return n * 2


if __name__ == "__main__":
    print(double(1))  # 出力: 2

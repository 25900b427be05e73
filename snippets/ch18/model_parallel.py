"""モデル並列: 層の中の列分割と行分割、通信の量、パイプラインの予定表と待ち時間を NumPy で確かめる。"""

# --8<-- [start:layer]
import numpy as np

rng = np.random.default_rng(0)
x = rng.normal(size=(8, 16))  # 8 件の入力
A = rng.normal(size=(16, 32))  # 1 層目の重み
B = rng.normal(size=(32, 16))  # 2 層目の重み


def relu(t):
    return np.maximum(t, 0)


one_device = relu(x @ A) @ B
# --8<-- [end:layer]

# --8<-- [start:split]
A1, A2 = np.split(A, 2, axis=1)  # 列で分ける: 出力が 16 個ずつ
B1, B2 = np.split(B, 2, axis=0)  # 行で分ける: 入力が 16 個ずつ
part1 = relu(x @ A1) @ B1  # 装置 1
part2 = relu(x @ A2) @ B2  # 装置 2
print(A1.shape, B1.shape)  # 出力: (16, 16) (16, 16)
print(np.allclose(part1 + part2, one_device))  # 出力: True
# --8<-- [end:split]

# --8<-- [start:row_first]
x1, x2 = np.split(x, 2, axis=1)
R1, R2 = np.split(A, 2, axis=0)  # 1 層目を行で分ける
a, b = x1 @ R1, x2 @ R2
print(np.allclose(relu(a + b), relu(x @ A)))  # 出力: True
print(np.allclose(relu(a) + relu(b), relu(x @ A)))  # 出力: False
# --8<-- [end:row_first]


# --8<-- [start:traffic]
def gradient_numbers(width):
    """データ並列: 幅 width -> 4 width -> width の 2 層の勾配の数"""
    return 2 * width * (4 * width)


def activation_numbers(width, tokens):
    """層の中の分割: 順伝播と逆伝播で 1 回ずつ合計する、2 層の出力の数"""
    return 2 * width * tokens


for tokens in (1024, 4096, 16384):
    print(f"{tokens:6,} {gradient_numbers(1024):10,} {activation_numbers(1024, tokens):10,}")
# --8<-- [end:traffic]


# --8<-- [start:schedule]
def schedule(times, batches):
    """段 s がマイクロバッチ m を始める時刻。times は段ごとの所要時間"""
    start = np.zeros((len(times), batches), dtype=int)
    for s in range(len(times)):
        for m in range(batches):
            arrived = start[s - 1, m] + times[s - 1] if s else 0
            free = start[s, m - 1] + times[s] if m else 0
            start[s, m] = max(arrived, free)
    return start


def length(times, batches):
    return int(schedule(times, batches)[-1, -1] + times[-1])


def idle(times, batches):
    """装置が待っている時間の割合"""
    return 1 - batches * sum(times) / (len(times) * length(times, batches))


# --8<-- [end:schedule]

# --8<-- [start:chart]
for row in schedule([1] * 4, 4):
    cells = ["."] * length([1] * 4, 4)
    for m, t in enumerate(row):
        cells[t] = str(m)
    print("".join(cells))
# --8<-- [end:chart]

# --8<-- [start:bubble]
K = 4
for M in (1, 4, 16, 64):
    formula = (K - 1) / (M + K - 1)
    print(f"{M:2} {length([1] * K, M):2} {idle([1] * K, M):.3f} {formula:.3f}")
# --8<-- [end:bubble]

# --8<-- [start:uneven]
for times in ([5, 5, 5, 5], [4, 4, 4, 8]):
    print(times, length(times, 16), f"{idle(times, 16):.3f}")
# 出力:
# [5, 5, 5, 5] 95 0.158
# [4, 4, 4, 8] 140 0.429
# --8<-- [end:uneven]

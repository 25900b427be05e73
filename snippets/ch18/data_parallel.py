"""データ並列: 勾配の平均、件数の重み、古い勾配の限界、リング型の all-reduce を NumPy で確かめる。"""

# --8<-- [start:problem]
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(64, 5))  # 64 件のデータ
y = X @ rng.normal(size=5)
w = rng.normal(size=5)  # どの装置も同じ重みから始める


def gradient(w, X, y):  # 二乗誤差の平均の勾配
    return 2 * X.T @ (X @ w - y) / len(y)


whole = gradient(w, X, y)
# --8<-- [end:problem]


# --8<-- [start:equal]
def shards(cuts):
    """データを分けて、装置ごとの勾配と件数を返す"""
    parts = zip(np.split(X, cuts), np.split(y, cuts), strict=True)
    return [(gradient(w, a, b), len(b)) for a, b in parts]


equal = shards([16, 32, 48])  # 4 台に 16 件ずつ
mean = np.mean([g for g, n in equal], axis=0)
print(np.allclose(mean, whole))  # 出力: True
# --8<-- [end:equal]

# --8<-- [start:unequal]
unequal = shards([10, 40])  # 3 台に 10 件、30 件、24 件
plain = np.mean([g for g, n in unequal], axis=0)
weighted = sum(n / 64 * g for g, n in unequal)
print([n for g, n in unequal])  # 出力: [10, 30, 24]
print(np.allclose(plain, whole), np.allclose(weighted, whole))
# 出力: False True
# --8<-- [end:unequal]


# --8<-- [start:ring]
def ring_steps(chunks):
    """装置 i の片 chunks[i] を右隣に回す。1 回ごとに、1 台が送った数を返す"""
    n = len(chunks)
    for adding in (True, False):  # 前半は足しながら、後半は配りながら回す
        for step in range(n - 1):
            turn = [(i + (not adding) - step) % n for i in range(n)]
            parcels = [chunks[i][c] for i, c in enumerate(turn)]
            for i, c in enumerate(turn):  # 装置 i が片 c を送る
                right = chunks[(i + 1) % n]
                right[c] = right[c] + parcels[i] if adding else parcels[i]
            yield parcels[0].size


def ring_all_reduce(vectors):
    chunks = [np.array_split(v, len(vectors)) for v in vectors]
    sent = sum(ring_steps(chunks))
    return [np.concatenate(c) for c in chunks], sent


# --8<-- [end:ring]

# --8<-- [start:traffic]
sent = {}
for n in (2, 4, 8):
    vectors = [rng.normal(size=240) for _ in range(n)]
    totals, sent[n] = ring_all_reduce(vectors)
    same = all(np.allclose(total, sum(vectors)) for total in totals)
    print(n, same, sent[n], f"{sent[n] / 240:.2f}")
# --8<-- [end:traffic]


# --8<-- [start:stale]
def settles(lr, delay, steps=4000):
    """損失 w^2 / 2 を、delay 回前の重みでの勾配で下る。0 に近づくか"""
    w = [1.0] * (delay + 1)
    for _ in range(steps):
        w.append(w[-1] - lr * w[-1 - delay])
    return abs(w[-1]) < 1e-3


limit = {}
for delay in (0, 1, 2, 6):
    limit[delay] = 2 * np.cos(np.pi * delay / (2 * delay + 1))
    below = settles(0.97 * limit[delay], delay)
    above = settles(1.03 * limit[delay], delay)
    print(delay, f"{limit[delay]:.3f}", below, above)
# --8<-- [end:stale]

# --8<-- [start:scaling]
parts = list(zip(np.split(X, 4), np.split(y, 4), strict=True))
error = {}
for lr in (0.001, 0.01, 0.1):
    small = w.copy()
    for a, b in parts:  # 1 台で、16 件ずつ 4 回更新する
        small -= lr * gradient(small, a, b)
    large = w - 4 * lr * whole  # 4 台で、64 件を 1 回で、学習率は 4 倍
    error[lr] = np.linalg.norm(large - small) / np.linalg.norm(small - w)
    print(lr, f"{error[lr]:.3f}")
# --8<-- [end:scaling]

# --8<-- [start:batch_norm]
batch = rng.normal(size=(2000, 4, 4))  # 2000 通りのミニバッチ: 4 台に 4 件ずつ
local = batch.var(axis=2).mean()  # 装置ごとの分散
joint = batch.reshape(2000, 16).var(axis=1).mean()  # 16 件をまとめた分散
print(f"{local:.2f} {joint:.2f}")  # 出力: 0.75 0.94
# --8<-- [end:batch_norm]


# --8<-- [start:memory]
def bytes_per_weight(n, divided):
    """混合精度の Adam で、重み 1 個のために 1 台が持つバイト数"""
    state = {"optimizer": 12, "gradient": 2, "weight": 2}  # 12 = 4 バイトが 3 つ
    return sum(size / n if k in divided else size for k, size in state.items())


for divided in ([], ["optimizer"], ["optimizer", "gradient"], ["optimizer", "gradient", "weight"]):
    print(len(divided), f"{bytes_per_weight(4, divided):.1f}")
# --8<-- [end:memory]

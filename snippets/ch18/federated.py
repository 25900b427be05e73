"""連合学習: FedAvg、データの偏りによるずれと対策、更新からの漏れ、秘匿集約を NumPy で確かめる。"""

# --8<-- [start:clients]
import numpy as np

SIZES = [20, 60, 120]  # クライアントごとの件数
LR = 0.02


def make_clients(bias):
    """bias が 0 なら同じ分布、大きいほど分布と正解がクライアントごとに違う"""
    rng, data = np.random.default_rng(0), []
    for k, n in enumerate(SIZES):
        X = rng.normal(size=(n, 3)) * [1, 1 + bias * k, 1]
        truth = np.array([1.0, -2.0, 0.5]) + bias * (k - 1)
        data.append((X, X @ truth + 0.1 * rng.normal(size=n)))
    return data


def gradient(w, X, y):
    return 2 * X.T @ (X @ w - y) / len(y)


same, biased = make_clients(0.0), make_clients(1.0)
# --8<-- [end:clients]


# --8<-- [start:fedavg]
def local_update(w, X, y, steps, pull=0.0):
    v = w.copy()  # グローバルモデルから始める
    for _ in range(steps):
        v -= LR * (gradient(v, X, y) + pull * (v - w))
    return v


def one_round(w, data, steps, pull=0.0):
    """サーバに届くのは重みだけ。X と y はクライアントから動かない"""
    local = [local_update(w, X, y, steps, pull) for X, y in data]
    return sum(n * v for n, v in zip(SIZES, local, strict=True)) / sum(SIZES)


def fedavg(data, steps, rounds, pull=0.0):
    w = np.zeros(3)
    for _ in range(rounds):
        w = one_round(w, data, steps, pull)
    return w


# --8<-- [end:fedavg]


# --8<-- [start:central]
def together(data):
    return np.vstack([X for X, y in data]), np.concatenate([y for X, y in data])


for data in (same, biased):
    one_step = -LR * gradient(np.zeros(3), *together(data))
    print(np.allclose(fedavg(data, steps=1, rounds=1), one_step))
# 出力:
# True
# True
# --8<-- [end:central]


# --8<-- [start:excess]
def excess(w, data):
    """全データの損失が、最小値よりどれだけ大きいか"""
    X, y = together(data)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    gap = np.mean((X @ w - y) ** 2) - np.mean((X @ best - y) ** 2)
    return max(0.0, float(gap))  # 丸め誤差で負になることがある


# --8<-- [end:excess]


# --8<-- [start:rounds]
def rounds_needed(data, steps):
    """損失が最小値 + 0.01 に届くまでの、通信の往復の回数"""
    w, rounds = np.zeros(3), 0
    while excess(w, data) > 0.01:
        w, rounds = one_round(w, data, steps), rounds + 1
    return rounds


needed = {steps: rounds_needed(same, steps) for steps in (1, 5, 20)}
print(needed)  # 出力: {1: 82, 5: 17, 20: 5}
# --8<-- [end:rounds]

# --8<-- [start:drift]
drift = {}
for name, data in (("same", same), ("biased", biased)):
    for steps in (1, 5, 20):
        drift[name, steps] = excess(fedavg(data, steps, 2000 // steps), data)
        print(f"{name:6} {steps:2} {drift[name, steps]:.4f}")
# --8<-- [end:drift]

# --8<-- [start:prox]
held = {}
for pull in (0, 1, 10):
    held[pull] = excess(fedavg(biased, 20, 200, pull), biased)
    print(pull, f"{held[pull]:.4f}")
# --8<-- [end:prox]


# --8<-- [start:scaffold]
def scaffold(data, steps, rounds):
    w, controls = np.zeros(3), np.zeros((len(data), 3))
    share = np.array(SIZES) / sum(SIZES)
    for _ in range(rounds):
        local, common = [], share @ controls  # 全体の勾配の見積もり
        for k, (X, y) in enumerate(data):
            v = w.copy()
            for _ in range(steps):
                v -= LR * (gradient(v, X, y) - controls[k] + common)
            local.append(v)
        controls += (w - np.array(local)) / (steps * LR) - common
        w = share @ local
    return w


corrected = excess(scaffold(biased, 20, 100), biased)
print(f"{corrected:.4f}")  # 出力: 0.0000
# --8<-- [end:scaffold]

# --8<-- [start:leak]
secret, label = np.array([3.0, -1.0, 4.0, 1.0]), 2.0  # 端末の中のデータ 1 件
w, b = np.array([0.2, 0.1, -0.3, 0.5]), 0.0
error = 2 * (secret @ w + b - label)
sent_w, sent_b = error * secret, error  # サーバに送る勾配
print(sent_w / sent_b)  # 出力: [ 3. -1.  4.  1.]
# --8<-- [end:leak]

# --8<-- [start:masks]
rng = np.random.default_rng(0)
updates = rng.integers(0, 100, size=(3, 4))  # 3 台の更新を整数で表したもの
masked = updates.copy()
for i in range(3):
    for j in range(i + 1, 3):
        mask = rng.integers(0, 2**16, size=4)  # i と j だけが知る乱数
        masked[i] += mask
        masked[j] -= mask
masked %= 2**16
print(updates[0], masked[0])
# 出力: [85 63 51 26] [ 8990  9910 34827 43578]
print(updates.sum(axis=0), masked.sum(axis=0) % 2**16)
# 出力: [132 148 122 118] [132 148 122 118]
# --8<-- [end:masks]

"""チャネル剪定: LASSO で入力チャネルを選び、最小二乗法で重みを求め直す。選び方の限界も見る。"""

# --8<-- [start:data]
from itertools import combinations

import numpy as np

N, C, K, F = 300, 8, 9, 6  # 標本、入力チャネル、3x3 の画素、フィルタ
TARGET = 5  # 残すチャネルの数


def layer(same_filters):
    """チャネル 5, 6, 7 が 0, 1, 2 とほぼ同じ動きをする層の、入力と重み"""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(N, C, K))
    gain = np.array([0.9, 0.9, 0.8])[:, None]
    X[:, 5:] = gain * X[:, :3] + 0.1 * X[:, 5:]
    size = np.array([2, 2, 2, 1, 1, 2, 2, 2.0])
    W = rng.normal(size=(F, C, K)) * size[:, None]
    if same_filters:
        W[:, 5:] = W[:, :3]
    return X, W


X, W = layer(same_filters=True)
parts = np.einsum("nck,fck->cnf", X, W)  # チャネルごとの、出力への寄与
Y = parts.sum(axis=0)  # 再現したい出力の特徴マップ
print(parts.shape, Y.shape)  # 出力: (8, 300, 6) (300, 6)
# --8<-- [end:data]


# --8<-- [start:lasso]
def moments(parts, Y):
    gram = np.einsum("anf,bnf->ab", parts, parts) / N
    return gram, np.einsum("anf,nf->a", parts, Y) / N


def lasso(gram, corr, lam, beta):
    """||Y - Σ β_i part_i||² / 2N + λ Σ|β_i| を座標ごとに最小にする"""
    for _ in range(500):
        old = beta.copy()
        for i in range(C):
            rest = corr[i] - gram[i] @ beta + gram[i, i] * beta[i]
            beta[i] = np.sign(rest) * max(abs(rest) - lam, 0) / gram[i, i]
        if np.abs(beta - old).max() < 1e-6:
            break
    return beta


gram, corr = moments(parts, Y)
for lam in (0, 10, 100):
    print(lam, lasso(gram, corr, lam, np.ones(C)).round(2))
# --8<-- [end:lasso]

# --8<-- [start:ridge]
for lam in (10, 100, 1000):
    print(lam, np.linalg.solve(gram + lam * np.eye(C), corr).round(2))
# --8<-- [end:ridge]


# --8<-- [start:choose]
def choose(parts, Y):
    """残るゲートが TARGET 個以下になるまで、罰則を強める"""
    moment, lam, beta = moments(parts, Y), 1.0, np.ones(C)
    while np.count_nonzero(beta) > TARGET:
        lam *= 1.2
        beta = lasso(*moment, lam, beta)
    return beta


beta = choose(parts, Y)
kept = np.flatnonzero(beta)
print(kept, beta[kept].round(2))  # 出力: [0 1 2 3 4] [1.79 1.78 1.67 0.41 0.45]
# --8<-- [end:choose]


# --8<-- [start:refit]
def refit(X, Y, kept):
    """残したチャネルの重みを、出力を再現するように求め直す"""
    A = X[:, kept].reshape(N, -1)
    W_new = np.linalg.solve(A.T @ A, A.T @ Y)  # 正規方程式
    return A @ W_new


def error(output, Y):
    return np.linalg.norm(Y - output) / np.linalg.norm(Y)


gated = np.einsum("c,cnf->nf", beta, parts)
dropped = parts[kept].sum(axis=0)
for output in (dropped, gated, refit(X, Y, kept)):
    print(f"{error(output, Y):.3f}")
# --8<-- [end:refit]


# --8<-- [start:compare]
def compare(X, W):
    """LASSO、重みの大きい順、総当たりで選び、求め直した後の誤差を比べる"""
    parts = np.einsum("nck,fck->cnf", X, W)
    Y = parts.sum(axis=0)
    norms = np.linalg.norm(W, axis=(0, 2))
    chosen = {
        "lasso": np.flatnonzero(choose(parts, Y)).tolist(),
        "norm": sorted(np.argsort(norms)[-TARGET:].tolist()),
        "best": min(
            map(list, combinations(range(C), TARGET)),
            key=lambda kept: error(refit(X, Y, kept), Y),
        ),
    }
    return {k: (v, error(refit(X, Y, v), Y)) for k, v in chosen.items()}


same = compare(*layer(same_filters=True))
for name, (channels, gap) in same.items():
    print(f"{name:5} {channels} {gap:.3f}")
# --8<-- [end:compare]

# --8<-- [start:limit]
other = compare(*layer(same_filters=False))
for name, (channels, gap) in other.items():
    print(f"{name:5} {channels} {gap:.3f}")
# --8<-- [end:limit]


# --8<-- [start:cost]
def weights(channels, before=3):
    """1 つ前の層（入力 before チャネル）と、この層の重みの数"""
    return channels * before * K, F * channels * K


print(weights(C), weights(TARGET))  # 出力: (216, 432) (135, 270)
# --8<-- [end:cost]

# --8<-- [start:path]
from tashika import figures

lams = np.logspace(0, 2.8, 57)
gates, start = [], np.ones(C)
for lam in lams:
    start = lasso(gram, corr, lam, start)  # 1 つ前の解から始める
    gates.append(start.copy())
groups = {  # チャネル: 説明、色、線
    (0, 1, 2): ("複製のある 0–2", figures.BLUE, "-"),
    (3, 4): ("代わりのない 3、4", figures.GREEN, "--"),
    (5, 6, 7): ("複製 5–7", figures.VERMILION, ":"),
}
fig, ax = figures.subplots()
for channels, (label, color, dash) in groups.items():
    lines = ax.plot(lams, np.array(gates)[:, channels], dash, color=color)
    lines[0].set_label(label)
ax.set(xscale="log", xlabel="罰則の強さ λ", ylabel="ゲート β")
ax.legend()
fig.savefig("channel-pruning-path.svg")
# --8<-- [end:path]

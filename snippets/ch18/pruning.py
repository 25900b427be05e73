"""重みを 0 にする剪定と、ニューロンごと取り除く剪定で、何が減るかを確かめる。"""

# --8<-- [start:layers]
from itertools import pairwise

import numpy as np

rng = np.random.default_rng(0)
W1 = rng.normal(size=(256, 64)).astype(np.float32)  # 64 -> 256
W2 = rng.normal(size=(10, 256)).astype(np.float32)  # 256 -> 10
x = rng.normal(size=64).astype(np.float32)
print(W1.size, W1.nbytes)  # 出力: 16384 65536
# --8<-- [end:layers]


# --8<-- [start:magnitude]
def prune(W, sparsity):
    """絶対値の小さい順に、sparsity の割合だけ 0 にする"""
    order = np.argsort(np.abs(W), axis=None)
    out = W.copy()
    out.flat[order[: round(sparsity * W.size)]] = 0
    return out


P = prune(W1, 0.9)
print(np.count_nonzero(P), P.nbytes)  # 出力: 1638 65536
# --8<-- [end:magnitude]


# --8<-- [start:csr]
def to_csr(W):
    """0 でない値、その列番号、各行の始まりの位置"""
    row, col = np.nonzero(W)
    start = np.r_[0, np.cumsum(np.bincount(row, minlength=len(W)))]
    return W[row, col], col.astype(np.int32), start.astype(np.int32)


def csr_product(values, cols, start, x):
    parts = [slice(a, b) for a, b in pairwise(start)]
    return np.array([values[p] @ x[cols[p]] for p in parts])


small = np.array([[5, 0, 0, 2], [0, 0, 0, 0], [0, 7, 0, 0]])
for part in to_csr(small):
    print(part)
print(np.allclose(csr_product(*to_csr(P), x), P @ x, atol=1e-4))
# --8<-- [end:csr]


# --8<-- [start:bytes]
def csr_bytes(W):
    return sum(part.nbytes for part in to_csr(W))


for sparsity in (0.3, 0.5, 0.6, 0.9, 0.99):
    pruned = prune(W1, sparsity)
    kept = np.count_nonzero(pruned)
    print(sparsity, f"{pruned.nbytes:6,} {csr_bytes(pruned):6,} {kept:6,}")
# --8<-- [end:bytes]

# --8<-- [start:breakeven]
rows, total = len(W1), W1.size
limit = (4 * total - 4 * (rows + 1)) // 8  # 残せる重みの数の上限
print(f"{limit:,} {1 - limit / total:.4f}")  # 出力: 8,063 0.5079
# --8<-- [end:breakeven]


# --8<-- [start:structured]
def relu(a):
    return np.maximum(a, 0)


norms = np.linalg.norm(W1, axis=1)  # ニューロンに入る重み
keep = np.sort(np.argsort(norms)[-64:])  # 64 個を残す
mask = np.zeros(256, np.float32)
mask[keep] = 1

masked = W2 @ (mask * relu(W1 @ x))
compact = W2[:, keep] @ relu(W1[keep] @ x)
print(np.allclose(masked, compact, atol=1e-3))  # 出力: True
print(W1.size + W2.size, W1[keep].size + W2[:, keep].size)  # 出力: 18944 4736
# --8<-- [end:structured]


# --8<-- [start:pattern]
def two_of_four(W):
    """行に沿って 4 つずつ見て、絶対値の大きい 2 つを残す"""
    groups = W.reshape(-1, 4)
    smallest = np.argsort(np.abs(groups), axis=1)[:, :2]
    out = groups.copy()
    np.put_along_axis(out, smallest, 0, axis=1)
    return out.reshape(W.shape)


N_M = two_of_four(W1)
print(np.count_nonzero(N_M) / N_M.size)  # 出力: 0.5
kept = np.count_nonzero(N_M)
print(4 * kept + kept * 2 // 8)  # 出力: 34816
# --8<-- [end:pattern]

# --8<-- [start:criterion]
w = np.array([0.5, -2.0, 1.0])
h = np.array([8.0, 0.1, 3.0])  # 損失の 2 階微分（対角成分）


def increase(i):
    """損失が 1/2 Σ h (w - w0)^2 のとき、w[i] を 0 にした増分"""
    moved = w.copy()
    moved[i] = 0
    return (h * (moved - w) ** 2).sum() / 2


print(np.abs(w).argmin(), (h * w**2 / 2).argmin())  # 出力: 0 1
print([round(float(increase(i)), 2) for i in range(3)])  # 出力: [1.0, 0.2, 1.5]
# --8<-- [end:criterion]

# --8<-- [start:snip]
X = rng.normal(size=(500, 20))
y = X[:, :4] @ [2.0, -3.0, 2.5, -2.0]  # はじめの 4 列だけが効く
w0 = 0.1 * rng.choice([-1.0, 1.0], size=20)  # 大きさがそろった初期値
grad = X.T @ (X @ w0 - y) / len(X)
score = np.abs(w0 * grad)
print(np.sort(np.argsort(score)[-4:]))  # 出力: [0 1 2 3]
# --8<-- [end:snip]

# --8<-- [start:curves]
from tashika import figures

share = np.linspace(0, 1, 21)
sizes = [csr_bytes(prune(W1, s)) / 1000 for s in share]
fig, ax = figures.subplots()
ax.plot(100 * share, np.full(21, W1.nbytes / 1000), label="0 も持つ密な配列")
ax.plot(100 * share, sizes, label="CSR")
ax.plot(100 * share, (1 - share) * W1.nbytes / 1000, label="行ごと取り除く")
even = 100 * (1 - limit / total)
ax.plot([even], [W1.nbytes / 1000], "o", color=figures.GREEN)
ax.annotate(f"{even:.1f} %", (even, W1.nbytes / 1000), (even, 80))
ax.set(xlabel="取り除いた割合 [%]", ylabel="1 層目の容量 [kB]", ylim=0)
ax.legend()
fig.savefig("pruning-bytes.svg")
# --8<-- [end:curves]

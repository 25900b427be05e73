"""Attention の計算、マスク、尺度、並び順、位置エンコーディングを、小さな行列で確かめる。"""

# --8<-- [start:attention]
import numpy as np


def softmax(scores):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    """重みつきの和と、重み。mask が偽の場所は見ない"""
    scores = Q @ K.T / np.sqrt(K.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    return weights @ V, weights


# --8<-- [end:attention]

# --8<-- [start:example]
K = np.array([[2.0, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0]])  # 探される側の見出し
V = np.array([[10.0, 0], [0, 10], [5, 5]])  # 取り出される中身
Q = np.array([[2.0, 0, 0, 0], [1, 1, 0, 0]])  # 探す側
out, weights = attention(Q, K, V)
print(weights.round(3))
# 出力:
# [[0.787 0.107 0.107]
#  [0.422 0.422 0.155]]
print(out.round(2))
# 出力:
# [[8.4 1.6]
#  [5.  5. ]]
# --8<-- [end:example]

# --8<-- [start:causal]
rng = np.random.default_rng(0)
X = rng.normal(size=(5, 8))  # 5 個のトークン。Q = K = V = X とする
causal = np.tril(np.ones((5, 5), dtype=bool))
before, masked = attention(X, X, X, causal)
print(masked.round(2))
# 出力:
# [[1.   0.   0.   0.   0.  ]
#  [0.02 0.98 0.   0.   0.  ]
#  [0.17 0.22 0.62 0.   0.  ]
#  [0.08 0.3  0.11 0.51 0.  ]
#  [0.31 0.07 0.12 0.07 0.43]]

changed = X.copy()
changed[3:] = rng.normal(size=(2, 8))  # 4 番目から先を取り替える
after, _ = attention(changed, changed, changed, causal)
print(np.isclose(before, after).all(axis=1))
# 出力: [ True  True  True False False]
# --8<-- [end:causal]


# --8<-- [start:scale]
def jacobian(w):
    """softmax の入力に対する勾配の大きさ"""
    return np.linalg.norm(np.diag(w) - np.outer(w, w))


for d in (4, 64, 256):
    q, k = rng.normal(size=(500, d)), rng.normal(size=(500, 16, d))
    raw = np.einsum("nd,nkd->nk", q, k)
    print(f"{d:3} {raw.var() / d:.1f}", end="")
    for scores in (raw, raw / np.sqrt(d)):
        w = softmax(scores)
        slope = np.median([jacobian(row) for row in w])
        print(f"  {w.max(axis=1).mean():.2f} {slope:.2f}", end="")
    print()
# --8<-- [end:scale]

# --8<-- [start:order]
order = [4, 2, 0, 1, 3]
shuffled, _ = attention(X[order], X[order], X[order])
print(np.allclose(shuffled, attention(X, X, X)[0][order]))  # 出力: True
# --8<-- [end:order]


# --8<-- [start:position]
def positions(n, d):
    angle = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    table = np.empty((n, d))
    table[:, 0::2], table[:, 1::2] = np.sin(angle), np.cos(angle)
    return table


P = positions(50, 16)
print(P[:2, :4].round(3))
# 出力:
# [[0.    1.    0.    1.   ]
#  [0.841 0.54  0.311 0.95 ]]
near = P @ P.T  # 位置どうしの内積
print(np.allclose(near[3, 8], near[20, 25]), near[0, [0, 1, 5, 20]].round(2))
# 出力:
# True [8.   7.49 6.14 5.78]
Y = X + positions(5, 8)
moved = X[order] + positions(5, 8)
placed, moved_out = attention(Y, Y, Y)[0], attention(moved, moved, moved)[0]
print(np.allclose(moved_out, placed[order]))  # 出力: False
# --8<-- [end:position]


# --8<-- [start:cost]
def macs(n, d):
    """Q・K・V・出力の射影と、Attention の 2 つの行列積の積和"""
    return 4 * n * d * d, 2 * n * n * d


for n in (128, 1024, 8192):
    projections, products = macs(n, 512)
    print(n, f"{projections:,} {products:,}")
# --8<-- [end:cost]

# --8<-- [start:figure]
from matplotlib.colors import LinearSegmentedColormap, to_rgba

from tashika import figures

blues = [to_rgba(figures.BLUE, alpha) for alpha in (0, 0.65)]
shade = LinearSegmentedColormap.from_list("weight", blues)
fig, axes = figures.subplots(1, 2, size=(5.2, 2.8))
tables = {"マスクなし": attention(X, X, X)[1], "未来のマスクあり": masked}
for ax, (title, w) in zip(axes, tables.items(), strict=True):
    ax.pcolormesh(w, cmap=shade, vmin=0, vmax=1, edgecolors=figures.GREY, lw=0.5, clip_on=False)
    for (row, col), value in np.ndenumerate(w):
        label = f"{value:.2f}" if value else "×"
        ax.text(col + 0.5, row + 0.5, label, ha="center", va="center", size=8)
    ax.set(title=title, xlabel="キー", ylabel="クエリ", aspect="equal")
    ax.set_xticks(np.arange(5) + 0.5, range(1, 6))
    ax.set_yticks(np.arange(5) + 0.5, range(1, 6))
    ax.invert_yaxis()
fig.savefig("attention-weights.svg")
# --8<-- [end:figure]

"""Shapley 値の計算と性質、Kernel SHAP、LIME、Integrated Gradients を、式のわかる小さな関数で確かめる。"""

# --8<-- [start:shapley]
from itertools import combinations
from math import comb, factorial

import numpy as np


def shapley(value, n):
    """value(部分集合) から、n 人それぞれの取り分"""
    phi = np.zeros(n)
    for i in range(n):
        others = [j for j in range(n) if j != i]
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for S in combinations(others, size):
                phi[i] += weight * (value({*S, i}) - value({*S}))
    return phi


# --8<-- [end:shapley]


# --8<-- [start:example]
def f(z):
    return 3 * z[0] + z[1] * z[2]  # 3 番の特徴は使わない


def known(f, x, base):
    """S の特徴は x、ほかは基準の値にしたときの出力"""
    return lambda S: f([x[i] if i in S else base[i] for i in range(len(x))])


x, base = np.array([2.0, 1.0, 3.0, 5.0]), np.zeros(4)
value = known(f, x, base)
phi = shapley(value, 4)
print(phi.round(6), f(x) - f(base))
# 出力:
# [6.  1.5 1.5 0. ] 9.0
# --8<-- [end:example]

# --8<-- [start:orders]
for order in ((0, 1, 2, 3), (0, 2, 1, 3)):
    steps = [value({*order[: k + 1]}) - value({*order[:k]}) for k in range(4)]
    print(order, [float(steps[order.index(i)]) for i in range(4)])
# --8<-- [end:orders]

# --8<-- [start:linear]
w, mean = np.array([1.0, -2.0, 0.5, 0.0]), np.array([1.0, 0.0, 1.0, 1.0])
linear = shapley(known(lambda z: w @ z, x, mean), 4)
print(linear.round(6), w * (x - mean))
# 出力:
# [ 1. -2.  1.  0.] [ 1. -2.  1.  0.]
# --8<-- [end:linear]


# --8<-- [start:kernel]
def kernel_shap(value, n):
    """全部分集合への重みつき最小二乗法。和が合うように 1 変数を消去する"""
    subsets = [S for size in range(1, n) for S in combinations(range(n), size)]
    Z = np.array([[i in S for i in range(n)] for S in subsets], dtype=float)
    sizes = [len(S) for S in subsets]
    weight = np.array([(n - 1) / (comb(n, k) * k * (n - k)) for k in sizes])
    total = value({*range(n)}) - value(set())
    y = np.array([value({*S}) - value(set()) for S in subsets]) - Z[:, -1] * total
    A, root = Z[:, :-1] - Z[:, -1:], np.sqrt(weight)
    head = np.linalg.lstsq(A * root[:, None], y * root, rcond=None)[0]
    return np.append(head, total - head.sum())


print(np.allclose(kernel_shap(value, 4), phi), 2**4 - 2)
# 出力:
# True 14
# --8<-- [end:kernel]

# --8<-- [start:sampling]
rng = np.random.default_rng(0)


def sampled(value, n, times):
    """順番を times 回だけ無作為に選んだ推定"""
    total = np.zeros(n)
    for _ in range(times):
        seen = set()
        for i in rng.permutation(n):
            total[i] += value(seen | {i}) - value(seen)
            seen.add(i)
    return total / times


for times in (10, 100, 1000):
    estimate = sampled(value, 4, times)
    gap = np.abs(estimate - phi).max()
    print(times, estimate.round(2), f"{estimate.sum():.2f} {gap:.2f}")
# --8<-- [end:sampling]

# --8<-- [start:correlated]
pair = np.array([4.0, 4.0])  # 1 番は 0 番の複写で、平均はどちらも 0
replace = shapley(known(lambda z: z[0], pair, np.zeros(2)), 2)
condition = shapley(lambda S: pair[0] if S else 0.0, 2)  # 1 つ知れば出力がわかる
print(replace, condition)
# 出力:
# [4. 0.] [2. 2.]
# --8<-- [end:correlated]

# --8<-- [start:paths]
point = np.array([1.0, 3.0])


def product(z):
    return z[0] * z[1] ** 2


def gradient(z):
    return np.array([z[1] ** 2, 2 * z[0] * z[1]])


middle = (np.arange(1000) + 0.5) / 1000  # 基準 0 から point への直線を分ける
integrated = point * np.mean([gradient(t * point) for t in middle], axis=0)
print(shapley(known(product, point, np.zeros(2)), 2), integrated.round(3))
# 出力:
# [4.5 4.5] [3. 6.]
# --8<-- [end:paths]


# --8<-- [start:lime]
def surrogate(g, x, width):
    """x の近くの点に、近さで重みづけた直線を当てはめた傾き"""
    near = x + rng.normal(scale=width, size=2000)
    weight = np.exp(-((near - x) ** 2) / (2 * width**2))
    A, root = np.column_stack([np.ones_like(near), near - x]), np.sqrt(weight)
    return np.linalg.lstsq(A * root[:, None], g(near) * root, rcond=None)[0][1]


for width in (0.1, 1.0, 3.0):
    slopes = [surrogate(np.sin, at, width) for at in (0.0, np.pi)]
    print(width, *(f"{slope:.1f}" for slope in slopes))
# --8<-- [end:lime]

# --8<-- [start:figure]
from tashika import figures

fig, ax = figures.subplots(size=(5.2, 2.6))
start = f(base)
for row, contribution in enumerate(phi):
    ax.barh(row, contribution, left=start, height=0.55, color=figures.BLUE)
    ax.text(start + contribution + 0.12, row, f"+{contribution:.1f}", va="center")
    start += contribution
    ax.plot([start, start], [row, row + 1], color=figures.GREY, lw=1, linestyle=":")
ax.barh(4, f(x) - f(base), height=0.55, color=figures.GREEN, hatch="//", alpha=0.7)
ax.text(start + 0.12, 4, f"和 {start:.1f}", va="center")
labels = [f"特徴 {i}（値 {x[i]:g}）" for i in range(4)]
ax.set_yticks(range(5), [*labels, "予測 − 基準"])
ax.set(xlabel="出力", xlim=(0, 10.5))
ax.invert_yaxis()
fig.savefig("shapley-sum.svg")
# --8<-- [end:figure]

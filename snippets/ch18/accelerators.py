"""並列計算の上限と方式: アムダールの法則、SIMD、ワープの分岐、シストリックアレイ、ルーフライン。"""

# --8<-- [start:amdahl]
import numpy as np


def speedup(p, n):
    """処理の割合 p を n 台に分けたとき、全体が何倍速くなるか"""
    return 1 / ((1 - p) + p / n)


for p in (0.5, 0.9, 0.99):
    times = " ".join(f"{speedup(p, n):6.2f}" for n in (2, 8, 1024))
    print(f"{p:4} {times} {1 / (1 - p):4.0f}")
# --8<-- [end:amdahl]

# --8<-- [start:simd]
LANES = 8  # 256 ビットのレジスタに 32 ビットの数を 8 個
a, b = np.arange(1000, dtype=np.float32), np.ones(1000, dtype=np.float32)

scalar, n_scalar = np.empty_like(a), 0
for i in range(len(a)):
    scalar[i] = 2 * a[i] + b[i]
    n_scalar += 1

vector, n_vector = np.empty_like(a), 0
for i in range(0, len(a), LANES):
    lanes = slice(i, i + LANES)
    vector[lanes] = 2 * a[lanes] + b[lanes]  # 8 個をまとめて 1 命令とみなす
    n_vector += 1
print(np.array_equal(scalar, vector), n_scalar, n_vector)  # 出力: True 1000 125
# --8<-- [end:simd]

# --8<-- [start:warp]
WARP = 32


def passes(branch):
    """各ワープが通る分岐の数の合計。枝ごとに 1 回ずつ、全員で実行する"""
    return sum(len(np.unique(warp)) for warp in branch.reshape(-1, WARP))


alternating = np.arange(64) % 2 == 0  # 隣のスレッドが違う枝へ進む
grouped = np.sort(alternating)  # 同じ枝のスレッドを集めた
print(passes(alternating), passes(grouped))  # 出力: 4 2
# --8<-- [end:warp]


# --8<-- [start:systolic]
def systolic(A, B):
    """演算器 (i, j) は、拍 t に k = t - i - j の積を 1 つ足す。拍の数と稼働率も返す"""
    (m, depth), n = A.shape, B.shape[1]
    C, ticks = np.zeros((m, n)), m + n + depth - 2
    for t in range(ticks):
        for i, j in np.ndindex(m, n):
            k = t - i - j
            if 0 <= k < depth:  # データが届いている演算器だけが働く
                C[i, j] += A[i, k] * B[k, j]
    return C, ticks, depth / ticks


rng = np.random.default_rng(0)
A, B = rng.integers(-9, 10, (4, 12)), rng.integers(-9, 10, (12, 4))
C, ticks, busy = systolic(A, B)
print(np.array_equal(C, A @ B), ticks, f"{busy:.2f}")  # 出力: True 18 0.67
# --8<-- [end:systolic]

# --8<-- [start:roofline]
PEAK, BANDWIDTH = 10e12, 1e12  # 例: 毎秒 10 兆回の演算、1 TB の読み書き
ridge = PEAK / BANDWIDTH  # 境目の演算強度


def attainable(intensity):
    return min(PEAK, intensity * BANDWIDTH)


def matmul(n):
    return 2 * n**3 / (4 * 3 * n**2)  # 積と和 / 4 バイトの行列 3 枚


kernels = {"add": 1 / (4 * 3)} | {f"{n}^3": matmul(n) for n in (16, 64, 4096)}
for name, intensity in kernels.items():
    bound = "compute" if intensity >= ridge else "memory"
    print(f"{name:7}{intensity:7.2f} {bound:8}{attainable(intensity) / PEAK:5.0%}")
# --8<-- [end:roofline]

# --8<-- [start:amdahl_figure]
from tashika import figures

units = 2.0 ** np.arange(13)
fig, ax = figures.subplots()
for p in (0.99, 0.9, 0.5):
    limit = 1 / (1 - p)
    ax.plot(units, speedup(p, units))
    ax.axhline(limit, color=figures.GREY, linewidth=1, linestyle=":")
    label = f"p = {p}、上限 {limit:.0f} 倍"
    ax.text(units[-1], limit * 1.08, label, ha="right", va="bottom")
ax.set_xscale("log", base=2)
ax.set_xticks(units[::3], [f"{n:.0f}" for n in units[::3]])
ax.set(yscale="log", xlabel="演算器の数", ylabel="速度の向上（倍）", ylim=(0.9, 200))
ax.set_yticks([1, 10, 100], ["1", "10", "100"])
fig.savefig("amdahl.svg")
# --8<-- [end:amdahl_figure]

# --8<-- [start:roofline_figure]
fig, ax = figures.subplots()
xs = np.array([0.03, ridge, 3e4])
ax.loglog(xs, [attainable(x) / 1e12 for x in xs], color=figures.BLUE, linestyle="-")
for name, intensity in kernels.items():
    y, flat = attainable(intensity) / 1e12, intensity >= ridge
    ax.plot(intensity, y, "o" if flat else "s", color=figures.VERMILION)
    n = name.removesuffix("^3")
    label = "ベクトルの和" if name == "add" else f"行列積 {n}×{n}"
    shift = (6, -14) if flat else (8, -8)
    ax.annotate(label, (intensity, y), shift, textcoords="offset points")
ax.plot([ridge, ridge], [PEAK / 1e12, 45], color=figures.GREY, linewidth=1, linestyle=":")
ax.text(ridge / 1.2, 25, "メモリに縛られる", ha="right")
ax.text(ridge * 1.2, 25, "演算に縛られる")
ax.set(xlabel="演算強度（演算の回数／バイト）", ylabel="性能の上限（毎秒・兆回）")
ax.set(xlim=(0.03, 3e4), ylim=(0.03, 45))
fig.savefig("roofline.svg")
# --8<-- [end:roofline_figure]

"""整数への量子化: 目盛りへの写像、誤差、整数だけの行列積、スケールの持ち方を確かめる。"""

# --8<-- [start:affine]
import numpy as np


def grid(lo, hi, bits=8):
    """値域を覆う目盛り: スケール、ゼロ点、整数の下限と上限"""
    lo, hi = min(lo, 0.0), max(hi, 0.0)  # 0 を必ず含める
    qmin, qmax = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    scale = (hi - lo) / (qmax - qmin)
    return scale, round(qmin - lo / scale), qmin, qmax


def quantize(x, scale, zero, qmin, qmax):
    return np.clip(np.round(x / scale) + zero, qmin, qmax).astype(np.int32)


def dequantize(q, scale, zero, *limits):
    return scale * (q - zero)


# --8<-- [end:affine]

# --8<-- [start:values]
g = grid(-1.0, 3.0)
S, Z, QMIN, QMAX = g
x = np.array([-1.0, 0.0, 0.01, 1.0, 3.0, 5.0])
q = quantize(x, *g)
print(round(S, 5), Z)  # 出力: 0.01569 -64
print(q)  # 出力: [-128  -64  -63    0  127  127]
print(np.round(dequantize(q, *g), 3))
# 出力: [-1.004  0.     0.016  1.004  2.996  2.996]
# --8<-- [end:values]

# --8<-- [start:error]
rng = np.random.default_rng(0)
u = rng.uniform(-1.0, 3.0, 100_000)
error = np.abs(u - dequantize(quantize(u, *g), *g))
print(f"{error.max() / S:.3f}")  # 出力: 0.500
assert error.max() <= S / 2 * (1 + 1e-9)
# --8<-- [end:error]

# --8<-- [start:calibration]
signal = rng.normal(size=100_000)


def loss(limit, bits=4):
    """値域を [-limit, limit] にしたときの、丸めの誤差とクリップの誤差（二乗平均）"""
    g = grid(-limit, limit, bits)
    gap2 = (signal - dequantize(quantize(signal, *g), *g)) ** 2
    inside = np.abs(signal) <= limit
    return (gap2 * inside).mean(), (gap2 * ~inside).mean()


for limit in (1.5, 2.5, 4.0):
    rounding, clipping = loss(limit)
    print(limit, f"{rounding:.4f} {clipping:.4f} {rounding + clipping:.4f}")
# --8<-- [end:calibration]

# --8<-- [start:matmul]
acts = rng.uniform(-1.0, 3.0, size=(64, 32))
w = rng.normal(0, 0.3, size=(32, 16))
S_w = np.abs(w).max() / 127  # 対称: ゼロ点は 0
a_q = quantize(acts, *g)
w_q = np.round(w / S_w).astype(np.int32)

total = a_q @ w_q - Z * w_q.sum(axis=0, dtype=np.int32)  # 整数だけ
y = S * S_w * total  # 最後に 1 回だけ実数を掛ける
same = np.allclose(y, dequantize(a_q, *g) @ (S_w * w_q))
print(total.dtype, same)  # 出力: int32 True
print(np.abs(total).max(), 2**15 - 1)  # 出力: 80727 32767
relative = np.linalg.norm(y - acts @ w) / np.linalg.norm(acts @ w)
print(f"{relative:.3f}")  # 出力: 0.008
# --8<-- [end:matmul]

# --8<-- [start:channel]
W = rng.normal(size=(8, 4096)) * np.logspace(-3, 0, 8)[:, None]
one = np.abs(W).max() / 127
each = np.abs(W).max(axis=1, keepdims=True) / 127


def row_error(scale):
    gap = W - scale * np.round(W / scale)
    return np.linalg.norm(gap, axis=1) / np.linalg.norm(W, axis=1)


print(np.round(row_error(one), 3))
# 出力: [1.    1.    0.92  0.42  0.157 0.058 0.022 0.008]
print(np.round(row_error(each), 3))
# 出力: [0.008 0.008 0.008 0.007 0.01  0.009 0.008 0.008]
# --8<-- [end:channel]

# --8<-- [start:sqnr]
t = rng.uniform(-1, 1, 200_000)
for bits in (2, 4, 6, 8):
    step = 2 / 2**bits
    gap = t - (np.floor(t / step) + 0.5) * step
    print(bits, f"{10 * np.log10((t**2).mean() / (gap**2).mean()):.1f}")
# --8<-- [end:sqnr]

# --8<-- [start:binary]
a, b = rng.choice([-1, 1], size=(2, 64))
differ = (a > 0) ^ (b > 0)  # XOR。NOT を付ければ XNOR
print(int(a @ b), 64 - 2 * int(differ.sum()))  # 出力: 10 10
# --8<-- [end:binary]

# --8<-- [start:histogram]
from tashika import figures

g4 = grid(-1.5, 1.5, bits=4)
place = signal / g4[0] + g4[1]  # 丸める前の、目盛りの上の位置
inside = (place >= g4[2] - 0.5) & (place <= g4[3] + 0.5)
gap = place - quantize(signal, *g4)
fig, ax = figures.subplots()
bins = np.arange(-6, 6.1, 0.25)
ax.hist(gap[inside], bins, color=figures.BLUE, label="丸めの誤差")
clipped = {"color": figures.ORANGE, "hatch": "///", "label": "クリップの誤差"}
ax.hist(gap[~inside], bins, **clipped)
ax.set(xlabel="誤差（目盛りの間隔 S を単位とする）", ylabel="個数", yscale="log")
ax.legend()
fig.savefig("quantization-error.svg")
# --8<-- [end:histogram]

# --8<-- [start:line]
bits = np.arange(2, 11)
step = 2 / 2.0**bits[:, None]
noise = t - (np.floor(t / step) + 0.5) * step
ratio = 10 * np.log10((t**2).mean() / (noise**2).mean(axis=1))
fig, ax = figures.subplots()
ax.plot(bits, ratio, "o", label="実験")
ax.plot(bits, 20 * np.log10(2) * bits, color=figures.GREY, label="6.02 × ビット数")
ax.set(xlabel="ビット数 b", ylabel="SQNR [dB]")
ax.legend()
ax.grid()
fig.savefig("quantization-sqnr.svg")
# --8<-- [end:line]

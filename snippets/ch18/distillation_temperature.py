"""温度つき softmax と、軟らかい損失の勾配。なぜ T の 2 乗を掛けるのかを確かめる。"""

# --8<-- [start:softmax]
import numpy as np

teacher = np.array([9.0, 6.0, 1.0, -2.0])  # 1 件のデータのロジット
student = np.array([4.0, 5.0, 0.5, 0.0])


def softmax(z, T=1.0):
    e = np.exp((z - z.max()) / T)
    return e / e.sum()


def entropy(p):
    return -(p * np.log(p)).sum()


for T in (1, 4, 20):
    p = softmax(teacher, T)
    print(T, p.round(3), f"{entropy(p):.3f}")
# --8<-- [end:softmax]


# --8<-- [start:gradient]
def kl(z, T):
    """教師の分布から見た、ロジット z の生徒の KL 情報量"""
    p, q = softmax(teacher, T), softmax(z, T)
    return (p * np.log(p / q)).sum()


def gradient(T):
    return (softmax(student, T) - softmax(teacher, T)) / T


h = 1e-5
for T in (1, 4, 20):
    ahead = np.array([kl(student + h * d, T) for d in np.eye(4)])
    behind = np.array([kl(student - h * d, T) for d in np.eye(4)])
    numeric = (ahead - behind) / (2 * h)
    print(T, np.allclose(numeric, gradient(T), atol=1e-8))
# --8<-- [end:gradient]

# --8<-- [start:scale]
for T in (1, 4, 20, 100):
    size = np.abs(gradient(T)).max()
    print(f"{T:3} {size:.5f} {T * T * size:.3f}")
# --8<-- [end:scale]

# --8<-- [start:limit]
centred = (student - student.mean()) - (teacher - teacher.mean())
print((centred / 4).round(3))
for T in (10, 100, 1000):
    print(T, (T * T * gradient(T)).round(3))
# --8<-- [end:limit]


# --8<-- [start:total]
def loss(z, label, T, alpha):
    hard = -np.log(softmax(z)[label])  # 正解ラベル、温度 1
    return alpha * hard + (1 - alpha) * T * T * kl(z, T)


print(f"{loss(student, 0, T=4, alpha=0.5):.3f}")  # 出力: 1.998
# --8<-- [end:total]

# --8<-- [start:bars]
from tashika import figures

fig, axes = figures.subplots(1, 3, size=(5.2, 2.5), sharey=True)
for ax, T in zip(axes, (1, 4, 20), strict=True):
    p = softmax(teacher, T)
    bars = ax.bar(["1", "2", "3", "4"], p, color=figures.BLUE)
    ax.bar_label(bars, [f"{v:.3f}" for v in p], fontsize=8, padding=1)
    ax.set(title=f"T = {T}\nエントロピー {entropy(p):.2f}", xlabel="クラス")
axes[0].set(ylabel="確率", ylim=(0, 1.1))
fig.savefig("distillation-bars.svg")
# --8<-- [end:bars]

# --8<-- [start:curve]
fig, ax = figures.subplots()
T = np.logspace(0, 2, 41)
size = np.array([np.abs(gradient(t)).max() for t in T])
ax.loglog(T, size, label="そのまま")
ax.loglog(T, T**2 * size, label="T² を掛ける")
ax.set(xlabel="温度 T", ylabel="勾配の絶対値の最大")
ax.legend(loc=(0.03, 0.3))  # 目盛線のあいだ
ax.grid()
fig.savefig("distillation-gradient.svg")
# --8<-- [end:curve]

"""方策勾配の不偏性と分散、ベースライン、学習の様子、エントロピーを 3 本腕のバンディットで確かめる。"""

# --8<-- [start:gradient]
import numpy as np

reward = np.array([1.0, 2.0, 5.0])  # 3 つの行動の報酬
theta = np.array([0.2, -0.1, 0.4])  # 方策のパラメータ


def softmax(theta):
    e = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


pi = softmax(theta)
score = np.eye(3) - pi  # a 行目が、log π(a) の勾配
exact = pi * (reward - pi @ reward)  # 期待報酬 π·r を直接微分した勾配
print(pi.round(3), exact.round(3))
# 出力:
# [0.338 0.25  0.412] [-0.641 -0.225  0.866]
print(np.allclose(pi @ score, 0))  # 出力: True
# --8<-- [end:gradient]


# --8<-- [start:baseline]
def estimator(b):
    """推定量の平均と、成分ごとの分散の和。標本を使わずに計算する"""
    each = (reward - b)[:, None] * score
    mean = pi @ each
    return mean, (pi @ (each - mean) ** 2).sum()


size = (score**2).sum(axis=1)
best = (pi * size) @ reward / (pi @ size)  # 分散を最小にする定数
choices = {"none": 0.0, "mean": pi @ reward, "best": best, "far": 10.0}
for name, b in choices.items():
    mean, variance = estimator(b)
    print(f"{name} {b:6.3f} {np.allclose(mean, exact)} {variance:6.3f}")
# --8<-- [end:baseline]


# --8<-- [start:learn]
def learn(use_baseline, steps=200, runs=400, rate=0.1):
    """REINFORCE。最善の行動を選ぶ確率を、各時点・各試行について返す"""
    rng = np.random.default_rng(0)
    theta, b = np.zeros((runs, 3)), np.zeros(runs)
    history = np.empty((steps, runs))
    for t in range(steps):
        pi = softmax(theta)
        history[t] = pi[:, 2]
        a = (rng.random((runs, 1)) > pi.cumsum(axis=1)[:, :2]).sum(axis=1)
        r = reward[a] + 10 + rng.normal(size=runs)  # 全体に 10、それにばらつき
        theta += rate * (r - b)[:, None] * (np.eye(3)[a] - pi)
        if use_baseline:
            b += 0.1 * (r - b)  # これまでの報酬の移動平均
    return history


curves = {name: learn(flag) for name, flag in (("none", False), ("mean", True))}
for name, history in curves.items():
    wrong = (history[-1] < 0.5).mean()
    print(name, f"{history[-1].mean():.2f} {wrong:.2f}")
# --8<-- [end:learn]


# --8<-- [start:entropy]
def settle(beta, steps=4000, rate=0.1):
    """期待報酬 + beta × エントロピーを、正確な勾配で最大にした方策"""
    theta = np.zeros(3)
    for _ in range(steps):
        pi = softmax(theta)
        value = reward - beta * np.log(pi)
        theta += rate * pi * (value - pi @ value)
    return softmax(theta)


for beta in (0.0, 1.0, 3.0):
    formula = softmax(reward / beta).round(3) if beta else ""
    print(beta, settle(beta).round(3), formula)
# --8<-- [end:entropy]

# --8<-- [start:figure]
from tashika import figures

fig, ax = figures.subplots()
for name, label in (("mean", "移動平均を引く"), ("none", "ベースラインなし")):
    ax.plot(curves[name].mean(axis=1), label=label)
ax.axhline(1 / 3, color=figures.GREY, linewidth=1, linestyle=":")
ax.text(200, 1 / 3 - 0.02, "でたらめに選ぶとき", ha="right", va="top")
ax.set(xlabel="更新の回数", ylabel="最善の行動を選ぶ確率")
ax.set(xlim=(0, 200), ylim=(0, 1.02))
ax.legend(loc="lower right", bbox_to_anchor=(1, 0.02))
fig.savefig("baseline-learning.svg")
# --8<-- [end:figure]

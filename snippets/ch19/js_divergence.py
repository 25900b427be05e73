"""KL と JS の対称性・上限・距離かどうか・GAN との関係・飽和を、離散の分布で確かめる。NumPy だけで動く。"""

# --8<-- [start:kl]
import numpy as np


def kl(p, q):
    """KL(p||q)。p > 0 で q = 0 の点があれば無限大"""
    on = p > 0  # 0 log 0 は 0 とみなす
    with np.errstate(divide="ignore"):
        return float(np.sum(p[on] * np.log(p[on] / q[on])))


p = np.array([0.5, 0.4, 0.1])
q = np.array([0.1, 0.3, 0.6])
print(f"{kl(p, q):.4f} {kl(q, p):.4f}")  # 出力: 0.7406 0.8278
# --8<-- [end:kl]


# --8<-- [start:js]
def js(p, q):
    m = (p + q) / 2
    return kl(p, m) / 2 + kl(q, m) / 2


print(f"{js(p, q):.4f} {js(q, p):.4f}")  # 出力: 0.1754 0.1754
a, b = np.array([1.0, 0.0]), np.array([0.0, 1.0])  # 重ならない
print(kl(a, b), f"{js(a, b):.4f}")  # 出力: inf 0.6931
# --8<-- [end:js]


# --8<-- [start:entropy]
def entropy(p):
    on = p > 0
    return float(-np.sum(p[on] * np.log(p[on])))


def cross_entropy(p, q):
    return float(-np.sum(p * np.log(q)))


print(f"{cross_entropy(p, q):.4f} - {entropy(p):.4f}")
# 出力: 1.6840 - 0.9433
# --8<-- [end:entropy]


# --8<-- [start:directions]
x = np.linspace(-6, 6, 241)


def log_normal(mean, std):
    return -(((x - mean) / std) ** 2) / 2 - np.log(std * np.sqrt(2 * np.pi))


humps = 0.6 * np.exp(log_normal(-2, 0.6)) + 0.4 * np.exp(log_normal(2, 0.6))
means, stds = np.linspace(-3, 3, 61), np.linspace(0.3, 3, 55)
forward = np.empty((61, 55))  # KL(p||q): p が山 2 つ、q が正規分布
reverse = np.empty((61, 55))  # KL(q||p)
for i, mean in enumerate(means):
    for j, std in enumerate(stds):
        log_q = log_normal(mean, std)
        gap = np.log(humps) - log_q
        forward[i, j] = np.mean(humps * gap) * 12  # 12 は区間の長さ
        reverse[i, j] = np.mean(np.exp(log_q) * -gap) * 12
# --8<-- [end:directions]

# --8<-- [start:best]
best = {}
for name, table in (("KL(p||q)", forward), ("KL(q||p)", reverse)):
    i, j = np.unravel_index(table.argmin(), table.shape)
    best[name] = means[i], stds[j]
    print(f"{name} {means[i]:5.2f} {stds[j]:.2f}")
# 出力:
# KL(p||q) -0.40 2.05
# KL(q||p) -2.00 0.60
# --8<-- [end:best]

# --8<-- [start:triangle]
m = (a + b) / 2
straight, detour = js(a, b), js(a, m) + js(m, b)
print(f"{straight:.3f} {detour:.3f}")  # 出力: 0.693 0.432
straight, detour = js(a, b) ** 0.5, js(a, m) ** 0.5 + js(m, b) ** 0.5
print(f"{straight:.3f} {detour:.3f}")  # 出力: 0.833 0.929
# --8<-- [end:triangle]

# --8<-- [start:mutual]
joint = np.array([p, q]) / 2  # 行: どちらの分布から出たか。列: 出た値
product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
information = kl(joint, product)
difference = entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2
print(f"{information:.4f} {difference:.4f} {js(p, q):.4f}")
# 出力: 0.1754 0.1754 0.1754
# --8<-- [end:mutual]


# --8<-- [start:gan]
def value(D):  # p が本物のデータ、q が生成器
    return float(np.sum(p * np.log(D) + q * np.log(1 - D)))


best_D = p / (p + q)
others = np.random.default_rng(0).uniform(0.01, 0.99, size=(1000, 3))
print(best_D.round(3))  # 出力: [0.833 0.571 0.143]
print(max(value(D) for D in others) < value(best_D))  # 出力: True
print(f"{value(best_D):.4f} {2 * js(p, q) - np.log(4):.4f}")
# 出力: -1.0355 -1.0355
# --8<-- [end:gan]


# --8<-- [start:shift]
def block(start):
    """60 個のマスのうち、start から 10 個に一様な分布"""
    p = np.zeros(60)
    p[start : start + 10] = 0.1
    return p


def wasserstein(p, q):  # 1 次元では、累積分布の差の面積
    return float(np.abs(np.cumsum(p - q)).sum())


for shift in (0, 5, 10, 20, 40):
    p0, p1 = block(0), block(shift)
    w1 = wasserstein(p0, p1)
    print(f"{shift:2} {kl(p0, p1):3.0f} {js(p0, p1):.4f} {w1:4.1f}")
# --8<-- [end:shift]

"""ELBO・KL・再パラメータ化を、すべてが正確に計算できる 1 次元のモデルで確かめる。"""

# --8<-- [start:kl]
import numpy as np


def kl(mu, var):
    """KL(N(mu, var) ‖ N(0, 1))"""
    return 0.5 * (mu**2 + var - 1 - np.log(var))


def density(z, mu, var):
    return np.exp(-((z - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)


z = np.linspace(-10, 10, 20_001)
q = density(z, 0.5, 0.8)
area = np.trapezoid(q * np.log(q / density(z, 0, 1)), z)
print(f"{kl(0.5, 0.8):.6f} {area:.6f}")
print(kl(0.0, 1.0))  # 出力: 0.0
# --8<-- [end:kl]

# --8<-- [start:elbo]
x = 1.4
log_px = np.log(density(x, 0, 2))  # p(z) = N(0, 1)、p(x|z) = N(z, 1) から


def elbo(mu, var, beta=1.0):
    """再構成の対数尤度の期待値 − beta × KL"""
    rebuild = -0.5 * np.log(2 * np.pi) - 0.5 * ((x - mu) ** 2 + var)
    return rebuild - beta * kl(mu, var)


def gap(mu, var, m=x / 2, v=0.5):
    """KL(N(mu, var) ‖ 事後分布 N(m, v))"""
    return 0.5 * ((mu - m) ** 2 / v + var / v - 1 - np.log(var / v))


for mu, var in ((0.0, 1.0), (0.5, 0.8), (x / 2, 0.5)):
    bound, rest = elbo(mu, var), gap(mu, var)
    print(f"{mu} {var} {bound:.4f} {rest:.4f} {bound + rest:.4f}")
print(f"{log_px:.4f}")
# --8<-- [end:elbo]

# --8<-- [start:reparameterize]
rng = np.random.default_rng(0)
mu, sigma = 2.0, 0.5
eps = rng.normal(size=100_000)
sample = mu + sigma * eps  # z = μ + σε

by_path = 2 * sample  # E[z²] の μ についての勾配: dz²/dμ = 2z
by_score = sample**2 * (sample - mu) / sigma**2  # z² × ∂log q/∂μ
for estimate in (by_path, by_score):
    print(f"{estimate.mean():.1f} {estimate.std():.1f}")
# --8<-- [end:reparameterize]

# --8<-- [start:beta]
grid = np.linspace(0.01, 1.5, 150)
for beta in (0.1, 1.0, 10.0):
    values = elbo(grid[:, None], grid[None, :], beta)
    i, j = np.unravel_index(values.argmax(), values.shape)
    numbers = grid[i], grid[j], x / (1 + beta), beta / (1 + beta)
    print(beta, *(f"{number:.2f}" for number in numbers))
# --8<-- [end:beta]

# --8<-- [start:figure]
from tashika import figures

fig, (left, right) = figures.subplots(1, 2, size=(5.2, 2.7))
zs = np.linspace(-3, 3, 121)
near = 0.5, 0.8
shapes = {"事前分布": (0, 1), "q = N(0.5, 0.8)": near, "真の事後分布": (x / 2, 0.5)}
for label, (mu, var) in shapes.items():
    left.plot(zs, density(zs, mu, var), label=label)
left.set(xlabel="z", ylabel="密度", ylim=(0, 1))
left.legend(loc="upper left", fontsize=7.5)

means = np.linspace(-1, 2.4, 69)
for var in (0.5, 1.5):
    right.plot(means, elbo(means, var), label=f"ELBO（分散 {var}）")
right.axhline(log_px, color=figures.GREY, linewidth=1.2, linestyle=":")
right.text(-1, log_px + 0.08, f"log p(x) = {log_px:.2f}")
right.set(xlabel="q の平均", ylim=(-5.3, -1.2))
right.legend(loc="lower center", fontsize=7.5)
fig.savefig("elbo.svg")
# --8<-- [end:figure]

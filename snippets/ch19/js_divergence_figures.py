"""js_divergence.py の値を図にする。"""

# --8<-- [start:values]
import contextlib

import numpy as np

from tashika import figures

with contextlib.redirect_stdout(None):  # 値だけを使い、印字は捨てる
    from js_divergence import best, block, humps, js, kl, log_normal, wasserstein, x
# --8<-- [end:values]

# --8<-- [start:shift]
shifts = np.arange(0, 31)
overlap = [js(block(0), block(s)) for s in shifts]
moved = [wasserstein(block(0), block(s)) for s in shifts]
fig, (left, right) = figures.subplots(1, 2, size=(5.2, 2.7))
left.plot(shifts, overlap, label="JS")
left.axhline(np.log(2), color=figures.GREY, linestyle=":", label=f"log 2 ≈ {np.log(2):.3f}")
left.set(title="JS は重なりがなくなると一定", xlabel="ずらした量", ylabel="JS", ylim=(0, 0.8))
first = next(s for s in shifts if kl(block(0), block(s)) == np.inf)
left.text(30, 0.4, f"KL は、ずれが\n{first} でも無限大", size=8.5, ha="right")
left.legend(loc="lower right")
right.plot(shifts, moved, color=figures.VERMILION, linestyle="--")
right.set(title="Wasserstein 距離は比例", xlabel="ずらした量", ylabel="Wasserstein 距離")
fig.savefig("js-shift.svg")
# --8<-- [end:shift]

# --8<-- [start:directions]
fig, ax = figures.subplots()
ax.fill_between(x, humps, color=figures.GREY, alpha=0.35, label="p（山 2 つ）")
for name, (mean, std) in best.items():
    ax.plot(x, np.exp(log_normal(mean, std)), label=f"{name} が最小の q（標準偏差 {std:.2f}）")
ax.set(xlabel="x", ylabel="密度", ylim=(0, 0.95))
ax.legend(loc="upper right")
fig.savefig("kl-directions.svg")
# --8<-- [end:directions]

"""Baird の反例で、価値の絶対値の最大が更新とともにどう変わるかを図にする。"""

# --8<-- [start:divergence]
import contextlib

from tashika import figures

with contextlib.redirect_stdout(None):  # 関数と値だけを使い、印字は捨てる
    from deadly_triad import largest_value, off_policy, on_policy

steps = range(0, 2001, 200)
fig, ax = figures.subplots()
for name, how_often in (("方策オフ: どの状態も同じ頻度", off_policy), ("方策オン: 下の状態だけ", on_policy)):
    ax.semilogy(steps, [largest_value(how_often, n) for n in steps], label=name)
ax.set(xlabel="更新の回数", ylabel="価値の絶対値の最大")
ax.legend(loc="upper left")
fig.savefig("deadly-triad.svg")
# --8<-- [end:divergence]

"""self_play.py の弱点の移り変わりを図にする。"""

# --8<-- [start:exploitability]
import contextlib

import numpy as np

from tashika import figures

with contextlib.redirect_stdout(None):  # 値だけを使い、印字は捨てる
    from self_play import exploitability, hand, trace

rounds = np.unique(np.geomspace(2, 20000, 80).astype(int))
fig, ax = figures.subplots()
ax.loglog(rounds, [exploitability(np.eye(3)[hand])] * len(rounds), label="自己対戦: 最新の手")
ax.loglog(rounds, [trace[t] for t in rounds], label="仮想対戦: 混ぜた手")
ax.set(xlabel="対戦の回数", ylabel="弱点をつかれたときの損", ylim=(0.003, 2))
ax.legend(loc="lower left")
fig.savefig("self-play.svg")
# --8<-- [end:exploitability]

"""パイプラインの予定表を、model_parallel.py の手順で計算して図にする。"""

# --8<-- [start:pipeline]
import contextlib

from tashika import figures

with contextlib.redirect_stdout(None):  # 手順だけを使い、印字は捨てる
    from model_parallel import idle, length, schedule

K = 4
d = figures.Diagram(20.4, 11.8)
for x, y, M in ((2.6, 6.6, 1), (13.4, 6.6, 4), (2.6, 0.6, 16)):
    start, ticks = schedule([1] * K, M), length([1] * K, M)
    busy = {(s, int(t)): m for s in range(K) for m, t in enumerate(start[s])}
    colors = {cell: figures.COLORS[m % 4] for cell, m in busy.items()}
    d.grid(x, y, K, ticks, cell=0.9, fill=colors, text=busy)
    for s in range(K):
        d.text(x - 0.3, y + 0.9 * (K - s - 0.5), f"段 {s}", size=8.5, align="right")
    share = f"{100 * idle([1] * K, M):.0f} %"
    d.text(x, y + 0.9 * K + 0.7, f"M = {M}: 待ち {share}", align="left")
d.save("pipeline.svg")
# --8<-- [end:pipeline]

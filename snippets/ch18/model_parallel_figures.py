"""パイプラインの予定表を、model_parallel.py の手順で計算して図にする。"""

# --8<-- [start:pipeline]
import contextlib

from tashika import figures

with contextlib.redirect_stdout(None):  # 手順だけを使い、印字は捨てる
    from model_parallel import idle, length, schedule

K = 4
d = figures.Diagram(29, 13)
for x, y, M in ((3, 7.4, 1), (15, 7.4, 4), (3, 1, 16)):
    start, ticks = schedule([1] * K, M), length([1] * K, M)
    busy = {(s, int(t)): m for s in range(K) for m, t in enumerate(start[s])}
    colors = {cell: figures.COLORS[m % 4] for cell, m in busy.items()}
    d.grid(x, y, K, ticks, fill=colors, text=busy)
    for s in range(K):
        d.text(x - 0.3, y + K - s - 0.5, f"段 {s}", size=8.5, align="right")
    share = f"{100 * idle([1] * K, M):.0f} %"
    d.text(x, y + K + 0.7, f"M = {M}: 待ち {share}", align="left")
d.save("pipeline.svg")
# --8<-- [end:pipeline]

"""残差ブロックと密ブロックのつなぎ方を、同じ 4 層で並べて描く。"""

# --8<-- [start:residual]
from itertools import pairwise

from tashika import figures

K0, K, L = 24, 12, 4  # 入力の幅、成長率、層の数
d = figures.Diagram(20, 14.5)


def row(y, labels, color):
    return [d.box(0.3 + 4.3 * i, y, 1.9, 1.5, t, color=color) for i, t in enumerate(labels)]


d.text(0.3, 13.9, "残差ブロック: 足すので幅は変わらない", align="left")
maps = row(9.6, [str(K0)] * (L + 1), figures.GREY)
for before, after in pairwise(maps):
    plus = d.circle(after.left[0] - 0.9, after.left[1], 0.42, "+", color=figures.ORANGE)
    d.arrow(before.right, plus.left)
    d.arrow(plus.right, after.left)
    d.arrow(before.top, plus.top, bend=-0.45, color=figures.ORANGE)
# --8<-- [end:residual]

# --8<-- [start:dense]
d.text(0.3, 8.2, "密ブロック: 連結するので入力の幅が増える", align="left")
maps = row(2.1, [str(K0)] + [str(K)] * L, figures.GREY)
arrows = 0
for j in range(1, L + 1):
    for i in range(j):  # 前のすべての特徴マップから
        start, end = (maps[i].right, maps[j].left) if j == i + 1 else (maps[i].top, maps[j].top)
        d.arrow(start, end, bend=0 if j == i + 1 else -0.32, color=figures.BLUE)
        arrows += 1
    d.text(maps[j].bottom[0], 1.4, f"入力 {K0 + K * (j - 1)}", size=8.5)
d.text(0.3, 0.4, f"矢印は {arrows} 本、出力は連結して {K0 + K * L} チャネル", align="left")
d.save("densenet-block.svg")
# --8<-- [end:dense]

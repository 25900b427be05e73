"""深さ方向分離畳み込みの 2 段のつながりを描く。"""

# --8<-- [start:stages]
from tashika import figures

M, N, K = 3, 4, 3  # 入力チャネル、出力チャネル、カーネルの一辺
d = figures.Diagram(20, 10.8)


def column(x, title, n, color):
    """n チャネルを縦に並べる"""
    d.text(x + 1.1, 10.3, title)
    top = 5.4 + n * 1.1
    return [d.box(x, top - 2.2 * i - 1.8, 2.2, 1.4, color=color) for i in range(n)]


inputs = column(0.4, "入力", M, figures.GREY)
middle = column(8.9, "中間", M, figures.BLUE)
outputs = column(17.4, "出力", N, figures.ORANGE)
for before, after in zip(inputs, middle, strict=True):
    d.arrow(before.right, after.left, f"{K}×{K}", color=figures.BLUE)
for after in outputs:
    for before in middle:
        d.arrow(before.right, after.left, color=figures.ORANGE)
d.text(5.75, 0.6, f"depthwise: 重み {M * K * K}")
d.text(14.25, 0.6, f"pointwise(1×1): 重み {M * N}")
d.save("depthwise-separable.svg")
# --8<-- [end:stages]

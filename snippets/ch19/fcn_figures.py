"""FCN-32s、16s、8s のスコアの足し合わせを描く。"""

# --8<-- [start:parts]
from tashika import figures

SIDE = 64  # 入力画像の一辺
d = figures.Diagram(20, 13.1)


def score(x, y, stride, color, name=""):
    """2.8 x 2.8 の正方形を、スコアマップの一辺の数に分ける"""
    n = SIDE // stride
    cells = {(i, j): color for i in range(n) for j in range(n)}
    d.text(x, y + 3.35, f"{name}{n}×{n}", align="left")
    return d.grid(x, y, n, n, cell=2.8 / n, fill=cells)


# --8<-- [end:parts]

# --8<-- [start:pyramid]
def output(box, stride):
    end = d.box(15.8, box.center[1] - 1.1, 4, 2.2, f"FCN-{stride}s\n{SIDE}×{SIDE}", color=figures.GREEN)
    d.arrow(box.right, end.left, f"{stride} 倍")


coarse = score(0.3, 9.2, 32, figures.BLUE, "pool5: ")
output(coarse, 32)
upper, start = coarse, (3.1, 9.2)
for layer, stride, y, by in (("pool4", 16, 4.8, (6.4, 8.2)), ("pool3", 8, 0.4, (6.4, 3.9))):
    skip = score(0.3, y, stride, figures.ORANGE, f"{layer}: ")
    plus = d.circle(6.6, y + 1.4, 0.5, "+")
    d.arrow(skip.right, plus.left)
    d.arrow(start, plus.top)
    d.text(*by, "2 倍")
    upper, start = score(8.6, y, stride, figures.BLUE), (8.6, y)
    d.arrow(plus.right, upper.left)
    output(upper, stride)
d.save("fcn-fusion.svg")
# --8<-- [end:pyramid]

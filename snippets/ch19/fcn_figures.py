"""FCN-32s、16s、8s のスコアの足し合わせを描く。"""

# --8<-- [start:parts]
from tashika import figures

SIDE = 64  # 入力画像の一辺
d = figures.Diagram(20, 18.2)


def score(x, y, stride, color):
    """4 x 4 の正方形を、スコアマップの一辺の数に分ける"""
    n = SIDE // stride
    cells = {(i, j): color for i in range(n) for j in range(n)}
    box = d.grid(x, y, n, n, cell=4 / n, fill=cells)
    d.text(box.bottom[0], y - 0.6, f"{n}×{n}", size=8.5)
    return box


# --8<-- [end:parts]

# --8<-- [start:pyramid]
def output(box, stride):
    end = d.box(15.8, box.center[1] - 1.1, 4, 2.2, f"FCN-{stride}s\n{SIDE}×{SIDE}", color=figures.GREEN)
    d.arrow(box.right, end.left, f"{stride} 倍")


coarse = score(0.3, 13.2, 32, figures.BLUE)
d.text(2.3, 17.6, "pool5 の後", size=8.5)
output(coarse, 32)
upper, start = coarse, (4.3, 13.2)
for layer, stride, y, by in (("pool4", 16, 7.1, (6.5, 11.5)), ("pool3", 8, 1.0, (6.2, 4.6))):
    skip = score(0.3, y, stride, figures.ORANGE)
    d.text(2.3, y + 4.4, f"{layer} の後", size=8.5)
    plus = d.circle(6.6, y + 2, 0.5, "+")
    d.arrow(skip.right, plus.left)
    d.arrow(start, plus.top)
    d.text(*by, "2 倍")
    upper, start = score(8.6, y, stride, figures.BLUE), (8.6, y)
    d.arrow(plus.right, upper.left)
    output(upper, stride)
d.save("fcn-fusion.svg")
# --8<-- [end:pyramid]

"""ボトルネックの 3 つの型を、特徴マップの幅(チャネル数)を帯の長さにして描く。"""

# --8<-- [start:stack]
from tashika import figures

d = figures.Diagram(20, 13.8)


def stack(x, title, channels, layers, shortcut):
    """上から下へ、特徴マップの帯と、あいだの層を描く"""
    d.text(x, 12.8, title)
    bars = []
    for i, c in enumerate(channels):
        width = max(4.4 * c / max(channels), 0.5)
        bars.append(d.box(x - width / 2, 10.2 - 3.1 * i, width, 1.2, color=figures.BLUE))
        side = 0 if width > 2 else width / 2 + 0.9  # 細い帯では数を横に置く
        d.text(x + side, bars[-1].center[1], str(c), size=8.5)
    for above, below, layer in zip(bars, bars[1:], layers, strict=False):
        d.arrow(above.bottom, below.top, layer)
    if shortcut:
        start, end = bars[0].left, bars[-1].left
        d.line(start, (x - 2.6, start[1]), (x - 2.6, end[1]), color=figures.ORANGE)
        d.arrow((x - 2.6, end[1]), end, color=figures.ORANGE)
        d.text(x - 2.9, 5.5, "足す", align="right", size=8.5)


# --8<-- [end:stack]

# --8<-- [start:patterns]
stack(2.3, "絞るだけ\nInception", (192, 16, 32), ("1×1", "5×5"), False)
stack(9.5, "絞って戻す\nResNet-50", (256, 64, 64, 256), ("1×1", "3×3", "1×1"), True)
stack(17, "広げて絞る\nMobileNetV2", (24, 24 * 6, 24 * 6, 24), ("1×1", "depthwise", "1×1"), True)
d.save("bottleneck-patterns.svg")
# --8<-- [end:patterns]

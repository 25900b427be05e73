"""4x4 の画像に 3x3 の窓を当て、col の 4 行ができるようすを描く。"""

# --8<-- [start:rows]
import numpy as np

from tashika import figures

image = np.arange(16).reshape(4, 4)
numbers = {place: image[place] for place in np.ndindex(4, 4)}
colors = (figures.BLUE, figures.ORANGE, figures.GREEN, figures.PURPLE)

d = figures.Diagram(20, 13.5)
d.text(2.1, 12.9, "3×3 の窓の位置")
d.text(13.4, 12.9, "col の 1 行(1 つの出力位置)")
for k, (i, j) in enumerate(np.ndindex(2, 2)):
    y = 9.4 - 3.1 * k
    window = {(i + r, j + c): colors[k] for r, c in np.ndindex(3, 3)}
    left = d.grid(0.6, y, 4, 4, cell=0.72, fill=window, text=numbers)
    row = image[i : i + 3, j : j + 3].reshape(-1)
    cells = {(0, n): colors[k] for n in range(9)}
    right = d.grid(7, y + 0.74, 1, 9, cell=1.4, fill=cells, text={(0, n): v for n, v in enumerate(row)})
    d.arrow(left.right, right.left, f"({i}, {j})")
d.save("im2col-rows.svg")
# --8<-- [end:rows]

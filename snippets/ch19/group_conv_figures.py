"""重みの行列で 0 でない部分を、通常の畳み込みとグループ畳み込みで並べて描く。"""

# --8<-- [start:blocks]
import numpy as np

from tashika import figures

C_IN, C_OUT, K, G = 64, 128, 3, 4
dense = np.ones((C_OUT, C_IN, K, K), dtype=int)  # 1 は学習される重み
grouped = np.zeros_like(dense)
for i in range(G):
    rows, cols = (slice(i * c // G, (i + 1) * c // G) for c in (C_OUT, C_IN))
    grouped[rows, cols] = 1

d = figures.Diagram(20, 12.4)
for x, title, mask in ((1.9, "通常", dense), (11.6, f"{G} グループ", grouped)):
    counts = mask.reshape(G, C_OUT // G, G, C_IN // G, K, K).sum(axis=(1, 3, 4, 5))
    used = {place: figures.BLUE for place in np.ndindex(G, G) if counts[place]}
    words = {place: f"{counts[place]:,}" for place in np.ndindex(G, G)}
    grid = d.grid(x, 1.6, G, G, cell=2, fill=used, text=words)
    d.text(grid.top[0], 11.6, f"{title}: {mask.sum():,}")
    d.text(grid.top[0], 10.2, f"入力チャネル({C_IN // G} ずつ)", size=8.5)
    d.text(grid.bottom[0], 0.8, f"行は出力チャネル({C_OUT // G} ずつ)", size=8.5)
d.save("group-conv-blocks.svg")
# --8<-- [end:blocks]

"""リング型の all-reduce を、data_parallel.py の手順で 1 回ずつ進めて図にする。"""

# --8<-- [start:states]
import contextlib

import numpy as np

from tashika import figures

with contextlib.redirect_stdout(None):  # 手順だけを使い、印字は捨てる
    from data_parallel import ring_steps

N = 4
chunks = [[np.ones(1) for _ in range(N)] for _ in range(N)]  # 何台分の和になったか
states = [np.array(chunks).reshape(N, N).astype(int)]
for _ in ring_steps(chunks):
    states.append(np.array(chunks).reshape(N, N).astype(int))
# --8<-- [end:states]

# --8<-- [start:ring]
d = figures.Diagram(20.7, 14.5)
for step, state in enumerate(states):
    late = step >= N  # 後半は下の段
    x, y = 1 + 5.2 * (step - 3 * late), 1 if late else 8.2
    done = {(i, c): figures.GREEN for i in range(N) for c in range(N) if state[i, c] == N}
    values = {(i, c): state[i, c] for i in range(N) for c in range(N)}
    d.grid(x, y, N, N, fill=done, text=values)
    d.text(x + N / 2, y + N + 0.7, f"{step} 回目のあと" if step else "はじめ")
    for i in range(N):
        d.text(x - 0.45, y + N - i - 0.5, str(i), size=8, color=figures.GREY)
# --8<-- [end:ring]

# --8<-- [start:circle]
places = [(1.3, 4.2), (4.1, 4.2), (4.1, 1.8), (1.3, 1.8)]
ring = [d.circle(*place, 0.75, str(i), color=figures.BLUE) for i, place in enumerate(places)]
d.arrow(ring[0].right, ring[1].left)
d.arrow(ring[1].bottom, ring[2].top)
d.arrow(ring[2].left, ring[3].right)
d.arrow(ring[3].top, ring[0].bottom)
d.text(2.7, 5.7, "装置の輪")
d.text(0.3, 14, f"前半 {N - 1} 回: 足しながら回す", align="left")
d.text(5.6, 6.9, f"後半 {N - 1} 回: 配る", align="left")
d.save("ring-all-reduce.svg")
# --8<-- [end:circle]

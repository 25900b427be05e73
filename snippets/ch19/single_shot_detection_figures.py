"""YOLO の格子と担当セル、focal loss の曲線を描く。"""

# --8<-- [start:place]
from tashika import figures

S, SIDE = 7, 14  # 格子の数、図の一辺
CELL = SIDE / S
cx, cy, w, h = 0.50, 0.60, 0.42, 0.56  # 物体の中心、幅、高さ(画像全体が 1)
row, column = int(cy * S), int(cx * S)


def place(cx, cy, w, h):
    """画像の座標(下向き)の箱を、図の左下の角と大きさに直す"""
    return (cx - w / 2) * SIDE, (1 - cy - h / 2) * SIDE, w * SIDE, h * SIDE


# --8<-- [end:place]

# --8<-- [start:grid]
d = figures.Diagram(20, SIDE)
d.grid(0, 0, S, S, cell=CELL)
d.box(*place(cx, cy, w, h), color=figures.GREEN)
d.box(*place(0.53, 0.58, 0.34, 0.62), color=figures.BLUE, dashed=True)
d.box(*place(0.46, 0.64, 0.60, 0.34), color=figures.VERMILION, dashed=True)
mark = {(0, 0): figures.ORANGE}
d.grid(column * CELL, (S - 1 - row) * CELL, 1, 1, cell=CELL, fill=mark)
d.circle(cx * SIDE, (1 - cy) * SIDE, 0.22, color=figures.GREEN)
d.text(14.5, 12.9, f"{S}×{S} のセル", align="left")
d.text(14.5, 10.4, "実線: 物体", align="left", color=figures.GREEN)
d.text(14.5, 7.9, f"担当のセル\n({row}, {column})", align="left", color=figures.ORANGE)
d.text(14.5, 5.0, "破線: 候補の箱\n1 セルに 2 個", align="left")
d.text(14.5, 2.1, f"候補は全部で\n{S * S * 2} 個", align="left")
d.save("yolo-grid.svg")
# --8<-- [end:grid]

# --8<-- [start:focal]
import numpy as np

p = np.linspace(0.02, 1, 50)
fig, ax = figures.subplots()
for gamma in (0, 1, 2, 5):
    name = "交差エントロピー(γ = 0)" if gamma == 0 else f"γ = {gamma}"
    ax.plot(p, -((1 - p) ** gamma) * np.log(p), label=name)
ax.axvspan(0.6, 1, color=figures.GREY, alpha=0.15, linewidth=0)
ax.text(0.8, 2.2, "やさしい例", ha="center")
ax.set(xlabel="正解のクラスの確率 $p_t$", ylabel="損失", xlim=(0, 1), ylim=(0, 4))
ax.legend(loc="upper right")
fig.savefig("focal-loss.svg")
# --8<-- [end:focal]

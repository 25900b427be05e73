"""FedAvg の 1 ラウンドを図にする。件数は federated.py と同じ。"""

# --8<-- [start:round]
import contextlib

from tashika import figures

with contextlib.redirect_stdout(None):  # 件数だけを使い、印字は捨てる
    from federated import SIZES

d = figures.Diagram(20.7, 14.6)
d.box(0.4, 11.4, 19.9, 2.6, "サーバ: グローバルモデル\n① 参加者を選ぶ　④ 件数で重みをつけて平均", color=figures.BLUE)
for k, n in enumerate(SIZES):
    x = 0.4 + 6.9 * k
    d.box(x, 0.6, 6.1, 6, dashed=True)
    d.text(x + 3.05, 6, f"クライアント {k}", size=8.5)
    model = d.box(x + 0.55, 3.6, 5, 1.7, "③ 手元で更新", color=figures.GREEN)
    data = d.box(x + 0.55, 1, 5, 1.5, f"データ {n} 件", color=figures.ORANGE)
    d.arrow(data.top, model.bottom)
    d.arrow((x + 0.7, 11.4), (x + 0.7, 6.6))
    d.text(x + 1.1, 10, "② 重み", size=8.5, align="left")
    d.arrow((x + 5.4, 6.6), (x + 5.4, 11.4))
    d.text(x + 5, 8, f"更新した重み\n（{n} 件）", size=8.5, align="right")
d.save("fedavg-round.svg")
# --8<-- [end:round]

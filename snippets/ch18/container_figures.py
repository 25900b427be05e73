"""仮想化の 3 つの方式を、層の積み重ねとして並べて描く。"""

# --8<-- [start:stacks]
from tashika import figures

BASE = ("ハードウェア", figures.GREY)
HOST = ("ホスト OS（カーネル）", figures.GREEN)
STACKS = {
    "ホスト型": (BASE, HOST, ("仮想化ソフト", figures.ORANGE)),
    "ハイパーバイザー型": (BASE, ("ハイパーバイザー", figures.ORANGE)),
    "コンテナ型": (BASE, HOST, ("コンテナ実行環境", figures.ORANGE)),
}
GUEST, APP, WIDTH = ("ゲスト OS", figures.VERMILION), ("アプリ", figures.BLUE), 6

d = figures.Diagram(19.8, 12.6)
for column, (name, shared) in enumerate(STACKS.items()):
    x, y = 0.4 + column * (WIDTH + 0.5), 0.5
    for text, color in shared:  # 全員で共有する層
        d.box(x, y, WIDTH, 1.8, text, color=color)
        y += 2.1
    for text, color in (APP,) if "コンテナ" in name else (GUEST, APP):  # 環境ごとの層
        for left in (x, x + WIDTH / 2 + 0.12):
            d.box(left, y, WIDTH / 2 - 0.12, 1.8, text, color=color)
        y += 2.1
    d.text(x + WIDTH / 2, 11.7, name, size=10.5)
d.save("virtualization.svg")
# --8<-- [end:stacks]

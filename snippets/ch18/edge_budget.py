"""端末で推論するかどうかを、通信量・遅延・メモリ・電池の見積もりで比べる。数値は例として置いたもの。"""

# --8<-- [start:traffic]
WIDTH, HEIGHT, RGB, FPS = 640, 480, 3, 10  # カメラ 1 台
DAY = 24 * 60 * 60
RESULT = 6 * 4  # 検出 1 件: クラス、確信度、枠の 4 座標を 4 バイトずつ
EVENTS = 2000  # 1 日に送る検出の件数

frame = WIDTH * HEIGHT * RGB
raw, result = frame * FPS * DAY, RESULT * EVENTS
print(f"{8 * frame * FPS / 1e6:.1f} Mbit/s")  # 出力: 73.7 Mbit/s
print(f"{raw / 1e9:.1f} GB {result / 1e3:.0f} kB")  # 出力: 796.3 GB 48 kB
# --8<-- [end:traffic]

# --8<-- [start:latency]
MACS = 300e6  # 1 枚の推論の積和
EDGE, SERVER = 3e9, 3e12  # 毎秒の積和
SENT, ROUND_TRIP = 60e3 * 8, 0.040  # 圧縮した 1 枚（ビット）、往復の遅延（秒）


def cloud(link):
    """毎秒 link ビットの回線で 1 枚送り、結果を受け取るまでの秒数"""
    return ROUND_TRIP + SENT / link + MACS / SERVER


edge = MACS / EDGE
for megabit in (1, 5, 20, 100):
    print(f"{megabit:3} {1000 * cloud(megabit * 1e6):5.0f} {1000 * edge:4.0f}")
even = SENT / (edge - ROUND_TRIP - MACS / SERVER)
print(f"{even / 1e6:.1f} Mbit/s")
# --8<-- [end:latency]

# --8<-- [start:network]
# 各層の入力チャネル、出力チャネル、ストライド
LAYERS = ((1, 8, 2), (8, 16, 1), (16, 32, 2), (32, 64, 2), (64, 128, 2))
FLASH, RAM = 256 * 1024, 64 * 1024  # マイコンの例: 重みと活性の置き場（バイト）


def sizes(layers, separable, side=96):
    """層ごとの重みの数と、その層を計算する間に持つ値（入力と出力）の数"""
    for c_in, c_out, stride in layers:
        out = side // stride
        weight = c_in * 9 + c_in * c_out if separable else 9 * c_in * c_out
        yield weight, c_in * side**2 + c_out * out**2
        side = out
# --8<-- [end:network]


# --8<-- [start:memory]
def need(separable, size):
    """重みの合計と、活性の最大（バイト）"""
    weights, held = zip(*sizes(LAYERS, separable), strict=True)
    return sum(weights) * size, max(held) * size


plans = (("conv fp32", False, 4), ("sep  fp32", True, 4), ("sep  int8", True, 1))
for name, separable, size in plans:
    flash, ram = need(separable, size)
    fits = flash <= FLASH, ram <= RAM
    print(f"{name} {flash / 1024:6.1f} {ram / 1024:6.1f}", *fits)
# --8<-- [end:memory]

# --8<-- [start:battery]
BATTERY = 3.0 * 3.7 * 3600  # 3.0 Ah、3.7 V の電池（ジュール）
SLEEP = 0.0005  # 待機中の電力（ワット）


def days(joule, times):
    """1 日に times 回、1 回 joule の仕事をするときの電池の日数"""
    return BATTERY / (SLEEP * DAY + joule * times)


send, infer = 0.8 * SENT / 2e6, 0.3 * edge  # 送信 0.8 W・2 Mbit/s、推論 0.3 W
for times in (100, 1000, 10_000):
    print(times, f"{days(send, times):.0f} {days(infer, times):.0f}")
# --8<-- [end:battery]

# --8<-- [start:figure]
from tashika import figures

links = [10 ** (k / 20) for k in range(41)]  # 毎秒 1〜100 メガビット
fig, ax = figures.subplots()
ax.plot(links, [1000 * cloud(link * 1e6) for link in links], label="クラウド")
ax.plot(links, [1000 * edge] * len(links), label="端末")
ax.plot(even / 1e6, 1000 * edge, "o", color=figures.GREEN)
ax.text(even / 1e6 * 1.1, 1000 * edge + 15, f"境目 {even / 1e6:.1f}")
ax.axhline(1000 * ROUND_TRIP, color=figures.GREY, linewidth=1, linestyle=":")
ax.text(1, 1000 * ROUND_TRIP + 6, f"往復の遅延 {1000 * ROUND_TRIP:.0f}")
ax.set(xlabel="回線の速さ（毎秒メガビット）", ylabel="答えまでの時間（ミリ秒）")
ax.set(xscale="log", ylim=(0, 540))
ax.set_xticks([1, 10, 100], ["1", "10", "100"])
ax.legend(loc="upper right")
fig.savefig("edge-latency.svg")
# --8<-- [end:figure]

"""宝くじ仮説: 同じマスクでも、元の初期値から学習したほうがよい。小さな絵で確かめる。"""

# --8<-- [start:data]
import torch
from torch.nn.functional import cross_entropy

torch.set_num_threads(1)
FONT = """
01110 10001 10011 10101 11001 10001 01110
00100 01100 00100 00100 00100 00100 01110
01110 10001 00001 00110 01000 10000 11111
11110 00001 00001 01110 00001 00001 11110
00010 00110 01010 10010 11111 00010 00010
11111 10000 11110 00001 00001 10001 01110
00110 01000 10000 11110 10001 10001 01110
11111 00001 00010 00100 01000 01000 01000
01110 10001 10001 01110 10001 10001 01110
01110 10001 10001 01111 00001 00010 01100
"""
rows = [[int(pixel) for pixel in row] for row in FONT.split()]
GLYPH = torch.tensor(rows, dtype=torch.float32).reshape(10, 7, 5)
# --8<-- [end:data]


# --8<-- [start:draw]
def draw(n, gen):
    """7x7 の絵と正解: 字形を左右に 0 から 2 画素ずらし、雑音を足す"""
    y = torch.arange(n) % 10
    x = torch.zeros(n, 7, 7)
    shift = torch.randint(0, 3, (n,), generator=gen).tolist()
    for i, left in enumerate(shift):
        x[i, :, left : left + 5] = GLYPH[y[i]]
    return (x + 0.3 * torch.randn(x.shape, generator=gen)).flatten(1), y


gen = torch.Generator().manual_seed(0)
(x_train, y_train), (x_test, y_test) = draw(600, gen), draw(1000, gen)
# --8<-- [end:draw]


# --8<-- [start:network]
def initial(seed):
    """初期値: 重み、バイアス、重み、バイアス"""
    g = torch.Generator().manual_seed(seed)
    w1, w2 = torch.randn(49, 64, generator=g), torch.randn(64, 10, generator=g)
    return [w1 / 5, torch.zeros(64), w2 / 5, torch.zeros(10)]


def logits(w, mask, x):
    hidden = torch.relu(x @ (w[0] * mask[0]) + w[1])
    return hidden @ (w[2] * mask[1]) + w[3]


# --8<-- [end:network]


# --8<-- [start:train]
def train(start, mask, steps=60, lr=0.02):
    """start から Adam で学習した重みと、その訓練損失"""
    w, m, v = start, [0.0] * 4, [0.0] * 4
    for t in range(1, steps + 1):
        w = [a.detach().requires_grad_() for a in w]
        loss = cross_entropy(logits(w, mask, x_train), y_train)
        for i, d in enumerate(torch.autograd.grad(loss, w)):
            m[i], v[i] = 0.9 * m[i] + 0.1 * d, 0.999 * v[i] + 0.001 * d * d
            spread = (v[i] / (1 - 0.999**t)).sqrt() + 1e-8
            w[i] = w[i] - lr * m[i] / (1 - 0.9**t) / spread
    return [a.detach() for a in w], loss.item()


def accuracy(w, mask):
    hits = logits(w, mask, x_test).argmax(1) == y_test
    return hits.float().mean().item()


# --8<-- [end:train]


# --8<-- [start:top]
def top(scores, mask, share):
    """各層で、残っている重みから、点数の大きい順に share の割合を残す"""
    out = []
    for score, old in zip(scores, mask, strict=True):
        score = torch.where(old > 0, score.abs(), -1.0)
        count = round(share * score.numel())
        limit = score.flatten().sort(descending=True).values[count - 1]
        out.append((score >= limit).float())
    return out


# --8<-- [end:top]

# --8<-- [start:imp]
theta0, full = initial(1), [torch.ones(49, 64), torch.ones(64, 10)]
w, _ = train(theta0, full)
print(accuracy(w, full) > 0.95)
mask, tickets, masks = full, {}, {}
for share in (0.5, 0.25, 0.125, 0.0625):
    mask = top([w[0], w[2]], mask, share)  # 学習後に小さい重みを除く
    w, loss = train(theta0, mask)  # 元の初期値に巻き戻して学習し直す
    tickets[share], masks[share] = accuracy(w, mask), mask
    print(f"{share:6} {loss:.1f} {tickets[share] > 0.85}")
assert tickets[0.25] > 0.95
# --8<-- [end:imp]


# --8<-- [start:controls]
def shuffled(mask, seed=9):
    """層ごとの割合はそのままに、残す場所を並べ替える"""
    g = torch.Generator().manual_seed(seed)
    order = [torch.randperm(m.numel(), generator=g) for m in mask]
    return [m.flatten()[o].view_as(m) for m, o in zip(mask, order, strict=True)]


ticket = train(theta0, mask)[1]
other_values = train(initial(2), mask)[1]  # 新しい初期値
other_places = train(theta0, shuffled(mask))[1]  # 並べ替えたマスク
print(f"{ticket:.1f} {other_values:.1f} {other_places:.1f}")
more = [train(initial(seed), mask)[1] for seed in (3, 4, 5)]
print([loss > ticket for loss in more])
# --8<-- [end:controls]

# --8<-- [start:snip]
w = [a.clone().requires_grad_() for a in theta0]
loss = cross_entropy(logits(w, full, x_train), y_train)
g = torch.autograd.grad(loss, w)
scores = [g[0] * theta0[0], g[2] * theta0[2]]  # 学習を始める前の点数
before = {}
for share in (0.25, 0.0625):
    chosen = top(scores, full, share)
    before[share] = accuracy(train(theta0, chosen)[0], chosen)
    print(share, before[share] > 0.85)
print(before[0.0625] < tickets[0.0625] - 0.2)
# --8<-- [end:snip]

# --8<-- [start:compare]
from tashika import figures


def trained(start, mask):
    return accuracy(train(start, mask)[0], mask)


curves = {
    "元の初期値（くじ）": [trained(theta0, m) for m in masks.values()],
    "初期値を取り直す": [trained(initial(2), m) for m in masks.values()],
    "場所を並べ替える": [trained(theta0, shuffled(m)) for m in masks.values()],
    "SNIP（学習前に選ぶ）": [trained(theta0, top(scores, full, s)) for s in masks],
}
fig, ax = figures.subplots()
for (label, values), mark in zip(curves.items(), "os^D", strict=True):
    ax.plot([100 * s for s in masks], values, marker=mark, label=label)
ax.set(xscale="log", xlabel="残した重み [%]", ylabel="テストの精度")
ax.set_xticks([100 * s for s in masks], [f"{100 * s:g}" for s in masks])
ax.minorticks_off()
ax.legend()
fig.savefig("lottery-ticket-controls.svg")
# --8<-- [end:compare]

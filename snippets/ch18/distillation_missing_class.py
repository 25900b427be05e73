"""生徒のデータにないクラスも、教師の軟らかい目標から学べることを、小さな数字の絵で確かめる。"""

# --8<-- [start:data]
import torch
from torch.nn.functional import cross_entropy, kl_div

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
    for i, left in enumerate(torch.randint(0, 3, (n,), generator=gen).tolist()):
        x[i, :, left : left + 5] = GLYPH[y[i]]
    return (x + 0.3 * torch.randn(x.shape, generator=gen)).flatten(1), y


gen = torch.Generator().manual_seed(0)
(x_train, y_train), (x_test, y_test) = draw(1000, gen), draw(1000, gen)
known = y_train != 3
# 生徒には 3 を見せない
x_student, y_student = x_train[known], y_train[known]
print(len(x_train), len(x_student))  # 出力: 1000 900
# --8<-- [end:draw]


# --8<-- [start:network]
def logits(w, x):
    return torch.relu(x @ w[0] + w[1]) @ w[2] + w[3]


def fit(x, loss, hidden, seed, steps=120, lr=0.02):
    """隠れ層 1 つのネットワークを、Adam で学習した重み"""
    g = torch.Generator().manual_seed(seed)
    w = [torch.randn(49, hidden, generator=g) / 7, torch.zeros(hidden)]
    w += [torch.randn(hidden, 10, generator=g) / hidden**0.5, torch.zeros(10)]
    m, v = [0.0] * 4, [0.0] * 4
    for t in range(1, steps + 1):
        w = [a.detach().requires_grad_() for a in w]
        for i, d in enumerate(torch.autograd.grad(loss(logits(w, x)), w)):
            m[i], v[i] = 0.9 * m[i] + 0.1 * d, 0.999 * v[i] + 0.001 * d * d
            spread = (v[i] / (1 - 0.999**t)).sqrt() + 1e-8
            w[i] = w[i] - lr * m[i] / (1 - 0.9**t) / spread
    return [a.detach() for a in w]


# --8<-- [end:network]

# --8<-- [start:train]
def hard_loss(y):
    return lambda z: cross_entropy(z, y)


teacher = fit(x_train, hard_loss(y_train), hidden=64, seed=1)


def soft_loss(T):
    p = torch.softmax(logits(teacher, x_student) / T, 1)

    def loss(z):
        log_q = torch.log_softmax(z / T, 1)
        return T * T * kl_div(log_q, p, reduction="batchmean")

    return loss


hard = fit(x_student, hard_loss(y_student), hidden=16, seed=2)
soft1 = fit(x_student, soft_loss(1), hidden=16, seed=2)
soft8 = fit(x_student, soft_loss(8), hidden=16, seed=2)
# --8<-- [end:train]


# --8<-- [start:recall]
def recall(w, digit):
    """digit の絵のうち、digit と答えた割合"""
    answers = logits(w, x_test[y_test == digit]).argmax(1)
    return float((answers == digit).float().mean())


for w in (hard, soft1, soft8, teacher):
    print(f"{recall(w, 3):.1f}")
others = [fit(x_student, soft_loss(8), hidden=16, seed=s) for s in (3, 4)]
print(min(recall(w, 3) for w in others) > 0.3)
assert recall(hard, 3) == 0 and recall(soft8, 3) > recall(soft1, 3) + 0.2
# --8<-- [end:recall]

# --8<-- [start:dark]
z = logits(teacher, x_student)
for T in (1, 8):
    three = torch.softmax(z / T, 1)[:, 3]  # 教師が 3 に与えた確率
    print(T, bool(three.median() > 0.01))
likeness = {d: float(three[y_student == d].mean()) for d in range(10) if d != 3}
print(min(likeness, key=likeness.get))
# --8<-- [end:dark]

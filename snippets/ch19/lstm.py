"""LSTM の式を PyTorch の LSTMCell と比べ、セル状態に沿う勾配が忘却ゲートの積になることを確かめる。"""

# --8<-- [start:manual]
import torch
from torch import nn

torch.manual_seed(0)
D, H = 3, 4  # 入力と状態の大きさ
cell = nn.LSTMCell(D, H)
x, h, c = torch.randn(1, D), torch.randn(1, H), torch.randn(1, H)

a = x @ cell.weight_ih.T + cell.bias_ih + h @ cell.weight_hh.T + cell.bias_hh
print(a.shape)  # 出力: torch.Size([1, 16])
i, f, g, o = a.chunk(4, dim=1)  # PyTorch では i、f、g、o の順
i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
# --8<-- [end:manual]

# --8<-- [start:state]
c_new = f * c + i * g
h_new = o * c_new.tanh()
h_torch, c_torch = cell(x, (h, c))
print(torch.allclose(c_new, c_torch, atol=1e-6))  # 出力: True
print(torch.allclose(h_new, h_torch, atol=1e-6))  # 出力: True
# --8<-- [end:state]

# --8<-- [start:range]
h_long, c_long = torch.zeros(1, H), torch.zeros(1, H)
full = nn.LSTMCell(D, H)
with torch.no_grad():
    full.bias_ih += 50.0  # どのゲートも 1、候補も 1 に張りつく
    for _ in range(20):
        h_long, c_long = full(torch.zeros(1, D), (h_long, c_long))
print(f"{c_long.max():.1f} {h_long.max():.1f}")  # 出力: 20.0 1.0
# --8<-- [end:range]


# --8<-- [start:jacobian]
def next_c(c):
    return cell(x, (h, c))[1]


jacobian = torch.autograd.functional.jacobian(next_c, c)[0, :, 0]
print(jacobian.shape)  # 出力: torch.Size([4, 4])
print(torch.allclose(jacobian, torch.diag(f[0]), atol=1e-6))  # 出力: True
# --8<-- [end:jacobian]


# --8<-- [start:carried]
def carried(forget_bias, steps=50):
    """入力も状態も見ず、忘却ゲートがバイアスだけで決まる LSTM で、c に沿って届く勾配"""
    m = nn.LSTMCell(1, 1)
    with torch.no_grad():
        for p in m.parameters():
            p.zero_()
        m.bias_ih[1] = forget_bias  # 2 番目が忘却ゲート
    start = torch.ones(1, 1, requires_grad=True)
    h, c = torch.zeros(1, 1), start
    for _ in range(steps):
        h, c = m(torch.zeros(1, 1), (h, c))
    return torch.autograd.grad(c.sum(), start)[0].item()


def sigmoid(b):
    return torch.sigmoid(torch.tensor(b, dtype=torch.float64)).item()


for b in (0.0, 1.0, 5.0):
    print(f"{b:.0f}  {sigmoid(b):.4f}  {carried(b):.2e}  {sigmoid(b) ** 50:.2e}")
# --8<-- [end:carried]

# --8<-- [start:init]
fresh = nn.LSTMCell(10, 20)
bound = 1 / 20**0.5
print(bool((fresh.bias_ih.abs() <= bound).all()))  # 出力: True
with torch.no_grad():
    fresh.bias_ih[20:40] = 1.0  # 忘却ゲート: i の次の 20 個
    fresh.bias_hh[20:40] = 0.0  # バイアスは 2 本あり、和が効く
# --8<-- [end:init]


# --8<-- [start:count]
def parameters(layer):
    return sum(p.numel() for p in layer.parameters())


print(fresh.weight_ih.shape, fresh.weight_hh.shape)
# 出力: torch.Size([80, 10]) torch.Size([80, 20])
print(parameters(fresh))  # 出力: 2560
# --8<-- [end:count]

# --8<-- [start:clip]
w = nn.Parameter(torch.zeros(2))
w.grad = torch.tensor([30.0, 40.0])
before = nn.utils.clip_grad_norm_([w], max_norm=5.0)
print(f"{before:.1f} {w.grad.norm():.1f}")  # 出力: 50.0 5.0
print([round(v, 3) for v in w.grad.tolist()])  # 出力: [3.0, 4.0]
# --8<-- [end:clip]

# --8<-- [start:bias]
from tashika import figures

b = torch.linspace(0, 6, 61, dtype=torch.float64)
points = torch.arange(7.0)
fig, ax = figures.subplots()
ax.semilogy(b, b.sigmoid() ** 50, color=figures.GREY, label="σ(b) の 50 乗")
ax.semilogy(points, [carried(v) for v in points], "o", label="自動微分")
ax.set(xlabel="忘却ゲートのバイアス b", ylabel="50 段で届く勾配")
ax.legend()
ax.grid()
fig.savefig("lstm-carried.svg")
# --8<-- [end:bias]

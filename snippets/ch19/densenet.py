"""DenseNet の密ブロック・遷移層・重みの数・途中の特徴マップの量を確かめる。"""

# --8<-- [start:block]
import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, k0, k, depth):
        super().__init__()
        widths = [k0 + k * i for i in range(depth)]
        self.layers = nn.ModuleList(nn.Conv2d(c, k, 3, padding=1) for c in widths)

    def forward(self, x):
        maps = [x]  # これまでの特徴マップをすべて残す
        for layer in self.layers:
            maps.append(torch.relu(layer(torch.cat(maps, dim=1))))
        return torch.cat(maps, dim=1)


# --8<-- [end:block]


# --8<-- [start:widths]
torch.manual_seed(0)
K0, K, L = 24, 12, 6  # 入力の幅、成長率、層の数
block = DenseBlock(K0, K, L)
x = torch.randn(1, K0, 8, 8)
y = block(x).detach()
print([layer.in_channels for layer in block.layers])
# 出力: [24, 36, 48, 60, 72, 84]
print([layer.out_channels for layer in block.layers])
# 出力: [12, 12, 12, 12, 12, 12]
print(y.shape)  # 出力: torch.Size([1, 96, 8, 8])
# --8<-- [end:widths]

# --8<-- [start:connections]
inputs = [(layer.in_channels - K0) // K + 1 for layer in block.layers]
print(inputs, sum(inputs), L * (L + 1) // 2)  # 出力: [1, 2, 3, 4, 5, 6] 21 21
# --8<-- [end:connections]

# --8<-- [start:readable]
print(torch.equal(y[:, :K0], x))  # 出力: True
residual = nn.Conv2d(K0, K0, 3, padding=1)
added = torch.relu(x + residual(x))
print(added.shape[1], torch.equal(added, x))  # 出力: 24 False
# --8<-- [end:readable]

# --8<-- [start:forward]
with torch.no_grad():
    block.layers[2].weight.mul_(-1)  # 3 層目だけを変える
    z = block(x)
before, after = y[:, K0:].split(K, 1), z[:, K0:].split(K, 1)
print([torch.equal(b, a) for b, a in zip(before, after, strict=True)])
# 出力: [True, True, False, False, False, False]
# --8<-- [end:forward]


# --8<-- [start:gradient]
def chain(x):
    for layer in plain:
        x = torch.relu(layer(x))
    return x


plain = nn.ModuleList(nn.Conv2d(K0, K0, 3, padding=1) for _ in range(L))
for layer in [*block.layers, *plain]:  # すべての層を切る
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)

source = x.clone().requires_grad_()
for network in (block, chain):
    (g,) = torch.autograd.grad(network(source).sum(), source)
    print(g.unique().tolist())
# --8<-- [end:gradient]


# --8<-- [start:squeeze]
def direct(c, k):
    return 9 * c * k


def squeezed(c, k):
    return c * 4 * k + 9 * 4 * k * k  # 1x1 で 4k に絞り、3x3 で k を出す


for c in (64, 224, 256, 992):
    print(f"{c:4}{direct(c, 32):8,}{squeezed(c, 32):8,}")
# --8<-- [end:squeeze]

# --8<-- [start:transition]
transition = nn.Sequential(
    nn.BatchNorm2d(256),
    nn.ReLU(),
    nn.Conv2d(256, 128, 1, bias=False),  # θ = 0.5
    nn.AvgPool2d(2),
)
print(transition(torch.randn(2, 256, 56, 56)).shape)
# 出力: torch.Size([2, 128, 28, 28])
# --8<-- [end:transition]

# --8<-- [start:trace]
DEPTHS = (6, 12, 24, 16)  # DenseNet-121 の密ブロックの層数
width, side, conv_layers = 64, 56, 1
for i, depth in enumerate(DEPTHS):
    start, width = width, width + 32 * depth
    conv_layers += 2 * depth  # 1 層が 1x1 と 3x3
    print(f"{side}x{side}: {start} -> {width}")
    if i < len(DEPTHS) - 1:
        width, side, conv_layers = width // 2, side // 2, conv_layers + 1
print(conv_layers + 1)  # 最後の全結合層も数える
# --8<-- [end:trace]


# --8<-- [start:densenet]
def norm(c):
    return 2 * c  # バッチ正規化の γ と β


def dense_parameters(depths, c=64, k=32):
    total = 3 * c * 49 + norm(c)  # 最初の 7x7
    for i, depth in enumerate(depths):
        for _ in range(depth):
            total += norm(c) + squeezed(c, k) + norm(4 * k)
            c += k
        if i < len(depths) - 1:
            total, c = total + norm(c) + c * (c // 2), c // 2
    return total + norm(c) + c * 1000 + 1000


densenet121 = dense_parameters(DEPTHS)
print(f"{densenet121:,}")  # 出力: 7,978,856
# --8<-- [end:densenet]


# --8<-- [start:resnet]
def residual_parameters(depths, c=64):
    total = 3 * 64 * 49 + norm(64)
    for i, depth in enumerate(depths):
        m = 64 * 2**i  # 絞った幅
        for j in range(depth):
            total += c * m + 9 * m * m + m * 4 * m + norm(m) + norm(m) + norm(4 * m)
            if j == 0:  # 形を合わせる射影
                total += c * 4 * m + norm(4 * m)
            c = 4 * m
    return total + c * 1000 + 1000


resnet50 = residual_parameters((3, 4, 6, 3))
print(f"{resnet50:,} {resnet50 / densenet121:.2f}")  # 出力: 25,557,032 3.20
# --8<-- [end:resnet]


# --8<-- [start:memory]
def kept(depth, k0=64, k=32):
    """1 画素あたりの数値: 重複なしで残す場合と、連結の写しをすべて残す場合"""
    shared = k0 + k * depth
    copies = sum(k0 + k * i for i in range(depth))
    return shared, shared + copies


for depth in (6, 12, 24, 48):
    shared, naive = kept(depth)
    print(f"{depth:2}{shared:6,}{naive:8,}{naive / shared:6.1f}")
# --8<-- [end:memory]

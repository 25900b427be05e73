"""ボトルネック構造の重み・積和・形・階数を、256 -> 64 -> 64 -> 256 チャネルの例で確かめる。"""

# --8<-- [start:layers]
import torch
from torch import nn

torch.manual_seed(0)
C, M = 256, 64  # ブロックの入出力の幅、絞った幅


def conv(c_in, c_out, k):
    return nn.Conv2d(c_in, c_out, k, padding=k // 2, bias=False)


plain = nn.Sequential(conv(C, C, 3))
reduce_only = nn.Sequential(conv(C, M, 1), conv(M, C, 3))
bottleneck = nn.Sequential(conv(C, M, 1), conv(M, M, 3), conv(M, C, 1))
x = torch.randn(1, C, 14, 14)
print([net(x).shape[1] for net in (plain, reduce_only, bottleneck)])
# 出力: [256, 256, 256]
# --8<-- [end:layers]


# --8<-- [start:cost]
def weights(net):
    return sum(p.numel() for p in net.parameters())


def macs(net, h, w):
    return weights(net) * h * w  # 縦横が変わらず、バイアスもない場合


nets = {"plain": plain, "reduce only": reduce_only, "bottleneck": bottleneck}
for name, net in nets.items():
    fewer = weights(plain) / weights(net)
    print(f"{name:12}{weights(net):8,}{macs(net, 14, 14):13,}  {fewer:.2f}")
# --8<-- [end:cost]

# --8<-- [start:parts]
print([layer.weight.numel() for layer in bottleneck])
# 出力: [16384, 36864, 16384]
basic = nn.Sequential(conv(M, M, 3), conv(M, M, 3))
print(weights(basic), weights(bottleneck))  # 出力: 73728 69632
# --8<-- [end:parts]

# --8<-- [start:matmul]
reduce, middle, restore = bottleneck
matrix = reduce.weight[:, :, 0, 0]  # (出力, 入力, 1, 1) から縦横の軸を除く
print(matrix.shape)  # 出力: torch.Size([64, 256])
pixels = x[0].reshape(C, 14 * 14)  # 1 列が 1 画素
by_matrix = (matrix @ pixels).reshape(1, M, 14, 14)
print(torch.allclose(reduce(x), by_matrix, atol=1e-5))  # 出力: True
# --8<-- [end:matmul]


# --8<-- [start:block]
def block(x):
    y = torch.relu(reduce(x))
    y = torch.relu(middle(y))
    return torch.relu(restore(y) + x)  # 最後の ReLU は足した後


print(block(x).shape)  # 出力: torch.Size([1, 256, 14, 14])
print(middle(reduce(x)).shape)  # 出力: torch.Size([1, 64, 14, 14])
# --8<-- [end:block]

# --8<-- [start:rank]
product = restore.weight[:, :, 0, 0].double() @ matrix.double()
print(product.shape)  # 出力: torch.Size([256, 256])
rank = int(torch.linalg.matrix_rank(product))
print(rank)  # 出力: 64
# --8<-- [end:rank]

# --8<-- [start:relu]
points = torch.tensor([[-1.0, -2.0], [-3.0, -1.0], [2.0, -4.0], [2.0, -1.0]])
narrow_relu = torch.relu(points)
print(len(points.unique(dim=0)), len(narrow_relu.unique(dim=0)))  # 出力: 4 2
wide = torch.relu(torch.cat([points, -points], dim=1))
print(torch.equal(wide[:, :2] - wide[:, 2:], points))  # 出力: True
# --8<-- [end:relu]


# --8<-- [start:inverted]
def inverted(c, t):
    """1x1 で t 倍に広げ、3x3 を深さ方向に掛け、1x1 で戻す"""
    wide = c * t
    return c * wide, 9 * wide, wide * c


print(inverted(24, 6), sum(inverted(24, 6)))  # 出力: (3456, 1296, 3456) 8208
# --8<-- [end:inverted]

# --8<-- [start:inception]
direct = weights(conv(192, 32, 5))
reduced = weights(nn.Sequential(conv(192, 16, 1), conv(16, 32, 5)))
print(f"{direct:,} {reduced:,} {direct / reduced:.2f}")
# 出力: 153,600 15,872 9.68
# --8<-- [end:inception]


# --8<-- [start:traffic]
def access(net, h, w):
    """各層が読み書きする数値の合計: 入力、出力、重み"""
    return sum((n.in_channels + n.out_channels) * h * w + n.weight.numel() for n in net)


for side in (14, 56):
    values = [access(net, side, side) for net in (plain, bottleneck)]
    print(side, *(f"{n:9,}" for n in values), f"{values[0] / values[1]:.2f}")
# --8<-- [end:traffic]

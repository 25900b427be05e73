"""グループ畳み込みの形・費用・関数としての広さを、64 -> 128 チャネル、4 グループの例で確かめる。"""

# --8<-- [start:layers]
import torch
from torch import nn

torch.manual_seed(0)
G, C_IN, C_OUT, K = 4, 64, 128, 3
dense = nn.Conv2d(C_IN, C_OUT, K, padding=1)
grouped = nn.Conv2d(C_IN, C_OUT, K, padding=1, groups=G)

image = torch.randn(1, C_IN, 32, 32)
with torch.no_grad():
    dense_maps, maps = dense(image), grouped(image)
print(maps.shape)  # 出力: torch.Size([1, 128, 32, 32])
# --8<-- [end:layers]

# --8<-- [start:shapes]
print(dense.weight.shape)  # 出力: torch.Size([128, 64, 3, 3])
print(grouped.weight.shape)  # 出力: torch.Size([128, 16, 3, 3])
# --8<-- [end:shapes]


# --8<-- [start:cost]
def weights(c_in, c_out, k, g=1):
    return (c_in // g) * c_out * k * k


def macs(c_in, c_out, k, h, w, g=1):
    return weights(c_in, c_out, k, g) * h * w


for name, layer, g in (("dense", dense, 1), ("grouped", grouped, G)):
    n_weight = weights(C_IN, C_OUT, K, g)
    assert n_weight == layer.weight.numel()
    n_param = sum(p.numel() for p in layer.parameters())
    n_mac = macs(C_IN, C_OUT, K, 32, 32, g)
    print(f"{name:8}{n_weight:7,}{n_param:7,}{n_mac:12,}")
# --8<-- [end:cost]


# --8<-- [start:concat]
xs = image.chunk(G, dim=1)
ws, bs = grouped.weight.chunk(G), grouped.bias.chunk(G)
small = [nn.functional.conv2d(xs[i], ws[i], bs[i], padding=1) for i in range(G)]
print(len(small), small[0].shape)  # 出力: 4 torch.Size([1, 32, 32, 32])
print(torch.allclose(torch.cat(small, dim=1), maps, atol=1e-5))  # 出力: True
# --8<-- [end:concat]

# --8<-- [start:blockdiag]
kernel = torch.zeros(C_OUT, C_IN, K, K)
for i in range(G):
    rows = slice(i * C_OUT // G, (i + 1) * C_OUT // G)
    cols = slice(i * C_IN // G, (i + 1) * C_IN // G)
    kernel[rows, cols] = grouped.weight.data[rows]

same = nn.functional.conv2d(image, kernel, grouped.bias, padding=1)
print(torch.allclose(same, maps, atol=1e-5))  # 出力: True
blocks = (kernel != 0).reshape(G, C_OUT // G, G, C_IN // G, K, K)
print(blocks.sum(dim=(1, 3, 4, 5)))
# 出力:
# tensor([[4608,    0,    0,    0],
#         [   0, 4608,    0,    0],
#         [   0,    0, 4608,    0],
#         [   0,    0,    0, 4608]])
# --8<-- [end:blockdiag]


# --8<-- [start:reach]
def reach(network, channels):
    """先頭の channels 個の出力に影響する入力チャネルの数"""
    x = image.clone().requires_grad_()
    network(x)[:, :channels].sum().backward()
    return int((x.grad.abs().sum(dim=(0, 2, 3)) > 0).sum())


print(reach(dense, 32), reach(grouped, 32))  # 出力: 64 16
# --8<-- [end:reach]


# --8<-- [start:shuffle]
def channel_shuffle(t, g):
    n, c, h, w = t.shape
    return t.reshape(n, g, c // g, h, w).transpose(1, 2).reshape(n, c, h, w)


second = nn.Conv2d(C_OUT, C_IN, 1, groups=G)
print(reach(lambda t: second(grouped(t)), 16))  # 出力: 16
print(reach(lambda t: second(channel_shuffle(grouped(t), G)), 16))  # 出力: 64
print(channel_shuffle(torch.arange(8).reshape(1, 8, 1, 1), 2).flatten().tolist())
# 出力: [0, 4, 1, 5, 2, 6, 3, 7]
# --8<-- [end:shuffle]


# --8<-- [start:budget]
def bottleneck(width, g, outer=256):
    reduce = weights(outer, width, 1)
    restore = weights(width, outer, 1)
    return reduce + weights(width, width, 3, g) + restore


print(f"{bottleneck(64, 1):,} {bottleneck(128, 32):,}")  # 出力: 69,632 70,144
# --8<-- [end:budget]


# --8<-- [start:traffic]
def access(hw, c1, c2, g):
    """1x1 グループ畳み込みが読み書きする数値: 入力、出力、重み"""
    return hw * (c1 + c2) + c1 * c2 // g


HW, C1 = 32 * 32, 64
for g in (1, 2, 4, 8):
    c2 = 64 * g  # 積和の回数を変えずに出力を広げる
    print(g, f"{HW * C1 * c2 // g:,} {access(HW, C1, c2, g):,}")
# --8<-- [end:traffic]

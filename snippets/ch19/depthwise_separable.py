"""深さ方向分離畳み込みの費用の比、通常の畳み込みとの関係、MobileNet での内訳を確かめる。"""

# --8<-- [start:layers]
import torch
from torch import nn

torch.manual_seed(0)
M, N, K, F = 64, 128, 3, 56  # 入力と出力のチャネル、カーネルと特徴マップの一辺
normal = nn.Conv2d(M, N, K, padding=1, bias=False)
depthwise = nn.Conv2d(M, M, K, padding=1, groups=M, bias=False)
pointwise = nn.Conv2d(M, N, 1, bias=False)

x = torch.randn(1, M, F, F)
with torch.no_grad():
    middle = depthwise(x)
    y = pointwise(middle)
print(middle.shape)  # 出力: torch.Size([1, 64, 56, 56])
print(y.shape, y.shape == normal(x).shape)
# 出力: torch.Size([1, 128, 56, 56]) True
# --8<-- [end:layers]


# --8<-- [start:cost]
def macs(conv):
    return conv.weight.numel() * F * F


convs = {"normal": normal, "depthwise": depthwise, "pointwise": pointwise}
for name, conv in convs.items():
    print(f"{name:9} {tuple(conv.weight.shape)!s:15} {conv.weight.numel():6,} {macs(conv):11,}")
separable = macs(depthwise) + macs(pointwise)
print(f"{separable:,} {separable / macs(normal):.4f} {1 / N + 1 / K**2:.4f}")
# --8<-- [end:cost]


# --8<-- [start:ratio]
def ratio(n, k):
    return 1 / n + 1 / k**2


for n in (16, 64, 256, 1024):
    print(f"{n:5}  3x3 {1 / ratio(n, 3):.2f}  5x5 {1 / ratio(n, 5):.2f}")
# --8<-- [end:ratio]

# --8<-- [start:dense]
d = depthwise.weight[:, 0]  # (M, 3, 3)
p = pointwise.weight[:, :, 0, 0]  # (N, M)
kernel = torch.einsum("nm,mij->nmij", p, d)
print(kernel.shape == normal.weight.shape)  # 出力: True
same = nn.functional.conv2d(x, kernel, padding=1)
print(torch.allclose(y, same, atol=1e-4))  # 出力: True
# --8<-- [end:dense]

# --8<-- [start:rank]
# 入力チャネル 0 に掛かる重み
ours = torch.outer(p[:, 0].double(), d[0].flatten().double())
theirs = normal.weight[:, 0].reshape(N, K * K).double()
ranks = [int(torch.linalg.matrix_rank(m)) for m in (ours, theirs)]
print(ranks)  # 出力: [1, 9]
# --8<-- [end:rank]

# --8<-- [start:body]
# 入力チャネル、出力チャネル、ストライド
pairs = [(32, 64, 1), (64, 128, 2), (128, 128, 1)]
pairs += [(128, 256, 2), (256, 256, 1), (256, 512, 2)]
pairs += [(512, 512, 1)] * 5 + [(512, 1024, 2), (1024, 1024, 1)]


def mobilenet(alpha=1.0, side=224):
    """積和の回数を種類ごとに数える"""
    side = (side + 1) // 2  # 最初の畳み込みは 3 -> 32 チャネル、ストライド 2
    first = 9 * 3 * int(32 * alpha) * side**2
    work = {"first": first, "depthwise": 0, "pointwise": 0}
    for c_in, c_out, stride in pairs:
        side = (side + stride - 1) // stride  # 端数は切り上げ(3x3、パディング 1)
        c_in, c_out = int(c_in * alpha), int(c_out * alpha)
        work["depthwise"] += 9 * c_in * side**2
        work["pointwise"] += c_in * c_out * side**2
    return work | {"classifier": int(1024 * alpha) * 1000}


body = mobilenet()
for name, n in body.items():
    print(f"{name:10} {n:11,} {n / sum(body.values()):6.1%}")
# --8<-- [end:body]

# --8<-- [start:multipliers]
for alpha, side in ((1.0, 224), (0.5, 224), (1.0, 112)):
    n = sum(mobilenet(alpha, side).values())
    print(f"{alpha} {side} {n:11,} {n / sum(body.values()):.3f}")
# --8<-- [end:multipliers]


# --8<-- [start:intensity]
def access(conv):
    """読み書きする数値: 入力、出力、重み"""
    return (conv.in_channels + conv.out_channels) * F * F + conv.weight.numel()


for name, conv in convs.items():
    print(f"{name:9} {access(conv):7,} {macs(conv) / access(conv):6.1f}")
# --8<-- [end:intensity]

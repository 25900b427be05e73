"""FCN の部品を確かめる: 全結合と畳み込み、転置畳み込み、スコアの足し合わせ、評価指標。"""

# --8<-- [start:head]
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
linear = nn.Linear(8 * 7 * 7, 5)  # 8 チャネル、7x7 の特徴マップを 5 クラスに
head = nn.Conv2d(8, 5, 7)
head.weight.data = linear.weight.data.reshape(5, 8, 7, 7)
head.bias.data = linear.bias.data

maps = torch.randn(1, 8, 7, 7)
print(head(maps).shape)  # 出力: torch.Size([1, 5, 1, 1])
print(torch.allclose(linear(maps.flatten(1)), head(maps).flatten(1), atol=1e-5))
# 出力: True
# --8<-- [end:head]

# --8<-- [start:slide]
wide = torch.randn(1, 8, 12, 16)
score = head(wide)
print(score.shape)  # 出力: torch.Size([1, 5, 6, 10])
crop = wide[:, :, 2:9, 4:11]  # 位置 (2, 4) の窓
print(torch.allclose(linear(crop.flatten(1))[0], score[0, :, 2, 4], atol=1e-5))
# 出力: True
# --8<-- [end:slide]


# --8<-- [start:bilinear]
def up_size(h, kernel, stride, pad):
    return (h - 1) * stride - 2 * pad + kernel


ramp = torch.tensor([0.25, 0.75, 0.75, 0.25])
up = nn.ConvTranspose2d(1, 1, 4, stride=2, padding=1, bias=False)
up.weight.data = torch.outer(ramp, ramp)[None, None]

coarse = torch.arange(16.0).reshape(1, 1, 4, 4)
fine = up(coarse)
same = F.interpolate(coarse, scale_factor=2, mode="bilinear")
print(fine.shape, up_size(4, 4, 2, 1))  # 出力: torch.Size([1, 1, 8, 8]) 8
print(torch.allclose(fine[..., 1:-1, 1:-1], same[..., 1:-1, 1:-1]))  # 出力: True
# --8<-- [end:bilinear]


# --8<-- [start:fusion]
def twice(t):
    return F.interpolate(t, scale_factor=2, mode="bilinear")


CLASSES, H, W = 21, 64, 96
s32, s16, s8 = (torch.randn(1, CLASSES, H // d, W // d) for d in (32, 16, 8))
fused16 = twice(s32) + s16  # FCN-16s
fused8 = twice(fused16) + s8  # FCN-8s
output = F.interpolate(fused8, scale_factor=8, mode="bilinear")
print([tuple(t.shape[2:]) for t in (s32, s16, s8)])
# 出力: [(2, 3), (4, 6), (8, 12)]
print(output.shape, output.argmax(dim=1).shape)
# 出力: torch.Size([1, 21, 64, 96]) torch.Size([1, 64, 96])
# --8<-- [end:fusion]


# --8<-- [start:iou]
def confusion(truth, prediction, classes):
    """行が正解、列が予測の画素数"""
    index = classes * truth.flatten() + prediction.flatten()
    return torch.bincount(index, minlength=classes**2).reshape(classes, classes)


def intersection_over_union(n):
    hit = n.diagonal()
    return hit / (n.sum(dim=0) + n.sum(dim=1) - hit)


# --8<-- [end:iou]

# --8<-- [start:limit]
scene = torch.zeros(1, 1, 128, 128)
scene[..., 16:80, 16:80] = 1  # 大きい物体
scene[..., 100:112, 8:120] = 1  # 細い物体


def best(stride):
    """ストライド stride の地図が正確でも、拡大するとどこまで戻るか"""
    rough = F.avg_pool2d(scene, stride)
    mask = F.interpolate(rough, scale_factor=stride, mode="bilinear") > 0.5
    n = confusion(scene.long(), mask.long(), 2)
    thin = mask[..., 100:112, 8:120].float().mean()
    return float(intersection_over_union(n).mean()), float(thin)


for stride in (32, 16, 8):
    mean_iou, thin = best(stride)
    print(f"{stride:2}  mIoU {mean_iou:.3f}  thin {thin:.2f}")
# --8<-- [end:limit]

# --8<-- [start:adjoint]
kernel = torch.randn(1, 1, 4, 4)
a, b = torch.randn(1, 1, 8, 8), torch.randn(1, 1, 4, 4)
down_a = F.conv2d(a, kernel, stride=2, padding=1)
up_b = F.conv_transpose2d(b, kernel, stride=2, padding=1)
print(torch.allclose((down_a * b).sum(), (a * up_b).sum(), atol=1e-4))  # 出力: True
back = F.conv_transpose2d(down_a, kernel, stride=2, padding=1)
print(torch.allclose(back, a))  # 出力: False
# --8<-- [end:adjoint]


# --8<-- [start:checkerboard]
def coverage(kernel, stride, size=5):
    """出力の各画素に足される項の数(1 次元)"""
    ones = torch.ones(1, 1, size)
    return F.conv_transpose1d(ones, torch.ones(1, 1, kernel), stride=stride)[0, 0].int().tolist()


print(coverage(3, 2))  # 出力: [1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1]
print(coverage(4, 2))  # 出力: [1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1]
# --8<-- [end:checkerboard]

# --8<-- [start:sum]
deep, shallow = torch.randn(1, 32, 8, 12), torch.randn(1, 16, 8, 12)
from_deep, from_shallow = nn.Conv2d(32, 5, 1), nn.Conv2d(16, 5, 1)
summed = from_deep(deep) + from_shallow(shallow)

joint = nn.Conv2d(32 + 16, 5, 1)
joint.weight.data = torch.cat([from_deep.weight.data, from_shallow.weight.data], dim=1)
joint.bias.data = from_deep.bias.data + from_shallow.bias.data
print(torch.allclose(summed, joint(torch.cat([deep, shallow], dim=1)), atol=1e-5))
# 出力: True
# --8<-- [end:sum]

# --8<-- [start:metrics]
truth = torch.zeros(1000, dtype=torch.long)
truth[:50] = 1  # 物体は 5 %
n = confusion(truth, torch.zeros_like(truth), 2)  # すべて背景と答える
accuracy = float(n.trace() / n.sum())
per_class = intersection_over_union(n)
print(f"{accuracy:.3f} {per_class.tolist()[1]} {per_class.mean():.3f}")
# 出力: 0.950 0.0 0.475
# --8<-- [end:metrics]

# --8<-- [start:dice]
n = torch.tensor([[900, 20], [30, 50]])
hit, wrong = n[1, 1], n[0, 1] + n[1, 0]
overlap = float(hit / (hit + wrong))
dice = float(2 * hit / (2 * hit + wrong))
print(f"{overlap:.3f} {dice:.3f} {2 * overlap / (1 + overlap):.3f}")
# 出力: 0.500 0.667 0.667
# --8<-- [end:dice]

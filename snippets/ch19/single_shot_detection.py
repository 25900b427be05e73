"""単段検出の候補の数、IoU と NMS、対応づけ、不均衡への対策、AP を NumPy で確かめる。"""

# --8<-- [start:counts]
import numpy as np

S, B, C = 7, 2, 20  # YOLOv1: 格子の一辺、1 セルの箱、クラス
per_cell = 5 * B + C
print((S, S, per_cell), S * S * per_cell, S * S * B)  # 出力: (7, 7, 30) 1470 98

SIDES, BOXES = (38, 19, 10, 5, 3, 1), (4, 6, 6, 6, 4, 4)  # SSD300
default_boxes = [b * s * s for s, b in zip(SIDES, BOXES, strict=True)]
print(default_boxes, sum(default_boxes))  # 出力: [5776, 2166, 600, 150, 36, 4] 8732
# --8<-- [end:counts]


# --8<-- [start:iou]
def iou(a, b):
    """箱 (x1, y1, x2, y2) の組どうし。(A, 4) と (B, 4) -> (A, B)"""
    a, b = a[:, None], b[None]
    low, high = np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., 2:], b[..., 2:])
    overlap = (high - low).clip(0).prod(-1)
    area_a, area_b = ((t[..., 2:] - t[..., :2]).prod(-1) for t in (a, b))
    return overlap / (area_a + area_b - overlap)


# --8<-- [end:iou]


# --8<-- [start:nms]
def nms(boxes, scores, limit=0.5):
    rest, kept = np.argsort(-scores, kind="stable"), []
    while len(rest):
        best, rest = rest[0], rest[1:]
        kept.append(int(best))
        rest = rest[iou(boxes[[best]], boxes[rest])[0] < limit]
    return kept


boxes = np.array([[10, 10, 50, 50], [14, 12, 54, 52], [10, 10, 50, 46], [60, 20, 90, 70]])
scores = np.array([0.9, 0.8, 0.7, 0.6])
print(iou(boxes[:1], boxes)[0].round(3))  # 出力: [1.    0.747 0.9   0.   ]
print(nms(boxes, scores))  # 出力: [0, 3]
# --8<-- [end:nms]


# --8<-- [start:detect]
def detect(boxes, scores, threshold):
    chosen = np.flatnonzero(scores >= threshold)
    return [int(chosen[i]) for i in nms(boxes[chosen], scores[chosen])]


for threshold in (0.95, 0.65, 0.5):
    print(threshold, detect(boxes, scores, threshold))
nothing = scores * 0.1  # 物体のない画像
print(detect(boxes, nothing, 0.5))
# --8<-- [end:detect]


# --8<-- [start:responsible]
def responsible(x, y):
    """画像全体を 1 とした中心 -> 担当セル (行, 列) とセル内の位置"""
    column, row = int(x * S), int(y * S)
    return (row, column), (round(x * S - column, 2), round(y * S - row, 2))


print(responsible(0.50, 0.60))  # 出力: ((4, 3), (0.5, 0.2))
print(responsible(0.52, 0.63))  # 出力: ((4, 3), (0.64, 0.41))
# --8<-- [end:responsible]

# --8<-- [start:root]
for w in (0.1, 0.8):
    plain, rooted = 0.05**2, (np.sqrt(w + 0.05) - np.sqrt(w)) ** 2
    print(w, f"{plain:.4f} {rooted:.5f}")
# --8<-- [end:root]


# --8<-- [start:encode]
def encode(g, d):
    """箱 (cx, cy, w, h) の正解 g を、既定の箱 d から見た値にする"""
    return np.concatenate([(g[:2] - d[:2]) / d[2:], np.log(g[2:] / d[2:])])


def decode(t, d):
    return np.concatenate([d[:2] + t[:2] * d[2:], d[2:] * np.exp(t[2:])])


g, d = np.array([0.55, 0.50, 0.30, 0.10]), np.array([0.50, 0.50, 0.20, 0.20])
print(encode(g, d).round(3))  # 出力: [ 0.25   0.     0.405 -0.693]
print(decode(encode(g, d), d).round(3))  # 出力: [0.55 0.5  0.3  0.1 ]
# --8<-- [end:encode]

# --8<-- [start:match]
centre = (np.arange(38) + 0.5) / 38
cx, cy = (t.ravel() for t in np.meshgrid(centre, centre))
grids = [np.stack([cx - s, cy - s, cx + s, cy + s], 1) for s in (0.05, 0.1, 0.2)]
defaults = np.concatenate(grids)  # 一辺 0.1, 0.2, 0.4 の正方形
truth = np.array([[0.1, 0.1, 0.3, 0.3], [0.5, 0.4, 0.9, 0.8], [0.7, 0.1, 0.8, 0.2]])
overlaps = iou(defaults, truth)
positive = overlaps.max(axis=1) > 0.5
positive[overlaps.argmax(axis=0)] = True  # 各物体に、最もよく重なる箱を必ず 1 つ
print(len(defaults), int(positive.sum()))  # 出力: 4332 75
print((overlaps > 0.5).sum(axis=0))  # 出力: [13 57  5]
# --8<-- [end:match]


# --8<-- [start:mining]
def hard_negatives(loss, positive, ratio=3):
    """損失の大きい背景を、正例の ratio 倍まで選ぶ"""
    order = np.argsort(np.where(positive, -np.inf, loss))[::-1]
    return order[: ratio * positive.sum()]


rng = np.random.default_rng(0)
loss = rng.exponential(size=len(defaults))
chosen = hard_negatives(loss, positive)
print(len(chosen), bool(positive[chosen].any()))  # 出力: 225 False
# --8<-- [end:mining]


# --8<-- [start:focal]
def focal(p, gamma):
    return -((1 - p) ** gamma) * np.log(p)


for p in (0.9, 0.5, 0.1):
    print(p, f"{focal(p, 0):.4f} {focal(p, 2):.4f} {focal(p, 2) / focal(p, 0):.2f}")
# --8<-- [end:focal]

# --8<-- [start:share]
n_hard, n_easy = int(positive.sum()), int((~positive).sum())
for gamma in (0, 1, 2):
    easy, hard = n_easy * focal(0.95, gamma), n_hard * focal(0.2, gamma)
    print(gamma, f"{easy / (easy + hard):.3f}")
# --8<-- [end:share]


# --8<-- [start:ap]
def average_precision(correct, objects):
    """スコアの高い順に並べた検出の正否と、物体の数 -> 適合率・再現率・AP"""
    hits = np.cumsum(correct)
    precision, recall = hits / np.arange(1, len(hits) + 1), hits / objects
    envelope = np.maximum.accumulate(precision[::-1])[::-1]  # 右側の最大値
    return precision, recall, float((np.diff(recall, prepend=0) * envelope).sum())


precision, recall, ap = average_precision([1, 0, 1, 1, 0], objects=4)
print(precision.round(2), recall)
# 出力: [1.   0.5  0.67 0.75 0.6 ] [0.25 0.25 0.5  0.75 0.75]
print(round(ap, 4))  # 出力: 0.625
# --8<-- [end:ap]

"""im2col で畳み込みを行列積 1 回に直す。転置が要る理由と、col2im が逆変換でないことも確かめる。"""

# --8<-- [start:patches]
import numpy as np


def out_size(size, kernel, stride, pad):
    return (size + 2 * pad - kernel) // stride + 1


def patches(x, fh, fw, stride=1, pad=0):
    """(N, C, H, W) -> (N, C, FH, FW, OH, OW)"""
    n, c, h, w = x.shape
    oh, ow = out_size(h, fh, stride, pad), out_size(w, fw, stride, pad)
    img = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    col = np.empty((n, c, fh, fw, oh, ow), x.dtype)
    for i in range(fh):  # 縦(行)の位置
        for j in range(fw):  # 横(列)の位置
            ys = slice(i, i + stride * oh, stride)
            xs = slice(j, j + stride * ow, stride)
            col[:, :, i, j] = img[:, :, ys, xs]
    return col


# --8<-- [end:patches]


# --8<-- [start:im2col]
def im2col(x, fh, fw, stride=1, pad=0):
    """(N, C, H, W) -> (N*OH*OW, C*FH*FW)"""
    col = patches(x, fh, fw, stride, pad)
    n, c, _, _, oh, ow = col.shape
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * oh * ow, c * fh * fw)


# --8<-- [end:im2col]


# --8<-- [start:shapes]
rng = np.random.default_rng(0)
x = rng.normal(size=(2, 3, 7, 5))  # N=2, C=3, H=7, W=5
w = rng.normal(size=(4, 3, 3, 3))  # FN=4, C=3, FH=3, FW=3
b = rng.normal(size=4)
S, P = 2, 1

print(patches(x, 3, 3, S, P).shape)  # 出力: (2, 3, 3, 3, 4, 3)
cols = im2col(x, 3, 3, S, P)
print(cols.shape)  # 出力: (24, 27)
# --8<-- [end:shapes]


# --8<-- [start:direct]
def conv_direct(x, w, b, stride, pad):
    n, _, h, width = x.shape
    fn, _, fh, fw = w.shape
    oh, ow = out_size(h, fh, stride, pad), out_size(width, fw, stride, pad)
    img = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    y = np.empty((n, fn, oh, ow))
    for m, f, p, q in np.ndindex(y.shape):
        top, left = p * stride, q * stride
        field = img[m, :, top : top + fh, left : left + fw]
        y[m, f, p, q] = np.sum(field * w[f]) + b[f]
    return y


# --8<-- [end:direct]


# --8<-- [start:gemm]
N, FN = x.shape[0], w.shape[0]
OH, OW = out_size(7, 3, S, P), out_size(5, 3, S, P)


def to_maps(flat):
    """(N*OH*OW, FN) -> (N, FN, OH, OW)"""
    return flat.reshape(N, OH, OW, FN).transpose(0, 3, 1, 2)


W2 = w.reshape(FN, -1)  # 1 行が 1 つのフィルタ
y = to_maps(cols @ W2.T + b)
print(W2.shape, y.shape)  # 出力: (4, 27) (2, 4, 4, 3)
print(np.allclose(y, conv_direct(x, w, b, S, P)))  # 出力: True
# --8<-- [end:gemm]


# --8<-- [start:forgotten]
wrong_cols = patches(x, 3, 3, S, P).reshape(N * OH * OW, -1)  # 転置を忘れた
wrong = to_maps(wrong_cols @ W2.T + b)
print(wrong_cols.shape == cols.shape, wrong.shape == y.shape)  # 出力: True True
print(np.allclose(wrong, y))  # 出力: False
# --8<-- [end:forgotten]


# --8<-- [start:blocks]
total = b
for c in range(3):
    block = cols[:, c * 9 : (c + 1) * 9]  # チャネル c の列
    total = total + block @ w[:, c].reshape(FN, -1).T
print(np.allclose(to_maps(total), y))  # 出力: True
# --8<-- [end:blocks]


# --8<-- [start:pooling]
tiles = im2col(x, 2, 2, stride=2)  # (N*OH*OW, C*2*2)
per_channel = tiles.reshape(-1, 2 * 2)  # 1 行 = 1 チャネルの 1 つの窓
pooled = per_channel.max(axis=1).reshape(2, 3, 2, 3).transpose(0, 3, 1, 2)

expected = np.empty((2, 3, 3, 2))
for m, c, p, q in np.ndindex(expected.shape):
    expected[m, c, p, q] = x[m, c, 2 * p : 2 * p + 2, 2 * q : 2 * q + 2].max()
print(tiles.shape, per_channel.shape)  # 出力: (12, 12) (36, 4)
print(np.array_equal(pooled, expected))  # 出力: True
# --8<-- [end:pooling]


# --8<-- [start:col2im]
def col2im(cols, shape, fh, fw, stride=1, pad=0):
    """(N*OH*OW, C*FH*FW) -> (N, C, H, W)"""
    n, c, h, w = shape
    oh, ow = out_size(h, fh, stride, pad), out_size(w, fw, stride, pad)
    col = cols.reshape(n, oh, ow, c, fh, fw).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros((n, c, h + 2 * pad, w + 2 * pad))
    for i in range(fh):
        for j in range(fw):
            ys = slice(i, i + stride * oh, stride)
            xs = slice(j, j + stride * ow, stride)
            img[:, :, ys, xs] += col[:, :, i, j]
    return img[:, :, pad : pad + h, pad : pad + w]


# --8<-- [end:col2im]


# --8<-- [start:overlap]
ones = np.ones((1, 1, 4, 4))
print(col2im(im2col(ones, 3, 3), ones.shape, 3, 3)[0, 0].astype(int))
# --8<-- [end:overlap]


# --8<-- [start:adjoint]
g = rng.normal(size=cols.shape)
left = np.sum(im2col(x, 3, 3, S, P) * g)
right = np.sum(x * col2im(g, x.shape, 3, 3, S, P))
print(np.isclose(left, right))  # 出力: True
# --8<-- [end:adjoint]

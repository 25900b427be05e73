"""GRU の式を PyTorch の GRUCell と比べる。リセットゲートの位置、更新ゲートの向き、パラメータの数を確かめる。"""

# --8<-- [start:weights]
import torch
from torch import nn

torch.manual_seed(0)
D, H = 3, 4  # 入力と状態の大きさ
cell = nn.GRUCell(D, H)
print(cell.weight_ih.shape, cell.weight_hh.shape)
# 出力: torch.Size([12, 3]) torch.Size([12, 4])
W_r, W_z, W_n = cell.weight_ih.chunk(3)  # PyTorch では r、z、n の順に積まれている
U_r, U_z, U_n = cell.weight_hh.chunk(3)
b_r, b_z, b_n = cell.bias_ih.chunk(3)
c_r, c_z, c_n = cell.bias_hh.chunk(3)
# --8<-- [end:weights]


# --8<-- [start:gates]
def gates(x, h):
    r = torch.sigmoid(x @ W_r.T + b_r + h @ U_r.T + c_r)
    z = torch.sigmoid(x @ W_z.T + b_z + h @ U_z.T + c_z)
    return r, z


def mix(z, h, n):
    return z * h + (1 - z) * n


# --8<-- [end:gates]

# --8<-- [start:after]
x, h = torch.randn(1, D), torch.randn(1, H)
r, z = gates(x, h)
n_after = torch.tanh(x @ W_n.T + b_n + r * (h @ U_n.T + c_n))
print(torch.allclose(mix(z, h, n_after), cell(x, h), atol=1e-6))  # 出力: True
# --8<-- [end:after]

# --8<-- [start:before]
n_before = torch.tanh(x @ W_n.T + b_n + (r * h) @ U_n.T + c_n)
print(torch.allclose(mix(z, h, n_before), cell(x, h), atol=1e-6))  # 出力: False
# --8<-- [end:before]

# --8<-- [start:swapped]
swapped = (1 - z) * h + z * n_after
print(torch.allclose(swapped, cell(x, h), atol=1e-6))  # 出力: False
z_flipped = torch.sigmoid(-(x @ W_z.T + b_z + h @ U_z.T + c_z))
swapped = (1 - z_flipped) * h + z_flipped * n_after
print(torch.allclose(swapped, cell(x, h), atol=1e-6))  # 出力: True
# --8<-- [end:swapped]


# --8<-- [start:extreme]
def extreme(r_bias=0.0, z_bias=0.0):
    """ゲートの片方または両方を、バイアスで 0 か 1 に張りつけた GRU"""
    forced = nn.GRUCell(D, H)
    with torch.no_grad():
        forced.bias_ih[:H] += r_bias
        forced.bias_ih[H : 2 * H] += z_bias
    return forced


keep = extreme(z_bias=50.0)  # z -> 1
print(torch.allclose(keep(x, h), h, atol=1e-6))  # 出力: True
renew = extreme(z_bias=-50.0)  # z -> 0
print(torch.allclose(renew(x, h), renew(x, h + 3), atol=1e-6))  # 出力: False
forget = extreme(r_bias=-50.0, z_bias=-50.0)  # r -> 0、z -> 0
print(torch.allclose(forget(x, h), forget(x, h + 3), atol=1e-6))  # 出力: True
# --8<-- [end:extreme]


# --8<-- [start:count]
def parameters(layer):
    return sum(p.numel() for p in layer.parameters())


for kind in (nn.RNNCell, nn.GRUCell, nn.LSTMCell):
    layer = kind(10, 20)
    blocks = layer.weight_ih.shape[0] // 20
    print(f"{kind.__name__:9}{blocks} {parameters(layer):5,}")
# --8<-- [end:count]

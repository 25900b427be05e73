"""マルチヘッド Attention を自分で組み、PyTorch の結果と比べる。"""

# --8<-- [start:heads]
import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

torch.manual_seed(0)
D, HEADS = 32, 4
layer = nn.MultiheadAttention(D, HEADS, batch_first=True)


def split(t):
    """(文, トークン, 幅) -> (文, ヘッド, トークン, 幅 / ヘッド)"""
    n, length, d = t.shape
    return t.reshape(n, length, HEADS, d // HEADS).transpose(1, 2)


def multi_head(target, source):
    w, b = layer.in_proj_weight.chunk(3), layer.in_proj_bias.chunk(3)
    inputs = target, source, source  # Q は target から、K と V は source から
    q, k, v = (split(x @ w[i].T + b[i]) for i, x in enumerate(inputs))
    heads = scaled_dot_product_attention(q, k, v)
    joined = heads.transpose(1, 2).flatten(2)  # ヘッドを連結する
    return layer.out_proj(joined)


# --8<-- [end:heads]

# --8<-- [start:compare]
target, source = torch.randn(2, 5, D), torch.randn(2, 7, D)
with torch.no_grad():
    out, weights = layer(target, source, source, average_attn_weights=False)
    ours = multi_head(target, source)
print(out.shape, weights.shape)
# 出力: torch.Size([2, 5, 32]) torch.Size([2, 4, 5, 7])
print(torch.allclose(ours, out, atol=1e-5))  # 出力: True
print(sum(p.numel() for p in layer.parameters()), 4 * (D * D + D))
# 出力: 4224 4224
# --8<-- [end:compare]

# --8<-- [start:mask]
visible = torch.ones(5, 5).tril().bool()
with torch.no_grad():
    _, w = layer(target, target, target, attn_mask=~visible)  # 真が「見ない」
    t = split(target)
    # こちらは真が「見る」
    by_mask = scaled_dot_product_attention(t, t, t, attn_mask=visible)
    by_flag = scaled_dot_product_attention(t, t, t, is_causal=True)
print(w[0, 0].tolist(), int((w[0].triu(1) != 0).sum()))
# 出力: [1.0, 0.0, 0.0, 0.0, 0.0] 0
print(torch.allclose(by_mask, by_flag, atol=1e-6))  # 出力: True
# --8<-- [end:mask]

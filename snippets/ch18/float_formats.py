"""FP16 と BF16 は目盛りの粗い浮動小数点数であり、整数の目盛りではないことを確かめる。"""

# --8<-- [start:formats]
import torch

fp16, bf16 = torch.finfo(torch.float16), torch.finfo(torch.bfloat16)
for info in (torch.finfo(torch.float32), fp16, bf16):
    numbers = f"{info.max:9.3g} {info.eps:9.3g} {info.tiny:9.3g}"
    print(f"{info.dtype:9}{info.bits:3} {numbers}")
# --8<-- [end:formats]

# --8<-- [start:range]
for value in (70000.0, 1 + 1 / 512):
    v = torch.tensor(value)
    print(value, v.half().item(), v.bfloat16().item())
# --8<-- [end:range]


# --8<-- [start:spacing]
def gap(value):
    """FP16 で、value の次に大きい数までの間隔"""
    v = torch.tensor(value).half()
    return float(torch.nextafter(v, torch.tensor(65504.0).half())) - float(v)


print(gap(1.0) == 2**-10, gap(100.0) == 2**-4, gap(10000.0) == 2**3)
# 出力: True True True
# --8<-- [end:spacing]

# --8<-- [start:scaling]
grad, scale = torch.tensor(1e-8), 1024.0
print(grad.half().item())  # 出力: 0.0
rescued = (grad * scale).half().float() / scale
print(f"{rescued.item():.2e}")  # 出力: 1.00e-08
# --8<-- [end:scaling]

"""学習済みの重みを丸めるだけ（PTQ）より、丸めを通して学習する（QAT）ほうがよい格子点に届く例。"""

# --8<-- [start:problem]
import itertools

import numpy as np
import torch

torch.set_num_threads(1)
rng = np.random.default_rng(3)
A = rng.normal(size=(200, 2))
mixed = A @ [0.9, 0.4] + 0.05 * rng.normal(size=200)  # はじめの 2 列とほぼ重なる列
X = np.column_stack([A, mixed, rng.normal(size=200)])
y = X @ [0.9, -0.7, 0.35, 0.6]

STEP, LOW, HIGH = 0.5, -4, 3  # 3 ビットの目盛り: -2, -1.5, ..., 1.5


def mse(w):
    return float(((X @ w - y) ** 2).mean())


# --8<-- [end:problem]

# --8<-- [start:ptq]
w_real = np.linalg.lstsq(X, y)[0]
w_ptq = STEP * np.clip(np.round(w_real / STEP), LOW, HIGH)
print(w_ptq, f"{mse(w_real):.3f} {mse(w_ptq):.3f}")
# 出力: [ 1.  -0.5  0.5  0.5] 0.000 0.134
# --8<-- [end:ptq]

# --8<-- [start:flat]
v = torch.tensor(w_real, requires_grad=True)
torch.round(v / STEP).sum().backward()
print(v.grad.tolist())  # 出力: [0.0, 0.0, 0.0, 0.0]
# --8<-- [end:flat]

# --8<-- [start:qat]
x_t, y_t = torch.tensor(X), torch.tensor(y)
w = torch.tensor(w_real, requires_grad=True)
seen = []
for _ in range(200):
    hard = STEP * torch.clamp(torch.round(w / STEP), LOW, HIGH)
    fake = w + (hard - w).detach()  # 順伝播は丸めた値、逆伝播は恒等写像
    error = ((x_t @ fake - y_t) ** 2).mean()
    (grad,) = torch.autograd.grad(error, w)
    seen.append(hard.detach().numpy())
    w = (w - 0.05 * grad).detach().requires_grad_()

w_qat = min(seen, key=mse)
print(w_qat, f"{mse(w_qat):.3f}")  # 出力: [ 1.  -0.5  0.   0.5] 0.061
# --8<-- [end:qat]

# --8<-- [start:best]
levels = STEP * np.arange(LOW, HIGH + 1)
w_best = min(itertools.product(levels, repeat=4), key=mse)
print(len(levels) ** 4, f"{mse(w_best):.3f}")  # 出力: 4096 0.052
assert mse(w_best) <= mse(w_qat) < mse(w_ptq)
# --8<-- [end:best]

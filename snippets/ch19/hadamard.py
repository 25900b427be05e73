"""アダマール積 (要素ごとの積) と行列積の違い、`*` の落とし穴、微分と行列による表し方を NumPy で確かめる。"""

# --8<-- [start:product]
import numpy as np

A = np.array([[1, 2], [3, 4]])
B = np.array([[5, 6], [7, 8]])
print((A * B).tolist())  # 出力: [[5, 12], [21, 32]]
print((A @ B).tolist())  # 出力: [[19, 22], [43, 50]]
# --8<-- [end:product]

# --8<-- [start:laws]
same = [np.array_equal(A * B, B * A), np.array_equal(A @ B, B @ A)]
print(same)  # 出力: [True, False]
ones, identity = np.ones((2, 2), dtype=int), np.eye(2, dtype=int)
print((A * ones).tolist(), (A * identity).tolist())
# 出力: [[1, 2], [3, 4]] [[1, 0], [0, 4]]
# --8<-- [end:laws]

# --8<-- [start:matrix]
M = np.asmatrix(A)
print((M * np.asmatrix(B)).tolist())  # 出力: [[19, 22], [43, 50]]
print(np.multiply(M, B).tolist())  # 出力: [[5, 12], [21, 32]]
# --8<-- [end:matrix]

# --8<-- [start:broadcast]
row, column = np.array([1, 2, 3]), np.array([[10], [20]])
print(row.shape, column.shape, (row * column).shape)  # 出力: (3,) (2, 1) (2, 3)
print((row * column).tolist())  # 出力: [[10, 20, 30], [20, 40, 60]]
# --8<-- [end:broadcast]

# --8<-- [start:silent]
prediction, truth = np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [3.0]])
print(np.mean((prediction - truth) ** 2).round(3))  # 出力: 1.333
print(np.mean((prediction - truth.reshape(-1)) ** 2))  # 出力: 0.0
# --8<-- [end:silent]


# --8<-- [start:checked]
def hadamard(a, b):
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {a.shape} and {b.shape}")
    return a * b


try:
    hadamard(row, column)
except ValueError as error:
    print(error)  # 出力: shapes differ: (3,) and (2, 1)
# --8<-- [end:checked]

# --8<-- [start:diag]
a, b = np.array([2, 3, 5]), np.array([7, 11, 13])
print((a * b).tolist(), (np.diag(a) @ b).tolist())
# 出力: [14, 33, 65] [14, 33, 65]
print(np.diag(a).size, a.size)  # 出力: 9 3
# --8<-- [end:diag]


# --8<-- [start:gradient]
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


x = np.array([[-1.0, 0.0], [0.5, 2.0]])
upstream = np.array([[1.0, -2.0], [3.0, 0.5]])  # 出力側から来た勾配
by_rule = upstream * sigmoid(x) * (1 - sigmoid(x))

step = 1e-6
by_difference = np.empty_like(x)
for index in np.ndindex(x.shape):
    bump = np.zeros_like(x)
    bump[index] = step
    change = sigmoid(x + bump) - sigmoid(x - bump)
    by_difference[index] = np.sum(upstream * change) / (2 * step)
print(np.allclose(by_rule, by_difference))  # 出力: True
# --8<-- [end:gradient]

# --8<-- [start:masks]
values = np.array([1.0, 2.0, 3.0, 4.0])
mask = np.array([1, 0, 1, 0])  # 残すところが 1
keep = 0.5  # 残す確率
print(values * mask / keep)  # 出力: [2. 0. 6. 0.]
gate = np.array([1.0, 0.5, 0.0, 0.25])
print(gate * values)  # 出力: [1. 1. 0. 1.]
# --8<-- [end:masks]

# --8<-- [start:schur]
rng = np.random.default_rng(0)
P, Q = rng.normal(size=(2, 4, 4))
P, Q = P @ P.T, Q @ Q.T  # 半正定値の行列を 2 つ
print(bool(np.linalg.eigvalsh(P * Q).min() > 0))  # 出力: True
# --8<-- [end:schur]

# --8<-- [start:rank]
u = np.array([1, 2, 3])
R, S = np.outer(u, u), np.eye(3)
ranks = [int(np.linalg.matrix_rank(m)) for m in (R, S, R * S, R @ S)]
print(ranks)  # 出力: [1, 3, 3, 1]
# --8<-- [end:rank]

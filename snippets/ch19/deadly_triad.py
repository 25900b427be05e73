"""死の三要素: 関数近似とブートストラップに方策オフが加わると発散する例 (Baird の反例、期待値での更新)。"""

# --8<-- [start:setup]
import numpy as np

GAMMA, ALPHA = 0.99, 0.01
Phi = np.zeros((7, 8))  # 7 つの状態を 8 個の重みで表す。真の価値はすべて 0
for s in range(6):
    Phi[s, s], Phi[s, 7] = 2, 1  # 上の 6 状態: v = 2 w_s + w_7
Phi[6, 6], Phi[6, 7] = 1, 2  # 下の状態: v = w_6 + 2 w_7

P = np.zeros((7, 7))
P[:, 6] = 1  # 学びたい方策では、必ず下の状態へ移る。報酬は 0
# --8<-- [end:setup]


# --8<-- [start:run]
def largest_value(how_often, steps):
    w = np.array([1.0, 1, 1, 1, 1, 1, 10, 1])
    for _ in range(steps):
        td_error = GAMMA * P @ Phi @ w - Phi @ w
        w += ALPHA * Phi.T @ (how_often * td_error)
    return np.abs(Phi @ w).max()


off_policy = np.full(7, 1 / 7)  # 別の方策で集めた: どの状態も同じ頻度
on_policy = np.eye(7)[6]  # 学びたい方策で集めた: 下の状態だけ
for n in (0, 500, 1000, 2000):
    print(f"{n:4} {largest_value(off_policy, n):6.0f} {largest_value(on_policy, n):6.2f}")
# --8<-- [end:run]

# --8<-- [start:eigen]
for name, how_often in (("off", off_policy), ("on", on_policy)):
    A = Phi.T @ np.diag(how_often) @ (np.eye(7) - GAMMA * P) @ Phi  # w の更新: -ALPHA A w
    lowest = np.linalg.eigvals(A).real.min()
    print(name, lowest < -0.01)
# --8<-- [end:eigen]

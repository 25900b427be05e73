"""Sarsa・Expected Sarsa・Q学習の目標値を 1 回の更新で比べる。値のばらつき、更新される場所、一致する条件。"""

# --8<-- [start:policy]
import numpy as np

GAMMA, ALPHA, EPS = 0.9, 0.5, 0.1
r = -1.0
q_next = np.array([-2.0, -3.0, -50.0, -4.0])  # 次の状態での行動価値。1 つだけ極端に悪い

policy = np.full(4, EPS / 4)
policy[q_next.argmax()] += 1 - EPS
print(policy.round(3))  # 出力: [0.925 0.025 0.025 0.025]
# --8<-- [end:policy]

# --8<-- [start:sarsa]
sarsa = r + GAMMA * q_next  # 選ばれた a' ごとの目標値
print(sarsa)  # 出力: [ -2.8  -3.7 -46.   -4.6]
mean = policy @ sarsa
std = np.sqrt(policy @ (sarsa - mean) ** 2)
print(f"{mean:.4f} {std:.4f}")  # 出力: -3.9475 6.7410
# --8<-- [end:sarsa]

# --8<-- [start:expected]
expected = r + GAMMA * policy @ q_next
print(f"{expected:.4f}")  # 出力: -3.9475
# --8<-- [end:expected]

# --8<-- [start:qlearning]
q_learning = r + GAMMA * q_next.max()
print(f"{q_learning:.4f}")  # 出力: -2.8000
# --8<-- [end:qlearning]

# --8<-- [start:update]
Q = np.zeros((3, 2))  # 3 つの状態、2 つの行動
Q[1] = [5.0, 1.0]
s, a, reward, s2, a2 = 0, 1, 1.0, 1, 1  # a2 は探索で選ばれた、価値の低い行動


def updated(Q, s, a, target):
    new = Q.copy()
    new[s, a] += ALPHA * (target - Q[s, a])
    return new


by_sarsa = updated(Q, s, a, reward + GAMMA * Q[s2, a2])
by_q = updated(Q, s, a, reward + GAMMA * Q[s2].max())
for new in (by_sarsa, by_q):
    print(np.argwhere(new != Q).tolist(), f"{new[s, a]:.2f}")
# 出力:
# [[0, 1]] 0.95
# [[0, 1]] 2.75
# --8<-- [end:update]

# --8<-- [start:taken]
bad = updated(by_q, 1, 1, -10.0)  # その行動を実際に取り、報酬 -10 で終わった
print(by_q[1, 1], bad[1, 1])  # 出力: 1.0 -4.5
# --8<-- [end:taken]

# --8<-- [start:greedy]
print(sarsa[q_next.argmax()] == q_learning)  # 出力: True
# --8<-- [end:greedy]

# --8<-- [start:approximation]
features = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])  # 3 組の (状態, 行動)
w = np.zeros(2)
w += ALPHA * (1.0 - features[0] @ w) * features[0]  # 0 番の組だけを経験した
print(features @ w)  # 出力: [0.5 0.5 0. ]
# --8<-- [end:approximation]

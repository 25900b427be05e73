"""AlphaStar のリーグの考え方: 自己対戦の循環、仮想対戦、PFSP、ポインタネットワークを小さな例で確かめる。"""

# --8<-- [start:game]
import numpy as np

NAMES = "RPS"  # グー、パー、チョキ
PAYOFF = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])  # 行の手が得る利得


def best_response(mix):
    """相手が確率 mix で手を出すとき、最も得をする手"""
    return int((PAYOFF @ mix).argmax())


def exploitability(mix):
    """弱点をつかれたときの損。0 ならつけ込まれない"""
    return float((PAYOFF @ mix).max())


# --8<-- [end:game]

# --8<-- [start:self_play]
hand, history = 0, []
for _ in range(9):  # 最新の相手にだけ勝つ手を覚える
    hand = best_response(np.eye(3)[hand])
    history.append(hand)

print("".join(NAMES[h] for h in history))  # 出力: PSRPSRPSR
print(exploitability(np.eye(3)[hand]))  # 出力: 1.0
print([int(PAYOFF[history[-1], h]) for h in history[-4:-1]])
# 出力: [0, -1, 1]
# --8<-- [end:self_play]

# --8<-- [start:fictitious]
counts = np.array([1.0, 0, 0])
trace = {}
for t in range(2, 20001):  # これまでの相手全員の混合に勝つ手を加える
    counts[best_response(counts)] += 1  # 回数のままでも、選ぶ手は同じ
    trace[t] = exploitability(counts / t)

for t in (10, 100, 1000, 20000):
    print(t, f"{trace[t]:.3f}")
# --8<-- [end:fictitious]

# --8<-- [start:pfsp]
win = np.array([0.95, 0.70, 0.50, 0.10])  # 相手ごとの勝率
weights = {"uniform": np.ones(4), "hard": (1 - win) ** 2, "var": win * (1 - win)}
chance = {name: f / f.sum() for name, f in weights.items()}
for name, c in chance.items():
    print(f"{name:8}", *(f"{value:.3f}" for value in c))
# --8<-- [end:pfsp]


# --8<-- [start:pointer]
def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def point(query, units):
    """query に合うユニットを指す確率。ユニットの数は決まっていなくてよい"""
    return softmax(units @ query)


query = np.array([2.0, -1.0])
units = np.array([[0.1, 0.9], [1.2, 0.2], [0.4, 0.4], [0.9, 0.8]])
print(point(query, units[:2]).round(2))  # 出力: [0.05 0.95]
print(point(query, units).round(2))  # 出力: [0.04 0.66 0.11 0.2 ]
# --8<-- [end:pointer]


# --8<-- [start:vtrace]
def vtrace_target(values, rewards, ratio, gamma=1.0, cap=1.0):
    """最初の状態の V-trace の目標値。values は rewards より 1 つ長い"""
    target, carried = values[0], 1.0
    for t, reward in enumerate(rewards):
        rho = c = min(cap, ratio[t])
        delta = rho * (reward + gamma * values[t + 1] - values[t])
        target += gamma**t * carried * delta
        carried *= c
    return target


values, rewards = [0.5, 0.6, 0.0], [0.0, 1.0]
for ratio in ([1.0, 1.0], [1.0, 0.25], [1.0, 9.0]):
    print(ratio, f"{vtrace_target(values, rewards, ratio):.2f}")
# 出力:
# [1.0, 1.0] 1.00
# [1.0, 0.25] 0.70
# [1.0, 9.0] 1.00
# --8<-- [end:vtrace]

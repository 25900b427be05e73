"""最大値による過大評価と、推定を 2 つに分ける直し方を確かめる。DQN と Double DQN の目標値も比べる。"""

# --8<-- [start:bias]
import numpy as np

rng = np.random.default_rng(0)
RUNS, ACTIONS = 20_000, 10  # 10 個の行動の真の価値は、どれも 0
single, double = {}, {}
for n in (2, 10, 50):  # 行動 1 つあたりの標本の数
    a = rng.normal(size=(RUNS, ACTIONS)) / np.sqrt(n)
    b = rng.normal(size=(RUNS, ACTIONS)) / np.sqrt(n)
    single[n] = a.max(axis=1).mean()  # 選ぶのも測るのも a
    double[n] = b[np.arange(RUNS), a.argmax(axis=1)].mean()  # a で選び、b で測る
    print(f"{n:2} {single[n]:.2f} {abs(double[n]):.2f}")
# --8<-- [end:bias]

# --8<-- [start:targets]
q_online = np.array([1.0, 3.0, 2.0])  # 学習中のネットワークの Q(s', .)
q_target = np.array([1.5, 1.0, 2.5])  # 目標ネットワークの Q(s', .)
r, GAMMA = 0.5, 0.9
dqn = r + GAMMA * q_target.max()
double_dqn = r + GAMMA * q_target[q_online.argmax()]
print(f"{dqn:.2f} {double_dqn:.2f}")  # 出力: 2.75 1.40
# --8<-- [end:targets]

"""n ステップの目標値とアドバンテージ、1 ステップの Actor-Critic を短い廊下で確かめる。"""

# --8<-- [start:nstep]
import numpy as np

GAMMA = 0.9


def targets(rewards, bootstrap):
    """後ろから R ← r + γR とたどった目標値。最後は Critic の推定値から始める"""
    out, value = [], bootstrap
    for r in reversed(rewards):
        value = r + GAMMA * value
        out.append(value)
    return np.array(out[::-1])


rewards = [0.0, 0.0, 1.0]
values = np.array([0.5, 0.4, 0.8])  # Critic の推定
R = targets(rewards, bootstrap=2.0)
print(R.round(3), (R - values).round(3))
# 出力:
# [2.268 2.52  2.8  ] [1.768 2.12  2.   ]
# --8<-- [end:nstep]

# --8<-- [start:bias]
true = 0.9 ** np.arange(4, -1, -1)  # 5 マスの廊下を右へ進み、着いたら報酬 1
guess = true + 0.3  # どの状態も 0.3 だけ高く見積もる Critic
path = [0.0, 0.0, 0.0, 0.0, 1.0]
for n in range(1, 6):
    end = guess[n] if n < 5 else 0.0
    print(n, f"{targets(path[:n], end)[0] - true[0]:.3f}")
# --8<-- [end:bias]


# --8<-- [start:train]
def train(episodes=400, actor=0.3, critic=0.2):
    """状態 0〜4 の廊下。右の端から出ると報酬 1。π は右へ進む確率"""
    rng = np.random.default_rng(0)
    theta, V = np.zeros(5), np.zeros(5)
    lengths = []
    for _ in range(episodes):
        s, steps = 0, 0
        while s < 5:
            right = 1 / (1 + np.exp(-theta[s]))
            a = rng.random() < right
            s2 = s + 1 if a else max(s - 1, 0)
            ahead = GAMMA * V[s2] if s2 < 5 else 1.0  # 終わりなら報酬だけ
            delta = ahead - V[s]  # TD 誤差を、アドバンテージの推定に使う
            V[s] += critic * delta
            theta[s] += actor * delta * (a - right)
            s, steps = s2, steps + 1
        lengths.append(steps)
    return 1 / (1 + np.exp(-theta)), V, np.array(lengths)


pi, V, lengths = train()
print(f"{lengths[:20].mean():.1f} {lengths[-100:].mean():.1f}")
print(pi.round(2), V.round(2), true.round(2))
# --8<-- [end:train]

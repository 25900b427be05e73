"""崖歩き (Sutton & Barto, Example 6.6) で Sarsa・Expected Sarsa・Q学習を比べる。Python だけで動く。"""

# --8<-- [start:world]
import random

ROWS, COLS = 4, 12
START, GOAL = 36, 47  # 左下と右下。マスの番号は 行 * 12 + 列
MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # 上、右、下、左


def step(s, a):
    """行動の結果: 次の状態、報酬、終わったか"""
    y, x = divmod(s, COLS)
    y = min(max(y + MOVES[a][0], 0), ROWS - 1)
    x = min(max(x + MOVES[a][1], 0), COLS - 1)
    if y == ROWS - 1 and 0 < x < COLS - 1:
        return START, -100, False  # 崖から落ち、出発点に戻る
    s2 = y * COLS + x
    return s2, -1, s2 == GOAL


print(step(START, 0), step(START, 1), step(35, 2))
# 出力: (24, -1, False) (36, -100, False) (47, -1, True)
# --8<-- [end:world]

# --8<-- [start:learn]
EPS, ALPHA = 0.1, 0.1


def act(row, rng):
    return rng.randrange(4) if rng.random() < EPS else row.index(max(row))


def learn(bootstrap, seed, alpha=ALPHA, episodes=1000):
    rng, Q, returns = random.Random(seed), [[0.0] * 4 for _ in range(48)], []
    for _ in range(episodes):
        s, done, total = START, False, 0
        a = act(Q[s], rng)
        while not done:
            s2, r, done = step(s, a)
            a2 = act(Q[s2], rng)
            target = r if done else r + bootstrap(Q[s2], a2)  # 割引率は 1
            Q[s][a] += alpha * (target - Q[s][a])
            s, a, total = s2, a2, total + r
        returns.append(total)
    return Q, returns


# --8<-- [end:learn]


# --8<-- [start:methods]
def sarsa(row, a2):
    return row[a2]


def q_learning(row, a2):
    return max(row)


def expected_sarsa(row, a2):
    return (1 - EPS) * max(row) + EPS * sum(row) / 4


# --8<-- [end:methods]

# --8<-- [start:compare]
results, rewards, online = {}, {}, {}
for method in (sarsa, expected_sarsa, q_learning):
    results[method] = [learn(method, seed) for seed in range(4)]
    got = [sum(returns[-100:]) / 100 for _, returns in results[method]]
    rewards[method], online[method] = got, sum(got) / 4
    print(f"{method.__name__:14} {online[method]:6.1f}  {min(got):6.1f} {max(got):6.1f}")
# 出力:
# sarsa           -20.9   -21.2  -20.1
# expected_sarsa  -22.5   -23.5  -21.3
# q_learning      -46.0   -50.8  -36.5
# --8<-- [end:compare]


# --8<-- [start:path]
def greedy_path(Q):
    path = [START]
    while path[-1] != GOAL and len(path) < 40:
        s = path[-1]
        path.append(step(s, Q[s].index(max(Q[s])))[0])
    return path


def draw(path):
    cells = ["."] * 36 + ["S"] + ["#"] * 10 + ["G"]
    for s in path[1:-1]:
        cells[s] = "o"
    return "\n".join("".join(cells[i : i + COLS]) for i in range(0, 48, COLS))


# --8<-- [end:path]

# --8<-- [start:sarsa_path]
print(draw(greedy_path(results[sarsa][0][0])))
# 出力:
# ............
# oooooooooooo
# o..........o
# S##########G
# --8<-- [end:sarsa_path]

# --8<-- [start:q_path]
print(draw(greedy_path(results[q_learning][0][0])))
# 出力:
# ............
# ............
# oooooooooooo
# S##########G
# --8<-- [end:q_path]

# --8<-- [start:lengths]
for method, runs in results.items():
    print(f"{method.__name__:14}", [len(greedy_path(Q)) - 1 for Q, _ in runs])
# 出力:
# sarsa          [15, 15, 15, 15]
# expected_sarsa [15, 15, 15, 15]
# q_learning     [13, 13, 13, 13]
# --8<-- [end:lengths]


# --8<-- [start:exact]
def exact(eps, sweeps=300):
    """確率 eps で必ず探索するときの、最善の行動価値"""
    Q = [[0.0] * 4 for _ in range(48)]
    for _ in range(sweeps):
        V = [(1 - eps) * max(row) + eps * sum(row) / 4 for row in Q]
        for s in range(48):
            outcomes = [step(s, a) for a in range(4)]
            Q[s] = [r if done else r + V[s2] for s2, r, done in outcomes]
    return Q


for eps in (0.0, EPS):
    Q = exact(eps)
    print(eps, f"{max(Q[START]):.2f}", len(greedy_path(Q)) - 1)
# 出力:
# 0.0 -13.00 13
# 0.1 -17.95 15
# --8<-- [end:exact]

# --8<-- [start:learned]
for method, runs in results.items():
    start = sum(max(Q[START]) for Q, _ in runs) / len(runs)
    print(f"{method.__name__:14} {start:7.2f}")
# 出力:
# sarsa           -16.88
# expected_sarsa  -16.35
# q_learning      -13.00
# --8<-- [end:learned]

# --8<-- [start:large_step]
paths = [greedy_path(learn(sarsa, seed, alpha=0.5)[0]) for seed in range(10)]
print([len(path) - 1 if path[-1] == GOAL else None for path in paths])
# 出力:
# [17, 17, 17, 17, 17, None, 17, 17, 17, 17]
# --8<-- [end:large_step]


# --8<-- [start:frozen]
def frozen(Q, eps, sweeps=300):
    """Q をもう更新せず、ε-greedy で動いたときの報酬の期待値"""
    V = [0.0] * 48
    for _ in range(sweeps):
        for s in range(48):
            outcomes = [step(s, a) for a in range(4)]
            values = [r if done else r + V[s2] for s2, r, done in outcomes]
            greedy = values[Q[s].index(max(Q[s]))]
            V[s] = (1 - eps) * greedy + eps * sum(values) / 4
    return V[START]


for method in (sarsa, q_learning):
    Q = results[method][0][0]
    print(f"{method.__name__:10} {frozen(Q, EPS):6.1f} {frozen(Q, 0.0):6.1f}")
# 出力:
# sarsa       -21.1  -15.0
# q_learning  -50.2  -13.0
# --8<-- [end:frozen]

"""崖歩きの学習中の報酬と、学んだ道を図にする。学習は cliff_walking.py のもの。"""

# --8<-- [start:values]
import contextlib

from tashika import figures

with contextlib.redirect_stdout(None):  # 関数と値だけを使い、印字は捨てる
    from cliff_walking import COLS, GOAL, expected_sarsa, greedy_path, learn, paths, q_learning, results, sarsa
# --8<-- [end:values]

# --8<-- [start:returns]
RUNS, EPISODES, WINDOW = 10, 500, 20
middle = [e + (WINDOW + 1) / 2 for e in range(0, EPISODES, WINDOW)]
fig, ax = figures.subplots()
for method, name in ((sarsa, "Sarsa"), (expected_sarsa, "Expected Sarsa"), (q_learning, "Q学習")):
    runs = [learn(method, seed, episodes=EPISODES)[1] for seed in range(RUNS)]
    total = [sum(run[e] for run in runs) / RUNS for e in range(EPISODES)]
    ax.plot(middle, [sum(total[e : e + WINDOW]) / WINDOW for e in range(0, EPISODES, WINDOW)], label=name)
ax.set(xlabel="エピソード", ylabel="1 エピソードの報酬", ylim=(-120, 0))
ax.legend(loc="lower right")
fig.savefig("cliff-returns.svg")
# --8<-- [end:returns]

# --8<-- [start:paths]
shown = (
    ("Q学習", greedy_path(results[q_learning][0][0]), figures.VERMILION),
    ("Sarsa", greedy_path(results[sarsa][0][0]), figures.BLUE),
    ("Sarsa（学習率 0.5）", next(path for path in paths if path[-1] == GOAL), figures.GREEN),
)
d = figures.Diagram(24, 9.8)
d.grid(0.4, 1.6, 4, COLS, cell=1.9, fill={(3, c): figures.GREY for c in range(1, COLS - 1)}, text={(3, 5): "崖"})
d.text(1.35, 2, "S")
d.text(0.4 + 1.9 * (COLS - 0.5), 2, "G")
for i, (name, path, color) in enumerate(shown):
    points = []
    for y, x in (divmod(s, COLS) for s in path):
        side = 0.45 * (1 - i) if x < COLS / 2 else 0.45 * (i - 1)  # 重ならないようにずらす
        points.append((0.4 + 1.9 * (x + 0.5) + side, 1.6 + 1.9 * (3.5 - y) + 0.3 * (i - 1)))
    d.line(*points, color=color, dashed=i == 1)
    d.arrow(points[-2], points[-1], color=color)
    d.text(0.4 + 8 * i, 0.8, f"{name}: {len(path) - 1} 歩", align="left", color=color)
d.save("cliff-paths.svg")
# --8<-- [end:paths]

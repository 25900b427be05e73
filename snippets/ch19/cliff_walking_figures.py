"""崖歩きの学習中の報酬と、学んだ道を図にする。学習は cliff_walking.py のもの。"""

# --8<-- [start:values]
import contextlib

from tashika import figures

with contextlib.redirect_stdout(None):  # 関数と値だけを使い、印字は捨てる
    import cliff_walking as walk
# --8<-- [end:values]

# --8<-- [start:returns]
RUNS, EPISODES, WINDOW = 10, 500, 20
middle = [e + (WINDOW + 1) / 2 for e in range(0, EPISODES, WINDOW)]
fig, ax = figures.subplots()
names = {walk.sarsa: "Sarsa", walk.q_learning: "Q学習", walk.expected_sarsa: "Expected Sarsa"}
for method, name in names.items():
    runs = [walk.learn(method, seed, episodes=EPISODES)[1] for seed in range(RUNS)]
    total = [sum(run[e] for run in runs) / RUNS for e in range(EPISODES)]
    smooth = [sum(total[e : e + WINDOW]) / WINDOW for e in range(0, EPISODES, WINDOW)]
    ax.plot(middle, smooth, label=name)
ax.set(xlabel="エピソード", ylabel="1 エピソードの報酬", ylim=(-120, 0))
ax.legend(loc="lower right")
fig.savefig("cliff-returns.svg")
# --8<-- [end:returns]


# --8<-- [start:paths]
def learned(method):
    return walk.greedy_path(walk.results[method][0][0])


large = next(path for path in walk.paths if path[-1] == walk.GOAL)  # ゴールに着いた回
shown = (
    ("Q学習", learned(walk.q_learning), figures.VERMILION),
    ("Sarsa", learned(walk.sarsa), figures.BLUE),
    ("Sarsa（学習率 0.5）", large, figures.GREEN),
)
# --8<-- [end:paths]

# --8<-- [start:grid]
COLS = walk.COLS
d = figures.Diagram(20.7, 8.6)
cliff = {(3, c): figures.GREY for c in range(1, COLS - 1)}
d.grid(0.4, 1.6, 4, COLS, cell=1.65, fill=cliff, text={(3, 5): "崖"})
d.text(1.225, 2, "S")
d.text(0.4 + 1.65 * (COLS - 0.5), 2, "G")
for i, (name, path, color) in enumerate(shown):
    points = []
    for y, x in (divmod(s, COLS) for s in path):
        side = 0.45 * (1 - i) if x < COLS / 2 else 0.45 * (i - 1)  # 重ならないようにずらす
        points.append((0.4 + 1.65 * (x + 0.5) + side, 1.6 + 1.65 * (3.5 - y) + 0.3 * (i - 1)))
    d.line(*points, color=color, dashed=i == 0)
    d.arrow(points[-2], points[-1], color=color)
    d.text(0.4 + 6 * i, 0.8, f"{name}: {len(path) - 1} 歩", align="left", color=color)
d.save("cliff-paths.svg")
# --8<-- [end:grid]

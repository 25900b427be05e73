"""Draws what `bench/run.py --to FILE` has measured: `python bench/plot.py results.jsonl bench/results.svg`.

A bar a peer and scenario: CPU seconds of the whole process tree relative to MkDocs alone, on a logarithmic axis.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib
from run import Row, middle

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "tashika", "svg.fonttype": "none"})
COLORS = {"cold": "#0072b2", "warm": "#009e73", "code": "#d55e00", "prose": "#cc79a7"}


def draw(rows: Sequence[Row], file: Path) -> None:
    """Writes the bars, the slowest peer on top."""
    from matplotlib import pyplot

    peers = sorted({row.peer for row in rows} - {"plain"}, key=lambda peer: ratio(rows, peer, "cold"))
    scenarios = list(dict.fromkeys(row.scenario for row in rows))
    figure, axes = pyplot.subplots(figsize=(8, 0.8 + 0.8 * len(peers)), layout="constrained")
    for place, scenario in enumerate(scenarios):
        heights = [position + (len(scenarios) / 2 - place - 0.5) * 0.2 for position in range(len(peers))]
        values = [ratio(rows, peer, scenario) for peer in peers]
        bars = axes.barh(heights, values, height=0.18, label=scenario, color=COLORS.get(scenario))
        axes.bar_label(bars, [f"{value:.2f}" if value else "" for value in values], padding=2, fontsize=7)
    axes.axvline(1, color="#888888", linewidth=1, linestyle="--")
    axes.set(xscale="log", yticks=range(len(peers)), yticklabels=peers, xlabel="CPU time / MkDocs alone (1 = same)")
    axes.legend(loc="lower right")
    axes.set_title(f"{rows[0].pages} pages")
    figure.savefig(file, metadata={"Date": None})


def ratio(rows: Sequence[Row], peer: str, scenario: str) -> float:
    """Median CPU time against that of MkDocs alone, 0 if there is nothing to compare."""
    plain = middle(rows, "plain", scenario, lambda row: row.cpu)
    return middle(rows, peer, scenario, lambda row: row.cpu) / plain if plain else 0.0


if __name__ == "__main__":
    results, target = map(Path, sys.argv[1:])
    draw([Row(**json.loads(line)) for line in results.read_text(encoding="utf-8").splitlines()], target)

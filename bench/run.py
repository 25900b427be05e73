"""Measures builds: `python bench/run.py --pages 30 --rounds 3 --to results.jsonl`.

Peers are built in turn, A B A B, so that what else the machine does falls on all of them alike. The numbers to compare
are CPU seconds of the whole process tree, as ratios to `plain`, which is MkDocs alone with the same pages; wall clock
tells little while the load average is high. What the other peers are, `bench/hook.py` says.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from generate import WORKLOADS, Shape, generate, name, write
from memory import peak_pss

HOOK = Path(__file__).resolve().parent / "hook.py"
PEERS = ("plain", "spawn", "fork", "stored", "uncached")
SCENARIOS = ("cold", "warm", "code", "prose")


@dataclass(frozen=True)
class Row:
    """One build. Times in seconds, memory in MiB (0 if not asked for), `load` is the load average before it."""

    peer: str
    scenario: str
    round: int
    pages: int
    wall: float
    cpu: float
    load: float
    pss: float = 0.0


@dataclass(frozen=True)
class Site:
    """A generated site that one peer builds again and again."""

    peer: str
    folder: Path
    shape: Shape

    def prepare(self, scenario: str, turn: int) -> None:
        """Brings the site into the state that a scenario begins with; `turn` makes each edit a new one."""
        page = self.folder / "docs" / name(turn % self.shape.pages)
        if scenario == "cold":
            shutil.rmtree(self.folder / "site", ignore_errors=True)
            shutil.rmtree(self.folder / ".cache", ignore_errors=True)
        elif scenario == "code":
            edit(page, "step = 0", f"step = 0 + 0 * {turn}")
        elif scenario == "prose":
            edit(page, "\nword\n", f"\nword{turn}\n")

    def build(self, pss: bool) -> tuple[float, float, float]:
        """Wall and CPU seconds of a build with all its processes, and the most memory they had at once."""
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        environment = {**os.environ, "BENCH_PEER": self.peer, "NO_MKDOCS_2_WARNING": "1"}
        start = time.perf_counter()
        process = os.posix_spawn(
            shutil.which("env") or "/usr/bin/env", ["env", "-C", str(self.folder), *command], environment
        )
        most = peak_pss(process) if pss else 0.0
        _, status, usage = os.wait4(process, 0)
        wall = time.perf_counter() - start
        if status:
            raise SystemExit(f"the build of {self.folder} by {self.peer} failed")
        return wall, usage.ru_utime + usage.ru_stime, most


def edit(file: Path, old: str, new: str) -> None:
    """Replaces what must be there once."""
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{file}: {old!r} is not there once: too many rounds for so few pages")
    write(file, text.replace(old, new))


def measure(sites: Sequence[Site], scenarios: Sequence[str], rounds: int, pss: bool) -> Iterator[Row]:
    """Builds the sites in turn. Each scenario starts from what the one before it left."""
    for site in sites:
        site.build(False)  # compiled modules and the file cache are nobody's merit
    for turn in range(rounds):
        for scenario in scenarios:
            for site in sites[turn % len(sites) :] + sites[: turn % len(sites)]:
                site.prepare(scenario, turn)
                load = os.getloadavg()[0]
                wall, cpu, most = site.build(pss)
                yield Row(site.peer, scenario, turn, site.shape.pages, wall, cpu, load, most)


def table(rows: Sequence[Row]) -> str:
    """Medians as Markdown: `wall / cpu` in seconds and the ratio of CPU to plain."""
    scenarios = list(dict.fromkeys(row.scenario for row in rows))
    lines = [f"| {rows[0].pages} pages | {' | '.join(scenarios)} | load |", f"|{' --- |' * (len(scenarios) + 2)}"]
    for peer in dict.fromkeys(row.peer for row in rows):
        cells = [cell(rows, peer, scenario) for scenario in scenarios]
        loads = [row.load for row in rows if row.peer == peer]
        memory = max(row.pss for row in rows if row.peer == peer)
        label = f"{peer} ({memory:.0f} MiB)" if memory else peer
        lines.append(f"| {label} | {' | '.join(cells)} | {min(loads):.1f}-{max(loads):.1f} |")
    return "\n".join(lines)


def cell(rows: Sequence[Row], peer: str, scenario: str) -> str:
    """One peer in one scenario."""
    own = middle(rows, peer, scenario, lambda row: row.cpu)
    wall = middle(rows, peer, scenario, lambda row: row.wall)
    plain = middle(rows, "plain", scenario, lambda row: row.cpu)
    return f"{wall:.2f} / {own:.2f}" + (f" ({own / plain:.2f}x)" if plain else "")


def middle(rows: Sequence[Row], peer: str, scenario: str, number: Callable[[Row], float]) -> float:
    """The median of a peer's builds in a scenario, 0 if there are none."""
    found = [number(row) for row in rows if (row.peer, row.scenario) == (peer, scenario)]
    return median(found) if found else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--snippets", type=int, default=5)
    parser.add_argument("--workload", choices=sorted(WORKLOADS), default="numpy")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--scenarios", default=",".join(SCENARIOS))
    parser.add_argument("--pss", action="store_true", help="sample memory, which costs some CPU")
    parser.add_argument("--to", type=Path, help="append every build to this file, as JSON lines")
    given = parser.parse_args(arguments)
    shape = Shape(given.pages, given.snippets, given.workload)
    with tempfile.TemporaryDirectory(prefix="tashika-bench-") as folder:
        sites = [Site(peer, Path(folder, peer), shape) for peer in given.peers.split(",")]
        for site in sites:
            generate(site.folder, shape, None if site.peer == "plain" else HOOK)
        rows = []
        for row in measure(sites, given.scenarios.split(","), given.rounds, given.pss):
            rows.append(row)
            if given.to:  # at once: a run that is broken off leaves what it has measured
                with given.to.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(row)) + "\n")
    print(table(rows))


if __name__ == "__main__":
    main()

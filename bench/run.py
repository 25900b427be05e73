"""Measures builds: `python bench/run.py --pages 100 --rounds 5 --to results.jsonl`.

Peers are built in turn, A B A B, so that what else the machine does falls on all of them alike. The numbers to compare
are CPU seconds of the whole process tree, as ratios to `plain`, which is MkDocs alone with the same pages; wall clock
tells little while the load average is high. Who the other peers are, `bench/peers.py` says. Peers that start a kernel a
page take minutes: `--slow-rounds 1` builds them in the first round only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from generate import WORKLOADS, Shape
from memory import peak_pss
from peers import PEERS, Peer

SCENARIOS = ("cold", "warm", "code", "prose")
USUAL = ("plain", "tashika", "stored", "uncached")
SLOW = ("mkdocs-jupyter", "myst-nb")


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

    peer: Peer
    folder: Path
    shape: Shape

    def prepare(self, scenario: str, turn: int) -> None:
        """Brings the site into the state that a scenario begins with; `turn` makes each edit a new one."""
        page = self.folder / self.peer.page(turn % self.shape.pages)
        if scenario == "cold":
            self.peer.clear(self.folder)
        elif scenario == "code":
            edit(page, "step = 0", f"step = 0 + 0 * {turn}")
        elif scenario == "prose":
            edit(page, "word", f"word{turn}")

    def build(self, pss: bool) -> tuple[float, float, float]:
        """Wall and CPU seconds of a build with all its processes, and the most memory they had at once."""
        command = [self.peer.python(self.shape), *self.peer.command]
        environment = {**os.environ, **self.peer.environment, "NO_MKDOCS_2_WARNING": "1"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else whoever is not installed is compiled in each build
        log = self.folder / "build.log"
        with log.open("wb") as output:
            start = time.perf_counter()
            process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=output, stderr=output)
            most = peak_pss(process.pid) if pss else 0.0
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if status:
            raise SystemExit(f"the build of {self.folder} by {self.peer.name} failed:\n{log.read_text()[-3000:]}")
        return wall, usage.ru_utime + usage.ru_stime, most


def make_sites(peers: Sequence[str], shape: Shape, folder: Path) -> list[Site]:
    """Writes a site of the same pages for each peer, below a folder."""
    sites = [Site(PEERS[peer], folder / peer, shape) for peer in peers]
    for site in sites:
        site.peer.make(site.folder, shape)
    return sites


def edit(file: Path, old: str, new: str) -> None:
    """Replaces what must be there once."""
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{file}: {old!r} is not there once: too many rounds for so few pages")
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


@dataclass(frozen=True)
class Plan:
    """What is measured how often, and whether memory is sampled, which costs some CPU."""

    scenarios: Sequence[str]
    rounds: int
    slow_rounds: int
    pss: bool = False

    def builds(self, peer: str, turn: int) -> bool:
        """Whether a peer takes part in a round."""
        return turn < (self.slow_rounds if peer in SLOW else self.rounds)


def measure(sites: Sequence[Site], plan: Plan) -> Iterator[Row]:
    """Builds the sites in turn. Each scenario starts from what the one before it left."""
    for site in sites:
        if site.peer.name not in SLOW:
            site.build(False)  # compiled modules and the file cache are nobody's merit
    for turn in range(plan.rounds):
        taking = [site for site in sites if plan.builds(site.peer.name, turn)]
        for scenario in plan.scenarios:
            for site in taking[turn % len(taking) :] + taking[: turn % len(taking)]:
                site.prepare(scenario, turn)
                load = os.getloadavg()[0]
                wall, cpu, most = site.build(plan.pss)
                yield Row(site.peer.name, scenario, turn, site.shape.pages, wall, cpu, load, most)


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
    given = make_parser().parse_args(arguments)
    shape = Shape(given.pages, given.snippets, given.workload, given.prune)
    plan = Plan(given.scenarios.split(","), given.rounds, given.slow_rounds, given.pss)
    with tempfile.TemporaryDirectory(prefix="tashika-bench-") as folder:
        sites = make_sites(given.peers.split(","), shape, Path(folder))
        rows = []
        for row in measure(sites, plan):
            rows.append(row)
            if given.to:  # at once: a run that is broken off leaves what it has measured
                with given.to.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(row)) + "\n")
    print(table(rows))


def make_parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--snippets", type=int, default=5)
    parser.add_argument("--workload", choices=sorted(WORKLOADS), default="numpy")
    parser.add_argument("--prune", action="store_true", help="each page has only its part of the navigation")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow-rounds", type=int, default=1, help="of those that start a kernel a page")
    parser.add_argument("--peers", default=",".join(USUAL), help=f"of {', '.join(PEERS)}")
    parser.add_argument("--scenarios", default=",".join(SCENARIOS))
    parser.add_argument("--pss", action="store_true", help="sample memory, which costs some CPU")
    parser.add_argument("--to", type=Path, help="append every build to this file, as JSON lines")
    return parser


if __name__ == "__main__":
    main()

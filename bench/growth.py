"""Whether builds grow with their pages: `python bench/growth.py`. Prints the CPU that each further page takes, with
`navigation.prune`, since a whole navigation on every page makes any build grow with the square of its pages.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from generate import Shape
from run import Plan, make_sites, measure, middle

SIZES = (10, 100, 400)
SCENARIOS = ("cold", "warm")


def processor_times(pages: int, peers: Sequence[str], rounds: int) -> Mapping[tuple[str, str], float]:
    """Median CPU seconds of a build, by peer and scenario."""
    shape = Shape(pages, prune=True)
    with tempfile.TemporaryDirectory(prefix="tashika-bench-") as folder:
        rows = list(measure(make_sites(peers, shape, Path(folder)), Plan(SCENARIOS, rounds, 0)))
    return {(peer, name): middle(rows, peer, name, lambda row: row.cpu) for peer in peers for name in SCENARIOS}


def main() -> None:
    """The command line."""
    peers = ("plain", "tashika")
    times = [processor_times(pages, peers, rounds=1 if pages > 100 else 3) for pages in SIZES]
    heads = ["peer", "build", *(f"{pages} pages, s" for pages in SIZES), "ms a page", "later", "growth"]
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    for key in times[0]:
        few, some, many = (each[key] for each in times)
        first = (some - few) * 1000 / (SIZES[1] - SIZES[0])
        later = (many - some) * 1000 / (SIZES[2] - SIZES[1])
        cells = [*key, *(f"{each:.2f}" for each in (few, some, many)), f"{first:.1f}", f"{later:.1f}"]
        print(f"| {' | '.join(cells)} | {later / first:.2f} |")


if __name__ == "__main__":
    main()

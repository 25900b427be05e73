"""How much memory a process tree has at most (Linux: PSS from /proc, shared pages counted by share)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

PERIOD = 0.05


def peak_pss(process: int) -> float:
    """Samples until the process has ended; MiB. The caller still has to wait for it."""
    most = 0.0
    while _alive(process):
        most = max(most, sum(map(_pss, _tree(process))))
        time.sleep(PERIOD)
    return most


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _tree(process: int) -> Iterator[int]:
    yield process
    try:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            for child in children.read_text().split():
                yield from _tree(int(child))
    except OSError:
        return


def _pss(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024

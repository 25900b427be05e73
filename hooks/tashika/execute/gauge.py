"""What a program uses while it runs, against its limits: processes, memory, processor time, temporary files."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from tashika.execute.contract import Limits
from tashika.execute.inside import kin

Burst = Literal["processes", "memory", "cpu", "disk"]

_LOOK = 0.03  # seconds between two looks at the processes of a program
_REST = 10  # times the duration of a look at its files before the next one
_BLOCK = 4096  # bytes that an entry of a folder takes at least


class Gauge:
    """Looks at the process `pid`, its descendants, and what stands in `folders`."""

    def __init__(self, pid: int, folders: Sequence[Path], limits: Limits) -> None:
        self._pid = pid
        self._folders = folders
        self._limits = limits
        self._next = self._next_walk = time.monotonic() + _LOOK

    def burst(self) -> Burst | None:
        """The limit that is exceeded, looking only as often as it is worth."""
        now = time.monotonic()
        if now < self._next:
            return None
        self._next = now + _LOOK
        return self._used_up() or (self.filled() if now >= self._next_walk else None)

    def filled(self) -> Burst | None:
        """Whether its files take too much, by a look at all of them."""
        if not self._limits.disk:
            return None
        began, taken = time.monotonic(), 0
        for size in _sizes(self._folders):
            taken += size
            if taken > self._limits.disk:
                return "disk"
        self._next_walk = time.monotonic() + max(_LOOK, _REST * (time.monotonic() - began))
        return None

    def _used_up(self) -> Burst | None:
        limits = self._limits
        uses = [use for pid in kin.descendants([self._pid]) if (use := kin.use(pid))]
        if limits.processes and sum(use.is_alive for use in uses) > limits.processes:
            return "processes"
        if limits.memory and sum(use.memory for use in uses) > limits.memory:
            return "memory"
        if limits.cpu and sum(use.cpu for use in uses) > limits.cpu:
            return "cpu"
        return None


def _sizes(folders: Sequence[Path]) -> Iterator[int]:
    """The bytes that each entry below some folders takes on the disk."""
    waiting: list[str | Path] = list(folders)
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                yield max(_BLOCK, entry.stat(follow_symlinks=False).st_blocks * 512)

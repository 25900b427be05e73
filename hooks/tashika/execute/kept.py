"""Forks programs from servers that outlive a check: for a preview, where the next check is a save away.

What a server has imported must be what an import would load now. So a server is given up when a file that it opened or
loaded, or a folder where imports look, has changed since it started, and when it would be started otherwise.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tashika.execute.contract import DEFAULT, Limits, Setting
from tashika.execute.forkserver import Server
from tashika.execute.inside import digests
from tashika.execute.process import surroundings
from tashika.execute.trails import Judge, Trails
from tashika.execute.zygote import ForkExecutor, Part, Supply, parts_of
from tashika.model import Program, Run

Order = Mapping[str, list[str]]


class KeptForkExecutor(ForkExecutor):
    """A ForkExecutor to be used many times, one after another, and to be closed at the end."""

    def __init__(
        self,
        root: Path,
        limits: Limits,
        jobs: int | None = None,
        setting: Setting = DEFAULT,
        judge: Judge | None = None,
    ) -> None:
        """With a `judge`, programs that were edited late go on from copies of their last run."""
        super().__init__(root, limits, jobs, setting)
        self._kept: dict[bool, _Kept] = {}
        self._trails = Trails(self._stage, judge) if judge else None

    def prepare(self, programs: Sequence[Program]) -> None:
        """Have servers ready for these programs, without waiting for that."""
        for heavy, part in enumerate(parts_of(programs)):
            if part:
                self._renew(bool(heavy), part)
        if self._trails:
            self._trails.retain(programs)

    def close(self) -> None:
        """End the servers."""
        while self._kept:
            self._kept.popitem()[1].supply.close()
        if self._trails:
            self._trails.close()

    def _forked(self, program: Program, server: Server, job: int, stop: Event) -> Run:
        if self._trails:
            return self._trails.run(program, server, job, stop)
        return super()._forked(program, server, job, stop)

    @contextmanager
    def _supplied(self, heavy: bool, part: Part, jobs: int) -> Iterator[Supply]:
        try:
            yield self._renew(heavy, part)
        except BaseException:  # nobody knows in what state it is
            self._kept.pop(heavy).supply.close()
            raise

    def _renew(self, heavy: bool, part: Part) -> Supply:
        order, environment = self._order(part), surroundings(os.environ, self.setting)
        kept = self._kept.get(heavy)
        if kept is None or not kept.suits(order, environment):
            if kept:
                order = {key: sorted({*order[key], *kept.order[key]}) for key in order}  # what was wanted will be again
                kept.supply.close()
                del self._kept[heavy]
            self._kept[heavy] = kept = _Kept(order, environment, lambda: self._supply(order, self._jobs))
        return kept.supply


class _Kept:
    """A server with what it was started for, and in what surroundings."""

    def __init__(
        self, order: Mapping[str, list[str]], environment: Mapping[str, str], start: Callable[[], Supply]
    ) -> None:
        self.order = order
        self._environment = environment
        self._began = time.time_ns() - digests.LAG
        self.supply = start()

    def suits(self, order: Order, environment: Mapping[str, str]) -> bool:
        """Whether a new server for an order would do nothing that this one does not."""
        enough = all(set(order[key]) <= set(self.order[key]) for key in order)
        return enough and environment == self._environment and not any(map(self._is_newer, self._read()))

    def _read(self) -> list[str]:
        """Files and folders that the server depends on; none as long as it is not ready."""
        file = self.supply.loaded
        names: list[str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
        local = tuple(f"{folder}/" for folder in self.order["local"])
        return [name for name in names if not f"{name}/".startswith(local)]

    def _is_newer(self, name: str) -> bool:
        try:
            return os.stat(name).st_ctime_ns >= self._began
        except OSError:
            return True

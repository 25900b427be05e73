"""One program in a folder of its own: what all executors do, however they start the process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from tashika.execute.contract import Limits, Setting
from tashika.execute.facts import Facts
from tashika.execute.inside import PROGRAM, TMP, WORK
from tashika.execute.inside.order import Order, pack
from tashika.execute.inside.steps import compiled
from tashika.execute.process import Ending, Process, ServerGone, Supervisor
from tashika.execute.scratch import Scratch
from tashika.execute.wire import to_order
from tashika.model import Program, Run


@dataclass(frozen=True)
class Stage:
    """Where programs with paths below `root` run, within `limits`, unless they ask for others, and by `setting`."""

    root: Path
    limits: Limits
    setting: Setting
    _compiled: dict[str, Any] = field(default_factory=dict)

    def run(self, program: Program, start: Callable[[Path], Process], stop: Event, alone: bool = False) -> Run:
        """The Run of a program whose process `start` starts in the folder that it is given. What `start` raises passes
        through; the folder is gone afterwards. If the program is `alone` with the process that started it, the death
        of that process is its own doing, and no ServerGone."""
        with Scratch() as name:
            folder = self.prepare(name, program)
            return self.attend(program, folder, lambda: start(folder), stop, alone=alone)

    def limits_of(self, program: Program) -> Limits:
        """What a program may use."""
        return self.limits.with_options(program.options)

    def compile(self, programs: Iterable[Program]) -> None:
        """Compile programs ahead of their runs, in this process, where that takes half as long as in a new one. Not to
        be done by two threads at once: what the compiler warns of is heard by all of them."""
        self._compiled.clear()
        self._compiled.update((program.id, compiled(self._plain_order(program))) for program in programs)

    def order(self, program: Program, copies: tuple[int, int] | None = None) -> bytes:
        """What its worker reads."""
        return pack(self._plain_order(program, copies)._replace(compiled=self._compiled.pop(program.id, None)))

    def _plain_order(self, program: Program, copies: tuple[int, int] | None = None) -> Order:
        return to_order(program, self.root, self.setting.seed, self.limits_of(program), copies)

    def prepare(self, name: str, program: Program, copies: tuple[int, int] | None = None) -> Path:
        """Put what a run starts from into its folder; `copies` of its process may be left."""
        folder = Path(name)
        (folder / PROGRAM).write_bytes(self.order(program, copies))
        (folder / WORK).mkdir()
        (folder / TMP).mkdir()
        return folder

    def attend(
        self,
        program: Program,
        folder: Path,
        start: Callable[[], Process],
        stop: Event,
        left: Limits | None = None,
        alone: bool = False,
    ) -> Run:
        """The Run of a program in a folder that is ready; only what is `left` of its limits may be used."""
        limits = self.limits_of(program)
        try:
            ending = Supervisor(start(), folder, left or limits).supervise(stop)
        except ServerGone:
            if not alone:
                raise
            ending = Ending("orphaned", 0, time.monotonic())
        return Facts(program, self.root, folder, limits, ending).run()

"""One program in a folder of its own: what all executors do, however they start the process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from tashika.execute.contract import Limits, Setting
from tashika.execute.facts import Facts
from tashika.execute.inside import PROGRAM, TMP, WORK
from tashika.execute.process import Ending, Process, ServerGone, Supervisor
from tashika.execute.wire import to_json
from tashika.model import Program, Run


@dataclass(frozen=True)
class Stage:
    """Where programs with paths below `root` run, within `limits`, unless they ask for others, and by `setting`."""

    root: Path
    limits: Limits
    setting: Setting

    def run(self, program: Program, start: Callable[[Path], Process], stop: Event, alone: bool = False) -> Run:
        """The Run of a program whose process `start` starts in the folder that it is given. What `start` raises passes
        through; the folder is gone afterwards. If the program is `alone` with the process that started it, the death
        of that process is its own doing, and no ServerGone."""
        limits = self.limits.with_options(program.options)
        with TemporaryDirectory(prefix="tashika-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            order = to_json(program, self.root, self.setting.seed, limits)
            (folder / PROGRAM).write_text(order, encoding="utf-8")
            (folder / WORK).mkdir()
            (folder / TMP).mkdir()
            try:
                ending = Supervisor(start(folder), folder, limits).supervise(stop)
            except ServerGone:
                if not alone:
                    raise
                ending = Ending("orphaned", 0, time.monotonic())
            return Facts(program, self.root, folder, limits, ending).run()

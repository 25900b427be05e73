"""One program in a folder of its own: what all executors do, however they start the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from tashika.execute.contract import Limits, Setting
from tashika.execute.facts import Facts
from tashika.execute.inside import PROGRAM, WORK
from tashika.execute.process import Process, Supervisor
from tashika.execute.wire import to_json
from tashika.model import Program, Run


@dataclass(frozen=True)
class Stage:
    """Where programs with paths below `root` run, within `limits` and by `setting`."""

    root: Path
    limits: Limits
    setting: Setting

    def run(self, program: Program, start: Callable[[Path], Process], stop: Event) -> Run:
        """The Run of a program whose process `start` starts in the folder that it is given. What `start` raises passes
        through; the folder is gone afterwards."""
        with TemporaryDirectory(prefix="tashika-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            (folder / PROGRAM).write_text(to_json(program, self.root, self.setting.seed), encoding="utf-8")
            (folder / WORK).mkdir()
            ending = Supervisor(start(folder), folder, self.limits).supervise(stop)
            return Facts(program, self.root, folder, self.limits, ending).run()

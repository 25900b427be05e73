"""Runs each program in a freshly spawned interpreter: slow to start, and at home wherever processes have groups."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Event, Thread

from tashika.execute.contract import Limits, Setting
from tashika.execute.facts import Facts
from tashika.execute.inside import PROGRAM
from tashika.execute.process import Worker
from tashika.execute.wire import to_json
from tashika.model import Program, Run

DEFAULT = Setting()
Results = SimpleQueue[Run | BaseException]


class SpawnExecutor:
    """An Executor for programs whose paths are relative to `root`; `jobs` of them run at once."""

    def __init__(self, root: Path, limits: Limits, jobs: int | None = None, setting: Setting = DEFAULT) -> None:
        self.limits, self.setting = limits, setting
        self._root = root.absolute()
        self._limits = limits
        self._jobs = jobs or processors()
        self._setting = setting

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """See Executor. A thread a job does the waiting, so that limits hold while the caller is busy."""
        todo, results, stop = deque(programs), Results(), Event()
        crew = [
            Thread(target=self._work, args=(todo, results, stop), daemon=True)
            for _ in range(min(self._jobs, len(programs)))
        ]
        try:
            for thread in crew:
                thread.start()
            for _ in programs:
                result = results.get()
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            stop.set()
            for thread in crew:
                thread.join()

    def _work(self, todo: deque[Program], results: Results, stop: Event) -> None:
        while not stop.is_set():
            try:
                program = todo.popleft()
            except IndexError:
                return
            try:
                results.put(self._run(program, stop))
            except BaseException as error:  # the caller's thread raises it
                results.put(error)

    def _run(self, program: Program, stop: Event) -> Run:
        with TemporaryDirectory(prefix="tashika-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            (folder / PROGRAM).write_text(to_json(program, self._root, self._setting.seed), encoding="utf-8")
            ending = Worker(folder, self._limits, self._setting).supervise(stop)
            return Facts(program, self._root, folder, self._limits, ending).run()


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

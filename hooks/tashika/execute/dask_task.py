"""What a worker of a Dask cluster does with one program."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Any

from tashika.execute.contract import ExecutionError, Limits, Setting
from tashika.execute.inside import digests
from tashika.execute.spawn import fresh_process
from tashika.execute.stage import Stage
from tashika.model import Input, Program, Run

# Taken when the code is loaded: a worker may live longer than the files that it was loaded from.
_ENGINE = digests.of_texts(digests.of_file(str(file)) for file in sorted(Path(__file__).parent.rglob("*.py")))
_running: Counter[str] = Counter()
_lock = Lock()


@dataclass(frozen=True)
class Task:
    """How the programs of one check run, as seen by the process that checks; `token` names the check."""

    token: str
    root: Path
    limits: Limits
    setting: Setting
    environment: Mapping[str, str]
    python: str = sys.version
    engine: str = _ENGINE
    machine: tuple[object, ...] = field(default_factory=lambda: this_machine())


def run_task(task: Task, program: Program, key: str) -> Run:
    """The program's Run, made on a worker. Raises ExecutionError where a worker lacks what the others have."""
    from distributed import get_worker

    worker = get_worker()
    require_same(task, worker.name)
    with _counted(task.token):
        stage = Stage(task.root, task.limits, task.setting)
        unwanted = _Unwanted(worker, key)
        start = partial(fresh_process, environment=task.environment, stop=unwanted)
        run = stage.run(program, start, unwanted, alone=True)
    if run.inputs and task.machine != this_machine():  # it is kept for the machine that checks
        run = replace(run, inputs=(*run.inputs, Input("impure", "it ran on another machine")))
    return run


async def until_ended(token: str, patience: float) -> None:
    """Wait until no program of a check runs on this worker any more."""
    deadline = time.monotonic() + patience
    while _running[token] and time.monotonic() < deadline:
        await asyncio.sleep(0.01)


class _Unwanted(Event):
    """Set when nobody waits for a task any more: it was cancelled, or the client or the scheduler is gone."""

    def __init__(self, worker: Any, key: str) -> None:
        super().__init__()
        self._worker = worker
        self._key = key

    def is_set(self) -> bool:
        task = self._worker.state.tasks.get(self._key)
        return task is None or task.state == "cancelled" or self._worker.status.name not in ("running", "paused")


@contextmanager
def _counted(token: str) -> Iterator[None]:
    with _lock:
        _running[token] += 1
    try:
        yield
    finally:
        with _lock:
            _running[token] -= 1


def require_same(task: Task, worker: object) -> None:
    if task.python != sys.version:
        raise ExecutionError(f"Dask worker {worker} has Python {sys.version}, and not {task.python}")
    if task.engine != _ENGINE:
        raise ExecutionError(f"Dask worker {worker} has another tashika loaded: start it again")
    if not task.root.is_dir():
        raise ExecutionError(f"Dask worker {worker} does not see {task.root}: workers need a file system in common")


def this_machine() -> tuple[object, ...]:
    return (platform.platform(), os.cpu_count(), sys.executable)

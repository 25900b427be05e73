"""One process of a program with all its children: kept within its limits, killed, reaped, whoever started it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Literal, Protocol

from tashika.execute.contract import Limits, Setting
from tashika.execute.gauge import Burst, Gauge
from tashika.execute.inside import DUMP, JOURNAL, STDERR, STDOUT, TMP, WORK
from tashika.execute.inside.kin import children, halt
from tashika.execute.inside.start import ASK  # which also leaves its bytecode for the workers, who write none
from tashika.execute.wire import JOURNAL_LIMIT

Reason = Literal["ended", "timeout", "output", "journal", "mute", "stopped", "orphaned"] | Burst

WORKER = Path(__file__).with_name("worker.py")
_ASKED = ("timeout", "memory", "cpu", "processes", "disk")  # where a program is then asked where it is
_SHORTEST, _LONGEST = 0.01, 0.02  # seconds between two looks at a program that has not ended
PATIENCE = 60.0  # seconds for an interpreter to start, on a machine that is very busy
_FIXED = {
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "Agg",
}
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# Of PYTHON* only what says where modules are is the user's; the rest would change what a program prints.
_DROPPED = frozenset({"TMPDIR"})  # each program has one of its own
_KEPT = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONNOUSERSITE")


class ServerGone(Exception):
    """The process that had started a program died, and took the program along."""


@dataclass(frozen=True)
class Ending:
    """Why a worker is no more, its exit code as `Popen.returncode` has it, and when (monotonic seconds)."""

    reason: Reason
    code: int
    at: float


class Process(Protocol):
    """A started worker that leads a session and a process group of its own."""

    @property
    def pid(self) -> int:
        """Its number, which is also that of its group."""
        ...

    def has_ended(self, wait: float) -> bool:
        """Whether it has ended, waiting for that up to `wait` seconds. It is not reaped:
        as long as it is a zombie, nothing else can get the number of its group."""
        ...

    def kill(self) -> int:
        """Kill what is left of the group, then reap; the exit code as `Popen.returncode` has it."""
        ...


def surroundings(inherited: Mapping[str, str], setting: Setting) -> dict[str, str]:
    """The environment of a program: the user's own, but for what would make two runs differ."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("PYTHON") or name in _KEPT}
    kept = {name: value for name, value in kept.items() if name not in _DROPPED}
    if "PYTHONPATH" in kept:  # an empty part of it would be the folder that a process happens to start in
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, kept["PYTHONPATH"].split(os.pathsep)))
    chosen = {"PYTHONHASHSEED": str(setting.hash_seed)} | dict.fromkeys(_THREADS, str(setting.threads))
    return kept | _FIXED | chosen


class Supervisor:
    """Watches a worker whose captures and journal are in `folder`."""

    def __init__(self, process: Process, folder: Path, limits: Limits) -> None:
        self._process = process
        self._folder = folder
        self._limits = limits
        self._gauge = Gauge(process.pid, [folder / WORK, folder / TMP], limits)

    def supervise(self, stop: Event) -> Ending:
        """Wait for the worker to end, or end it: for its limits, or because `stop` is set."""
        reason: Reason = "stopped"
        try:
            reason = self._watch(stop)
            at = time.monotonic()
            if reason in _ASKED:
                self._ask_position()
        finally:
            code = self._process.kill()
        return Ending(reason, code, at)

    def _watch(self, stop: Event) -> Reason:
        born = began = time.monotonic()
        started = False
        while not self._process.has_ended(min(_LONGEST, max(_SHORTEST, (time.monotonic() - born) / 10))):
            now = time.monotonic()
            if not started and self._size(JOURNAL):
                began, started = now, True
            if now - began > (self._limits.timeout if started else PATIENCE):
                return "timeout" if started else "mute"
            if excess := self._excess() or self._gauge.burst():
                return excess
            if stop.is_set():
                return "stopped"
        return self._excess() or self._gauge.filled() or "ended"

    def _excess(self) -> Reason | None:
        if self._size(STDOUT) + self._size(STDERR) > self._limits.output:
            return "output"
        return "journal" if self._size(JOURNAL) > JOURNAL_LIMIT else None

    def _size(self, name: str) -> int:
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return 0

    def _ask_position(self) -> None:
        """Have the worker dump where it is, while what it has started stands still; give up after half a second."""
        halt(children(self._process.pid))
        os.kill(self._process.pid, ASK)
        size = 0
        for _ in range(25):
            time.sleep(0.02)
            before, size = size, self._size(DUMP)
            if size and size == before:
                return

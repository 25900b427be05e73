"""One worker process with all its children: started, kept within its limits, killed, reaped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Literal

from tashika.execute.contract import ExecutionError, Limits, Setting
from tashika.execute.inside import DUMP, JOURNAL, STDERR, STDOUT, WORK
from tashika.execute.inside.start import ASK  # which also leaves its bytecode for the workers, who write none

Reason = Literal["ended", "timeout", "output", "journal", "mute", "stopped"]

JOURNAL_LIMIT = 50_000_000  # bytes; a claim in a hot loop must not fill the disk
_PATIENCE = 60.0  # seconds for an interpreter to start, on a machine that is very busy
_WORKER = Path(__file__).with_name("worker.py")
_FIXED = {
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "Agg",
}
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# Of PYTHON* only what says where modules are is the user's; the rest would change what a program prints.
_KEPT = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONNOUSERSITE")


@dataclass(frozen=True)
class Ending:
    """Why a worker is no more, its exit code as `Popen.returncode` has it, and when (monotonic seconds)."""

    reason: Reason
    code: int
    at: float


def surroundings(inherited: Mapping[str, str], setting: Setting) -> dict[str, str]:
    """The environment of a program: the user's own, but for what would make two runs differ."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("PYTHON") or name in _KEPT}
    chosen = {"PYTHONHASHSEED": str(setting.hash_seed)} | dict.fromkeys(_THREADS, str(setting.threads))
    return kept | _FIXED | chosen


class Worker:
    """A running worker whose program, captures and journal are in `folder`."""

    def __init__(self, folder: Path, limits: Limits, setting: Setting) -> None:
        self._folder = folder
        self._limits = limits
        self._setting = setting
        (folder / WORK).mkdir()
        ours, self._lifeline = os.pipe()  # the kernel kills the worker's group when this process is gone
        try:
            self._process = self._start(ours)
        except OSError as error:
            os.close(self._lifeline)
            raise ExecutionError(f"cannot start {sys.executable}: {error}") from error
        finally:
            os.close(ours)

    def supervise(self, stop: Event) -> Ending:
        """Wait for the worker to end, or end it: for its limits, or because `stop` is set."""
        reason: Reason = "stopped"
        try:
            reason = self._watch(stop)
            at = time.monotonic()
            if reason == "timeout":
                self._ask_position()
        finally:
            code = self._kill()
        return Ending(reason, code, at)

    def _start(self, lifeline: int) -> subprocess.Popen[bytes]:
        with (self._folder / STDOUT).open("ab") as out, (self._folder / STDERR).open("ab") as err:
            return subprocess.Popen(
                [sys.executable, "-P", str(_WORKER), str(self._folder), str(lifeline)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self._folder / WORK,
                env=surroundings(os.environ, self._setting),
                pass_fds=(lifeline,),
                start_new_session=True,
            )

    def _watch(self, stop: Event) -> Reason:
        born = began = time.monotonic()
        started = False
        while not self._has_ended():
            now = time.monotonic()
            if not started and self._size(JOURNAL):
                began, started = now, True
            if now - began > (self._limits.timeout if started else _PATIENCE):
                return "timeout" if started else "mute"
            if excess := self._excess():
                return excess
            if stop.wait(min(0.02, max(0.002, (now - born) / 10))):
                return "stopped"
        return self._excess() or "ended"

    def _has_ended(self) -> bool:
        wait = getattr(os, "waitid", None)
        if wait is None:
            return self._process.poll() is not None
        # Not reaped yet: as long as the worker is a zombie, nothing else can get the number of its group.
        return wait(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

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
        """Have the worker dump where it is; give up after half a second."""
        os.kill(self._process.pid, ASK)
        size = 0
        for _ in range(25):
            time.sleep(0.02)
            before, size = size, self._size(DUMP)
            if size and size == before:
                return

    def _kill(self) -> int:
        with suppress(ProcessLookupError, PermissionError):  # nothing but the zombie is left of the group
            os.killpg(self._process.pid, signal.SIGKILL)
        code = self._process.wait()
        os.close(self._lifeline)
        return code

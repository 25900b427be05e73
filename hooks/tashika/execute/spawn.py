"""Runs each program in a freshly spawned interpreter: slow to start, and at home wherever processes have groups.

On Linux, a fork server of its own stands between: it ends what has left the program's group, and takes a blow that was
meant for its parent.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event

from tashika.execute.contract import DEFAULT, ExecutionError, Limits, Setting
from tashika.execute.crew import processors, run_all
from tashika.execute.forkserver import Server
from tashika.execute.inside import STDERR, STDOUT, WORK
from tashika.execute.process import PATIENCE, WORKER, Process, surroundings
from tashika.execute.scratch import sweep
from tashika.execute.stage import Stage
from tashika.model import Program, Run

GUARDED = sys.platform.startswith("linux")


class SpawnExecutor:
    """An Executor for programs whose paths are relative to `root`; `jobs` of them run at once."""

    def __init__(self, root: Path, limits: Limits, jobs: int | None = None, setting: Setting = DEFAULT) -> None:
        self.limits, self.setting = limits, setting
        self._stage = Stage(root.absolute(), limits, setting)
        self._jobs = jobs or processors()

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """See Executor."""
        sweep()
        yield from run_all(programs, self._jobs, lambda program, _, stop: self.run(program, stop))

    def run(self, program: Program, stop: Event) -> Run:
        """The Run of one program, which hurries to an end once `stop` is set."""
        start = partial(fresh_process, environment=surroundings(os.environ, self.setting), stop=stop)
        return self._stage.run(program, start, stop, alone=True)


def fresh_process(folder: Path, environment: Mapping[str, str], stop: Event) -> Process:
    """Start the program of a run's folder in an interpreter of its own."""
    return _Guarded(folder, environment, stop) if GUARDED else _Spawned(folder, environment)


class _Guarded:
    """A worker forked by a server that has imported nothing, in an interpreter of its own; see Process."""

    def __init__(self, folder: Path, environment: Mapping[str, str], stop: Event) -> None:
        home = folder / "guard"
        home.mkdir()
        self._server = Server(home, {"names": [], "local": []}, 1, environment)
        try:
            self._server.find_unfit(PATIENCE, stop)
            self._forked = self._server.fork(folder, 0)
        except BaseException:
            self._server.close()
            raise
        self.pid = self._forked.pid

    def has_ended(self, wait: float) -> bool:
        return self._forked.has_ended(wait)

    def kill(self) -> int:
        try:
            return self._forked.kill()
        finally:
            self._server.close()


class _Spawned:
    """A worker in an interpreter of its own; see Process."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        ours, self._lifeline = os.pipe()  # the kernel kills the worker's group when this process is gone
        try:
            self._process = self._start(ours)
        except OSError as error:
            os.close(self._lifeline)
            raise ExecutionError(f"cannot start {sys.executable}: {error}") from error
        finally:
            os.close(ours)
        self.pid = self._process.pid

    def _start(self, lifeline: int) -> subprocess.Popen[bytes]:
        with (self._folder / STDOUT).open("ab") as out, (self._folder / STDERR).open("ab") as err:
            return subprocess.Popen(
                [sys.executable, "-P", str(WORKER), str(self._folder), str(lifeline)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self._folder / WORK,
                env=dict(self._environment),
                pass_fds=(lifeline,),
                start_new_session=True,
            )

    def has_ended(self, wait: float) -> bool:
        if self._is_over():
            return True
        time.sleep(wait)
        return self._is_over()

    def _is_over(self) -> bool:
        look = getattr(os, "waitid", None)
        if look is None:
            return self._process.poll() is not None
        return look(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def kill(self) -> int:
        with suppress(ProcessLookupError, PermissionError):  # nothing but the zombie is left of the group
            os.killpg(self.pid, signal.SIGKILL)
        code = self._process.wait()
        os.close(self._lifeline)
        return code

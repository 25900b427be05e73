"""A fork server, seen from the executor; `inside/server.py` is the other side.

The server is the parent of the programs, so it alone can reap them; it does so when it is asked to, which is after
their group was killed. A server that dies takes its programs along.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

from tashika.execute.contract import ExecutionError
from tashika.execute.inside import STDERR, STDOUT
from tashika.execute.process import PATIENCE, WORKER, ServerGone


class Stopped(Exception):
    """Nobody waits for the result any more."""


class Server:
    """A fork server, from its start to its end, with a lane for each of `jobs`."""

    def __init__(self, folder: Path, order: Mapping[str, object], jobs: int, environment: Mapping[str, str]) -> None:
        self._folder = folder
        pairs = [socket.socketpair() for _ in range(jobs)]
        self._lanes = [_Lane(ours) for ours, _ in pairs]
        theirs = [end for _, end in pairs]
        lifeline, self._lifeline = os.pipe()  # the kernel kills the server when this process is gone
        try:
            fds = [end.fileno() for end in theirs]
            content = {**order, "lanes": fds, "lifeline": lifeline}
            (folder / "order.json").write_text(json.dumps(content), encoding="utf-8")
            self._process = self._start((*fds, lifeline), environment)
        except OSError as error:
            self._hang_up()
            raise ExecutionError(f"cannot start {sys.executable}: {error}") from error
        finally:
            os.close(lifeline)
            for end in theirs:
                end.close()

    def _start(self, fds: Sequence[int], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with (self._folder / STDOUT).open("ab") as out, (self._folder / STDERR).open("ab") as err:
            return subprocess.Popen(
                [sys.executable, "-P", str(WORKER), str(self._folder / "order.json")],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self._folder,
                env=dict(environment),
                pass_fds=fds,
                start_new_session=True,
            )

    def find_unfit(self, patience: float, stop: Event) -> tuple[str, str] | None:
        """Wait until the server is ready: None; else it is of no use, for this module, and for this reason.

        An import may take `patience` seconds. Raises ExecutionError when the server fails for another reason.
        """
        name, began = "", time.monotonic()
        try:
            while True:
                message = self._lanes[0].hear(0.1)
                if message and message[0] == "ready":
                    return None
                if message and message[0] == "unfit":
                    return message[1], message[2]
                if message:
                    name, began = message[1], time.monotonic()
                if stop.is_set():
                    raise Stopped
                if time.monotonic() - began > (patience if name else PATIENCE):
                    break
        except ServerGone:
            pass
        if name:
            return name, "ends the process or hangs"
        said = (self._folder / STDERR).read_text(encoding="utf-8", errors="replace")
        raise ExecutionError(f"the fork server failed:\n{said or f'exit code {self._process.poll()}, not a word'}")

    def fork(self, folder: Path, job: int) -> Forked:
        """The program of a run's folder, started for the job of this number."""
        return Forked(self._lanes[job], str(folder))

    def wake(self, pid: int, pipe: str, job: int) -> Forked:
        """A copy of a program's process, which waits for that pipe, for the job of this number."""
        return Forked(self._lanes[job], [pid, pipe])

    def end_copies(self, folder: Path, but: Sequence[int], job: int) -> None:
        """End the copies that the program of a run's folder has left, but for some; the job's lane must be free."""
        self._lanes[job].tell([str(folder), [*but]])

    def close(self) -> None:
        """End the server with all that it still runs, when no job uses its lane any more."""
        self._hang_up()
        self.kill()

    def kill(self) -> int:
        """End the server as `close` does, but keep the lanes; its exit code."""
        with suppress(ProcessLookupError):
            self._process.kill()
        return self._process.wait()

    def _hang_up(self) -> None:
        for lane in self._lanes:
            lane.close()
        os.close(self._lifeline)


class Forked:
    """A program's process, forked by a server that waits for it; see Process."""

    def __init__(self, lane: _Lane, asked: str | list[Any]) -> None:
        self._lane = lane
        self._ended = False
        lane.tell(asked)
        kind, said = lane.await_message()
        if kind != "pid":
            raise ExecutionError(f"the fork server has no process: {said}")
        self.pid: int = said

    def has_ended(self, wait: float) -> bool:
        if not self._ended:
            self._ended = self._lane.hear(wait) is not None
        return self._ended

    def kill(self) -> int:
        self._lane.tell(None)
        while (message := self._lane.await_message())[0] != "code":
            pass  # it ended while the order to kill it was on its way
        code: int = message[1]
        return code


class _Lane:
    """Our end of a line to the server."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._heard = b""

    def tell(self, message: str | list[Any] | None) -> None:
        try:
            self._end.settimeout(PATIENCE)
            self._end.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise ServerGone from error

    def hear(self, wait: float) -> list[Any] | None:
        """The next message, if one comes within `wait` seconds."""
        while b"\n" not in self._heard:
            self._end.settimeout(wait)
            try:
                data = self._end.recv(65536)
            except TimeoutError:
                return None
            except OSError as error:
                raise ServerGone from error
            if not data:
                raise ServerGone
            self._heard += data
        line, _, self._heard = self._heard.partition(b"\n")
        message: list[Any] = json.loads(line)
        return message

    def await_message(self) -> list[Any]:
        message = self.hear(PATIENCE)
        if message is None:
            raise ServerGone
        return message

    def close(self) -> None:
        self._end.close()

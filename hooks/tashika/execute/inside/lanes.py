"""What runs on which lane of a fork server: forks it, wakes it, says when it has ended, kills and reaps it."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` looks for names of its numbers, which takes long
import fcntl
import json
import os
import select
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from .kin import children, end_orphans
from .life import die_with
from .streams import fork
from .waiting import Waiting

_HIGH = 200  # a program's own descriptors begin at 3


class Lanes:
    """What runs on which lane."""

    def __init__(self, lanes: Sequence[int]) -> None:
        self._heard = dict.fromkeys(lanes, b"")
        self._children: dict[int, int] = {}
        self._folders: dict[int, str] = {}
        self._waiting = Waiting()
        self._told: set[int] = set()
        self._dying: set[int] = set()
        self._own = children(os.getpid())  # what an import has started
        self._lifeline = [raised(end) for end in os.pipe()]  # closes with this process alone: see `_become`
        self._wake = [raised(end) for end in os.pipe()]
        for end in self._wake:
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)

    def run(self) -> str:
        """Serve until every lane is closed; returns in a child only."""
        poll = select.poll()
        for descriptor in (*self._heard, self._wake[0]):
            poll.register(descriptor, select.POLLIN)
        while self._heard:
            for descriptor, _ in poll.poll():
                if descriptor == self._wake[0]:
                    os.read(descriptor, 4096)
                elif data := _read(descriptor):
                    for line in self._lines(descriptor, data):
                        if folder := self._obey(descriptor, json.loads(line)):
                            return folder
                else:
                    poll.unregister(descriptor)
                    self._hang_up(descriptor)
            self._look_after()
        os._exit(0)

    def _lines(self, lane: int, data: bytes) -> list[bytes]:
        *lines, self._heard[lane] = (self._heard[lane] + data).split(b"\n")
        return lines

    def _obey(self, lane: int, said: str | list[Any] | None) -> str:
        if isinstance(said, str):
            return self._fork(lane, said)
        if said is None:
            self._kill(lane)
        elif isinstance(said[0], int):
            self._wake_up(lane, *said)
        else:
            self._waiting.forget(*said)
            self._clear_away()
        return ""

    def _fork(self, lane: int, folder: str) -> str:
        try:
            pid = _fork()
        except OSError as error:
            tell(lane, "error", str(error))
            return ""
        if pid == 0:
            self._become()
            return folder
        self._children[lane], self._folders[lane] = pid, folder
        tell(lane, "pid", pid)
        return ""

    def _wake_up(self, lane: int, pid: int, pipe: str) -> None:
        try:
            folder = self._waiting.wake(pid, pipe)
        except OSError as error:
            self._clear_away()
            tell(lane, "error", str(error))
            return
        self._children[lane], self._folders[lane] = pid, folder
        tell(lane, "pid", pid)

    def _become(self) -> None:
        """Stop being the server: a session of its own, nothing left open, and no life after the server's."""
        os.setsid()
        signal.set_wakeup_fd(-1)
        _signal.signal(signal.SIGCHLD, 0)
        # Whom to kill is a property of the open file, so each child opens the pipe anew.
        die_with(os.open(f"/proc/self/fd/{self._lifeline[0]}", os.O_RDONLY | os.O_NONBLOCK), self._lifeline[1])
        for descriptor in (*self._heard, *self._wake, self._lifeline[0]):
            os.close(descriptor)

    def _look_after(self) -> None:
        """Say which children have ended, and reap those that were killed."""
        for lane, pid in list(self._children.items()):
            if lane in self._dying:
                got, status = os.waitpid(pid, os.WNOHANG)
                if got:
                    self._forget(lane)
                    self._clear_away()
                    tell(lane, "code", os.waitstatus_to_exitcode(status))
            elif lane not in self._told and _is_zombie(pid):
                self._told.add(lane)
                tell(lane, "ended")

    def _kill(self, lane: int) -> None:
        if pid := self._children.get(lane):
            with suppress(ProcessLookupError, PermissionError):  # nothing but the zombie is left of the group
                os.killpg(pid, signal.SIGKILL)
            os.kill(pid, signal.SIGKILL)  # it may not lead a group yet
            self._dying.add(lane)

    def _clear_away(self) -> None:
        """End what a program has left behind; all that runs keep theirs to themselves, so that it can be no other's."""
        end_orphans({*self._own, *self._children.values(), *self._waiting.known(self._folders.values())})

    def _hang_up(self, lane: int) -> None:
        self._kill(lane)
        self._children.pop(lane, None)
        self._folders.pop(lane, None)
        self._clear_away()
        self._heard.pop(lane)
        os.close(lane)

    def _forget(self, lane: int) -> None:
        self._children.pop(lane)
        self._waiting.take_over(self._folders.pop(lane), self._own | set(self._children.values()))
        self._told.discard(lane)
        self._dying.discard(lane)


def _fork() -> int:
    """Fork by the C library where that is to be had: there is one thread, and no handler that a program would want."""
    pid = fork()
    return os.fork() if pid < 0 else pid


def raised(descriptor: int) -> int:
    """The same open file out of the way of programs, at a descriptor that no exec inherits."""
    high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    os.close(descriptor)
    return high


def _read(lane: int) -> bytes:
    try:
        return os.read(lane, 65536)
    except ConnectionResetError:
        return b""


def tell(lane: int, *message: str | int) -> None:
    """Say something to the executor, if it still listens."""
    with suppress(BrokenPipeError, ConnectionResetError):  # the end of the lane will be read next
        os.write(lane, json.dumps(message).encode() + b"\n")


def _is_zombie(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

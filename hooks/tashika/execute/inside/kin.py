"""A process and its descendants, as /proc tells of them: found, measured, ended. Without /proc, none are.

A daemon leaves its group and its session, but not this tree: a program adopts what its own children leave behind, and
the server what a program leaves behind. (So in a program, `os.wait` may find a process that it did not start itself.)
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from posix import close, getpid, kill, listdir, open, read, sysconf, waitpid
from signal import SIGKILL, SIGSTOP
from typing import NamedTuple

from .streams import system_call

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER
_PAGE, _TICK = sysconf("SC_PAGE_SIZE"), sysconf("SC_CLK_TCK")


class Use(NamedTuple):
    """What a process has used, with those of its children that it has waited for: bytes that are resident, seconds."""

    parent: int
    is_alive: bool
    memory: int
    cpu: float


def adopt() -> None:
    """Become the parent of descendants whose own parent ends."""
    system_call("prctl", _ADOPT, 1, 0, 0, 0)


def renounce() -> None:
    """Leave them to the next process above that adopts."""
    system_call("prctl", _ADOPT, 0, 0, 0, 0)


def children(pid: int) -> set[int]:
    """The children of all threads of a process, zombies included."""
    found: set[int] = set()
    try:
        for thread in listdir(f"/proc/{pid}/task"):
            found.update(map(int, _read(f"/proc/{pid}/task/{thread}/children").split()))
    except OSError:
        return found
    return found


def descendants(pids: Iterable[int]) -> set[int]:
    """Some processes with all that descends from them."""
    found: set[int] = set()
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children(pid)
    return found


def use(pid: int) -> Use | None:
    """What a process uses; None when it is gone, or nobody knows."""
    try:
        fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
        times = sum(map(int, fields[11:15]))
        return Use(int(fields[1]), fields[0] not in b"ZX", int(fields[21]) * _PAGE, times / _TICK)
    except (OSError, IndexError, ValueError):
        return None


def halt(pids: Iterable[int]) -> set[int]:
    """Stop some processes and all that descends from them, however fast they fork; who they are."""
    first, halted = set(pids), set[int]()
    while fresh := descendants(first) - halted:
        for pid in fresh:
            _send(pid, SIGSTOP)
        halted |= fresh
    return halted


def end_orphans(known: set[int]) -> None:
    """End all children of this process but the known ones, with all that descends from them, and reap them."""
    while orphans := children(getpid()) - known:
        for pid in halt(orphans):
            _send(pid, SIGKILL)
        for pid in orphans:
            try:
                waitpid(pid, 0)
            except ChildProcessError:
                continue


def _send(pid: int, signal: int) -> None:
    try:
        kill(pid, signal)
    except (ProcessLookupError, PermissionError):
        return


def _read(path: str) -> bytes:
    descriptor = open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        data = b""
        while part := read(descriptor, 65536):
            data += part
        return data
    finally:
        close(descriptor)

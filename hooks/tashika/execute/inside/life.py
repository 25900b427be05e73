"""The pipe by which the kernel kills a process group when the process at its other end is gone."""

from __future__ import annotations

import fcntl
from fcntl import F_DUPFD_CLOEXEC, F_GETFL, F_SETFL, F_SETOWN
from fcntl import fcntl as control
from os import O_ASYNC, O_NONBLOCK, O_RDONLY
from posix import close, dup2, getpgrp, killpg, open, read
from signal import SIGKILL

F_SETSIG: int = getattr(fcntl, "F_SETSIG", 0)
_OUT_OF_THE_WAY = 200


class _Held:
    """The pipe of this process, -1 if it has none."""

    pipe = -1


def die_with(lifeline: int, other_end: int | None = None) -> int:
    """Have the kernel kill this process group when the other end of the pipe closes, where it can do that.

    `other_end` is this process's own copy of it, which must not keep the pipe open. Returns the pipe's new descriptor.
    """
    if other_end is not None:
        close(other_end)
    if not F_SETSIG:
        return lifeline
    pipe = control(lifeline, F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY)
    close(lifeline)
    _Held.pipe = pipe
    _arm(pipe)
    return pipe


def renew() -> None:
    """Do the same for a new process group, in a fork that leads it."""
    # Whom to kill is a property of the open file, so the pipe is opened anew.
    pipe = open(f"/proc/self/fd/{_Held.pipe}", O_RDONLY | O_NONBLOCK)
    dup2(pipe, _Held.pipe, inheritable=False)
    close(pipe)
    _arm(_Held.pipe)


def outlive(pipe: int) -> None:
    """Undo `die_with`."""
    control(pipe, F_SETFL, control(pipe, F_GETFL) & ~O_ASYNC)


def _arm(pipe: int) -> None:
    control(pipe, F_SETOWN, -getpgrp())
    control(pipe, F_SETSIG, SIGKILL)
    control(pipe, F_SETFL, control(pipe, F_GETFL) | O_ASYNC | O_NONBLOCK)
    try:
        closed = read(pipe, 1) == b""  # before anybody was told of it
    except BlockingIOError:
        closed = False
    if closed:
        killpg(0, SIGKILL)

"""What a program must not do, refused by an audit hook with an error at its line: to change the project's files, to use
the network unless it may, and to signal processes that are not its own.

It is a bound for mistakes, not for malice: C code is not seen (`bounds.py` says what the kernel adds to it). A socket
may be made, since libraries do so to see what there is; to bind, connect or send is refused, and to look up a name.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from errno import EPERM
from os.path import basename, dirname, join, realpath
from posix import getcwd, getpgrp, readlink
from typing import Any

from . import TMP, WORK
from .events import ASKS, CHANGES, SENDS, WRITING
from .inputs import Inputs
from .journal import Journal
from .kin import use
from .order import Order

_LOCAL = (1, 16)  # AF_UNIX, and AF_NETLINK by which the kernel tells of its devices
_NO_NETWORK = "this program may not use the network: allow it with the option network=true"

Judge = Callable[[str, tuple[Any, ...]], str]


def refuse(order: Order, inputs: Inputs, journal: Journal) -> None:
    """Refuse from now on; that what was refused is no input of the program, this comes before `Inputs.follow`."""
    files, processes = _Files(order.root, inputs), _Processes(journal)
    judges: dict[str, Judge] = dict.fromkeys(CHANGES, files.changed)
    judges |= {"open": files.opened, "os.kill": processes.signalled, "os.killpg": processes.signalled}
    if not order.bounds.network:
        judges |= dict.fromkeys(SENDS, _sent) | dict.fromkeys(ASKS, _asked)
    aside, refusal, why = inputs.aside, PermissionError, EPERM

    def heard(event: str, given: tuple[Any, ...]) -> None:
        judge = judges.get(event)
        if judge is not None:
            try:
                told = aside(judge, event, given)
            except Exception:
                return  # a path that is none, a process that is gone: the call itself will say so
            if told:
                raise refusal(why, told)

    sys.addaudithook(heard)


def _sent(event: str, given: tuple[Any, ...]) -> str:
    return "" if given[0].family in _LOCAL else _NO_NETWORK


def _asked(event: str, given: tuple[Any, ...]) -> str:
    return _NO_NETWORK


class _Files:
    """The files of the project, which a program may read only, and those of the run, which it may not remove."""

    def __init__(self, root: str, inputs: Inputs) -> None:
        self._root = f"{root}/"
        self._is_resolved = False  # which takes a while, and few programs change files
        self._record = inputs.folder
        self._free = (f"{self._record}{WORK}/", f"{self._record}{TMP}/")
        self._inputs = inputs

    def opened(self, event: str, given: tuple[Any, ...]) -> str:
        path, _, flags = given
        return self._told(path, -1, True) if flags & WRITING and not isinstance(path, int) else ""

    def changed(self, event: str, given: tuple[Any, ...]) -> str:
        for path, folder, follows in CHANGES[event]:
            if told := self._told(given[path], given[folder] if folder > 0 else -1, follows):
                return told
        return ""

    def _told(self, path: Any, folder: Any, follows: bool) -> str:
        if not self._is_resolved:
            self._root, self._is_resolved = f"{realpath(self._root)}/", True
        place = _place(path, folder, follows)
        if f"{place}/".startswith(self._record) and not f"{place}/".startswith(self._free):
            return "" if follows else "a program may not change the record of its own run"
        if f"{place}/".startswith(self._root) and not self._inputs.is_own(place):
            shown = place[len(self._root) :] or "its folder"
            return f"a program may not change the project: {shown}"
        return ""


def _place(path: Any, folder: Any, follows: bool) -> str:
    """The path from the root of a file that is about to change."""
    if isinstance(path, int):
        return readlink(f"/proc/self/fd/{path}")
    name = os.fsdecode(path)
    if not name.startswith("/"):
        is_open = isinstance(folder, int) and folder >= 0
        name = join(readlink(f"/proc/self/fd/{folder}") if is_open else getcwd(), name)
    if follows or basename(name) in ("", ".", ".."):
        return realpath(name)
    return join(realpath(dirname(name)), basename(name))


class _Processes:
    """The program's process and its descendants, which it may signal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def signalled(self, event: str, given: tuple[Any, ...]) -> str:
        target, signal = given
        if signal == 0:
            return ""
        if event == "os.killpg":
            target = -target if target > 1 else 0
        if target == 0 or target == -getpgrp() or (target != -1 and self._is_kin(abs(target))):
            return ""
        return "a program may not send signals to processes that are not its own"

    def _is_kin(self, pid: int) -> bool:
        while pid != self._journal.owner:
            found = use(pid)
            if found is None or found.parent < 1:
                return found is None  # gone: then the call says so
            pid = found.parent
        return True

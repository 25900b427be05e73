"""The copies of programs that wait, as the fork server sees them: its own children, to be woken or ended."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from errno import ENXIO
from time import sleep

from . import COPIES
from .kin import children

_TRIES, _PAUSE = 2000, 0.001  # seconds between them


class Waiting:
    """Copies by their process, each with the folder of its program."""

    def __init__(self) -> None:
        self._folders: dict[int, str] = {}

    def known(self, folders: Iterable[str]) -> set[int]:
        """Those that wait, and all that programs at work in some folders have left."""
        return {*self._folders, *(pid for folder in folders for pid in _listed(folder))}

    def take_over(self, folder: str, others: Collection[int]) -> None:
        """Have what a program has left wait on, now that the program is over."""
        left = set(_listed(folder)) & children(os.getpid()) - set(others)
        self._folders |= dict.fromkeys(left, folder)

    def wake(self, pid: int, pipe: str) -> str:
        """Have one run: its folder. Raises OSError if it does not wait."""
        self.bury()
        folder = self._folders.pop(pid, None)
        if folder is None:
            raise OSError(f"{pid} does not wait")
        for _ in range(_TRIES):
            try:
                os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
                return folder
            except OSError as error:
                if error.errno != ENXIO:
                    raise
            sleep(_PAUSE)  # it has not come to open its end yet, on a machine that is busy
        raise OSError(f"{pid} does not listen")

    def forget(self, folder: str, but: Collection[int]) -> None:
        """Know nothing any more of the copies of a folder but some, which makes them orphans."""
        gone = [pid for pid, home in self._folders.items() if home == folder and pid not in but]
        for pid in gone:
            del self._folders[pid]

    def bury(self) -> None:
        """Reap those that were killed."""
        for pid in list(self._folders):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG) is not None:
                del self._folders[pid]


def _listed(folder: str) -> list[int]:
    """The copies that a program has left; none if it may not."""
    try:
        with open(f"{folder}/{COPIES}", "rb") as file:
            return [int(pid) for pid in file]
    except (OSError, ValueError):
        return []

"""Temporary folders that do not outlive the process that made them by long: what a kill left, the next check removes.

The owner of a folder holds a lock on it, which the kernel gives back when the owner is gone, however it went. The mark
comes after the lock, so that whoever sees the mark and gets the lock knows that there is no owner. Process numbers
would not tell: they are given again.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from stat import S_ISREG
from tempfile import TemporaryDirectory

_PREFIX, _MARK = "tashika-", ".held"
_OURS = re.compile(rf"{_PREFIX}\w{{8}}")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Scratch:
    """A folder for this process; as a context, its name."""

    def __init__(self) -> None:
        self._home = TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        self.name = self._home.name
        self._lock = os.open(self.name, _FOLDER)
        with suppress(OSError):  # a file system without locks: nobody will remove it
            flock(self._lock, LOCK_EX | LOCK_NB)
            os.close(os.open(f"{self.name}/{_MARK}", os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))

    def cleanup(self) -> None:
        """Remove the folder, if it is still there."""
        self._home.cleanup()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *_: object) -> None:
        self.cleanup()


def sweep() -> None:
    """Remove the folders whose owner is gone."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                _remove_if_left(entry.path)


def _remove_if_left(path: str) -> None:
    try:
        folder = os.open(path, _FOLDER)
    except OSError:
        return
    with suppress(OSError):
        mark = os.stat(_MARK, dir_fd=folder, follow_symlinks=False)
        if S_ISREG(mark.st_mode) and mark.st_uid == os.fstat(folder).st_uid == os.geteuid():
            flock(folder, LOCK_EX | LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
    os.close(folder)

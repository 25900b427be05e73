"""The worker's record of what happened, written without a buffer so that it survives a kill or a crash.

A record is one line, a JSON array: kind, bytes of stdout so far, bytes of stderr so far, monotonic seconds,
then what belongs to the kind. Everything here is bound at import: a program may patch `os` or `json`.
"""

from __future__ import annotations

import os
from errno import EBADF
from fcntl import F_DUPFD_CLOEXEC, fcntl
from json.encoder import encode_basestring_ascii as quote
from os import getpid, stat, write
from time import monotonic

from . import JOURNAL, STDERR, STDOUT

_OUT_OF_THE_WAY = 200  # a program that opens a file gets 3, as under plain python, and may close the low ones


def open_high(path: str) -> int:
    """A descriptor that appends to `path`, well above those that a program opens or closes."""
    low = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    high = fcntl(low, F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY)
    os.close(low)
    return high


class Journal:
    """Appends records; a forked child of the program holds it too, but writes nothing."""

    def __init__(self, folder: str) -> None:
        self._path = f"{folder}/{JOURNAL}"
        self._stdout = f"{folder}/{STDOUT}"
        self._stderr = f"{folder}/{STDERR}"
        self._owner = getpid()
        self._done = 0
        self._file = open_high(self._path)

    @property
    def mine(self) -> bool:
        """False in a forked child."""
        return getpid() == self._owner

    def take_over(self) -> None:
        """Make a fork the one that writes."""
        self._owner = getpid()

    @property
    def owner(self) -> int:
        """The process of the program."""
        return self._owner

    def done(self, token: int) -> None:
        """Have the end of a step told with the next record: nothing comes between, and a record takes a while."""
        self._done = token

    def settle(self) -> None:
        """Tell the end of a step, if there is one to tell, without waiting for the next record."""
        if self._done and self.mine:
            self._append(self._record("done", self._taken()))

    def write(self, kind: str, *rest: int | str) -> None:
        """Append a record, with how much has been written to the captured streams by now."""
        if not self.mine:
            return
        done = self._taken()
        if done and kind != "step":
            self._append(self._record("done", done))
        self._append(self._record(kind, *rest, done) if kind == "step" else self._record(kind, *rest))

    def _taken(self) -> int:
        done, self._done = self._done, 0
        return done

    def _record(self, kind: str, *rest: int | str) -> bytes:
        more = "".join(f",{quote(item) if isinstance(item, str) else item}" for item in rest)
        out, err = stat(self._stdout).st_size, stat(self._stderr).st_size
        return f'["{kind}",{out},{err},{monotonic():.6f}{more}]\n'.encode("ascii")

    def _append(self, record: bytes) -> None:
        try:
            write(self._file, record)
        except OSError as error:
            if error.errno != EBADF:
                raise
            self._file = open_high(self._path)  # the program closed every descriptor, as a daemon does
            write(self._file, record)

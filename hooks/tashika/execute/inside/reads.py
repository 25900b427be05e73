"""Notes what a fork server reads while it imports: a server is of use only as long as none of it changes, and a run is
what it was only with the same files and variables."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from .events import STARTS, WRITING
from .loaded import Ahead
from .places import Places
from .variables import leave_variables, watch_variables


class Reads:
    """The files that were opened since, and those of the modules that are loaded; the variables that were read."""

    def __init__(self) -> None:
        self._opened: set[str] | None = set()
        self._made: set[str] = set()
        self._variables: set[bytes] = set()
        self._whole = False
        sys.addaudithook(self._hear)
        watch_variables(self._variables.add, self._see_all)

    def write(self, file: str) -> None:
        """List them, with the folders where imports look, and stop listening."""
        opened, self._opened = self._opened or set(), None
        leave_variables()
        Ahead.variables, Ahead.whole = frozenset(self._variables), self._whole
        loaded = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
        installed = Places(os.path.dirname(file)).is_installed
        Ahead.files = frozenset(each for each in opened - loaded - self._made if _counts(each) and not installed(each))
        names = opened | {name for name in loaded if isinstance(name, str)} | set(sys.path)
        read = sorted(name for name in names if _counts(name))
        with open(f"{file}.new", "w", encoding="utf-8", errors="surrogateescape") as stream:
            json.dump(read, stream)
        os.replace(f"{file}.new", file)

    def _see_all(self) -> None:
        self._whole = True

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and self._opened is not None:
            name, _, flags = given
            if isinstance(name, str | bytes):
                place = os.path.abspath(os.fsdecode(name))
                self._opened.add(place)
                if flags & WRITING:
                    self._made.add(place)
        elif event in STARTS and self._opened is not None:
            self._whole = True  # another process has the whole environment


def _counts(name: str) -> bool:
    """Compiled code belongs to a source that is listed, and what is not there was not read."""
    return "__pycache__" not in name and not name.startswith(("/proc/", "/dev/", "/sys/")) and os.path.exists(name)

"""Notes what a fork server reads while it imports: a server is of use only as long as none of it changes."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


class Reads:
    """The files that were opened since, and those of the modules that are loaded."""

    def __init__(self) -> None:
        self._opened: set[str] | None = set()
        sys.addaudithook(self._hear)

    def write(self, file: str) -> None:
        """List them, with the folders where imports look, and stop listening."""
        opened, self._opened = self._opened or set(), None
        loaded = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
        names = opened | {name for name in loaded if isinstance(name, str)} | set(sys.path)
        read = sorted(name for name in names if _counts(name))
        with open(f"{file}.new", "w", encoding="utf-8", errors="surrogateescape") as stream:
            json.dump(read, stream)
        os.replace(f"{file}.new", file)

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and self._opened is not None:
            name = given[0]
            if isinstance(name, str | bytes):
                self._opened.add(os.path.abspath(os.fsdecode(name)))


def _counts(name: str) -> bool:
    """Compiled code belongs to a source that is listed, and what is not there was not read."""
    return "__pycache__" not in name and not name.startswith(("/proc/", "/dev/", "/sys/")) and os.path.exists(name)

"""Which places and which frames are the program's, the user's, or installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from os.path import realpath
from posix import getcwd, lstat
from typing import Any

_SITES = ("/site-packages", "/dist-packages")
_IMPORT = "<frozen importlib"


STANDARD = (f"{os.path.dirname(os.__file__)}/", f"{os.path.dirname(os.path.dirname(__file__))}/")
"""Where the modules of the standard library are, with site-packages maybe among them, and those of this package."""


class Places:
    """What belongs to a run's folder, to the standard library and this package, or to site-packages."""

    def __init__(self, folder: str) -> None:
        self.made: set[str] = set()
        self.folder = f"{realpath(folder)}/"
        self.metadata = f"{STANDARD[0]}importlib/metadata/"
        chosen = os.environ.get("PYTHONPATH", "").split(":")
        self._sites = tuple(f"{place}/" for place in sys.path if place.endswith(_SITES) and place not in chosen)

    def is_own(self, place: str) -> bool:
        """Whether a path leads to what only this run has made."""
        real = realpath(place)
        if f"{real}/".startswith(self.folder):
            return True
        return any(real == made or real.startswith(f"{made}/") for made in self.made)

    def lasting(self, place: str) -> str:
        """The path by which a place can be found when the run's folder is gone."""
        if place.startswith(self.folder) or f"{realpath(os.path.dirname(place))}/".startswith(self.folder):
            return realpath(place)
        return place

    def is_installed(self, place: str) -> bool:
        """Whether a path is below the standard library or site-packages."""
        return place.startswith((*STANDARD, *self._sites))

    def site_entry(self, place: str) -> str:
        """The entry of site-packages that a path leads through; "" for any other path."""
        for site in self._sites:
            if place.startswith(site):
                entry, _, rest = place[len(site) :].partition("/")
                return site + (f"{rest.partition('.')[0]}.py" if entry == "__pycache__" else entry)
        return ""

    def apart(self, files: Iterable[str]) -> Iterable[str]:
        """Some files without those below site-packages that stand beside another one, and so lead through one entry."""
        found: dict[str, str] = {}
        for file in files:
            folder = file[: file.rfind("/") + 1]
            found[folder if folder.startswith(self._sites) and folder not in self._sites else file] = file
        return found.values()

    def program_asks(self) -> bool:
        """Whether the program or a module of the user's is at work, and no installed one on its behalf."""
        frame = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith(self._sites):
                return False
            if not file.startswith((*STANDARD, "<frozen")):
                return True
            frame = frame.f_back  # type: ignore[assignment]
        return True

    def import_asks(self) -> bool:
        """Whether an installed module is at work that is just being imported."""
        frame = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith(_IMPORT):
                return True
            if not self.is_installed(file) and not file.startswith("<frozen"):
                return False
            frame = frame.f_back  # type: ignore[assignment]
        return False


def is_standard(file: str) -> bool:
    """Whether a module's file is of the standard library, or of this package."""
    return file.startswith(STANDARD) and not any(site in file for site in _SITES)


def full(path: Any) -> str:
    """A path from the root, in which nothing is resolved."""
    name = os.fsdecode(path)
    if name == ".":
        return getcwd()
    return name if name.startswith("/") else f"{getcwd()}/{name}"


def is_there(place: str) -> bool:
    """Whether there is anything at a path, be it a link that leads nowhere."""
    try:
        lstat(place)
    except OSError:
        return False
    return True


def attributes(module: object) -> dict[str, Any]:
    """What a module has, without waking one that loads itself when it is touched."""
    try:
        found = object.__getattribute__(module, "__dict__")
    except AttributeError:
        return {}
    return found if isinstance(found, dict) else {}

"""Notes what a program depends on besides its own code, as "input" records of the journal.

Seen through audit events (`audits.py`): files opened, folders listed, modules searched for, libraries loaded,
processes, the network, and writes outside of the program's own folder. Seen through replaced attributes (`ambient.py`):
`os.stat` and the like, `os.environ`, the clock, randomness of the system, and `linecache`, by which a program can see
its own line numbers and comments.

Not seen: what C code reads by itself (variables, files, the clock), edits by hand to files of the standard library and
of installed distributions (their versions and times of installation are noted), and what another process changes in
the moment between two instructions. What cannot be followed makes a run impure; such a run is never reused.
"""

from __future__ import annotations

import os
import sys
from _thread import get_ident
from collections.abc import Callable
from typing import Any

from . import digests
from .digests import LIBRARIES
from .journal import Journal
from .loaded import Ahead, Base, Loaded
from .order import Order
from .places import Places, full

_DEVICES = ("/dev/", "/proc/", "/sys/")


class Inputs:
    """What has been noted so far, and the places that need no note: the run's folder and what the program made."""

    def __init__(self, journal: Journal, order: Order, folder: str) -> None:
        self._write = journal.write
        self.path = order.path
        self.root = f"{order.root}/"
        self.environment = {**os.environ._data}  # type: ignore[attr-defined]  # decoding all of it takes long
        self.environment.pop(b"TMPDIR", None)
        self._noted: set[tuple[str, str]] = set()
        self._modules = Loaded(Base.loaded)
        self._searched: set[tuple[str, str]] = set()
        self.places = Places(folder)
        self.is_own = self.places.is_own
        self._busy: set[int] = set()
        self.folder = self.places.folder

    def finish(self) -> None:
        """Note what the program has got that had been loaded before it, and all that could have steered that."""
        known = self._installed()
        self.guarded(self._note_modules)
        if self._installed() > known:
            self.guarded(self._note_ahead)

    def _note_ahead(self) -> None:
        """Note what steered the imports of the fork server."""
        for name in sorted(Ahead.variables):
            self.variable(name)
        if Ahead.whole:
            self.note("variable", LIBRARIES, lambda _: digests.of_variables(self.environment, digests.NOISE))
        for file in sorted(Ahead.files):
            self.read(file)

    def _installed(self) -> int:
        return sum(kind == "installed" for kind, _ in self._noted)

    def _note_modules(self) -> None:
        """Note the modules that are there, but for those that were there the last time."""
        names, files = self._modules.look()
        if names:  # in one record: there are hundreds
            self._write("inputs", "import", digests.as_name(names))
        for file in self.places.apart(files):
            self.read(file)

    def note_present(self) -> None:
        """Note what is there before the program begins."""
        self._note_modules()
        for name in ("sitecustomize", "usercustomize"):
            self.looked_for(name)
        self.search(sys.path)

    def looked_for(self, name: str) -> None:
        """Note that a module was looked for."""
        if (top := name.partition(".")[0]) not in self._modules.names:
            self._modules.names.add(top)
            self._write("input", "import", top, "", "")

    def note(self, kind: str, name: str, digest: Callable[[str], str] | None = None, stamp: bool = False) -> None:
        """Record an input once, with what it is right now: before the program gets to see it."""
        if (kind, name) not in self._noted:
            self._noted.add((kind, name))
            mark = digests.stamp_of(name) if stamp else ""
            self._write("input", kind, name, digest(name) if digest else "", mark)

    @property
    def are_plain(self) -> bool:
        """Whether all that was noted can be compared, and nothing was made outside of the run's folder."""
        return not any(kind in ("impure", "position", "made") for kind, _ in self._noted)

    def variable(self, name: bytes) -> None:
        """Note a variable as it was when the program began."""
        value = self.environment.get(name)
        self.note("variable", os.fsdecode(name), lambda _: digests.of_bytes(value) if value is not None else "")

    def all_variables(self) -> None:
        """Note the whole environment."""
        self.note("variable", digests.ALL, lambda _: digests.of_variables(self.environment))

    def impure(self, why: str) -> None:
        """Record why this run must not be reused."""
        self.note("impure", why)

    def asks_for(self, why: str, kind: str = "impure") -> None:
        """Note that the run depends on something, unless it is an installed module that asks while it is imported."""
        if not self.places.import_asks():
            self.note(kind, why)

    def guarded(self, action: Callable[..., None], *given: Any) -> None:
        """Carry out an action unless it is part of another; one that fails makes the run impure."""
        ident = get_ident()
        if ident in self._busy:
            return
        self._busy.add(ident)
        try:
            action(*given)
        except Exception as error:
            self.impure(f"could not be followed ({type(error).__name__})")
        finally:
            self._busy.discard(ident)

    def aside(self, action: Callable[..., Any], *given: Any) -> Any:
        """The result of an action of our own: what it looks at is not what the program looks at."""
        ident = get_ident()
        is_nested = ident in self._busy
        self._busy.add(ident)
        try:
            return action(*given)
        finally:
            if not is_nested:
                self._busy.discard(ident)

    def search(self, folders: Any) -> None:
        """Note the folders that modules are searched in."""
        for folder in list(folders):
            place = full(folder)
            kind = "search" if folder in sys.path else "package"
            if (kind, place) in self._searched:
                continue
            self._searched.add((kind, place))
            if self.places.is_installed(place):
                continue
            if place in Base.folders or not self.places.is_own(place):
                self.note(kind, place, digests.of_search)

    def read(self, path: Any) -> None:
        """Note a file that is about to be read, whether or not it is there."""
        place = full(path)
        if entry := self.places.site_entry(place):
            self.note("installed", entry)
        elif place == "/dev/null" or self.places.is_installed(place) or self.places.is_own(place):
            return
        elif self.is_device(lasting := self.places.lasting(place)):
            self.asks_for(f"reads {lasting}")
        else:
            place = lasting
            self.note("link", place, digests.of_link)
            self.note("file", place, digests.of_file, stamp=True)

    def is_device(self, place: str) -> bool:
        """Whether a place is the kernel's; a run's own folder may stand in memory among them."""
        return place.startswith(_DEVICES) and not place.startswith(self.folder)

"""Notes what a program depends on besides its own code, as "input" records of the journal.

Seen through audit events: files opened, folders listed, modules searched for, libraries loaded, processes, the network,
and writes outside of the program's own folder. Seen through replaced attributes: `os.stat` and the like, `os.environ`,
the clock, randomness of the system, and `linecache`, by which a program can see its own line numbers and comments.

Not seen: what C code reads by itself (variables, files, the clock), edits by hand to files of the standard library and
of installed distributions (their versions and times of installation are noted), and what another process changes in
the moment between two instructions. What cannot be followed makes a run impure; such a run is never reused.
"""

from __future__ import annotations

import os
import sys
from _thread import get_ident
from collections.abc import Callable
from os.path import realpath
from typing import Any

from . import TMP, digests
from .digests import LIBRARIES
from .events import ASKS, CHANGES, SENDS, WRITING
from .journal import Journal
from .loaded import Base, Loaded
from .order import Order
from .places import Places, full, is_there

_DEVICES = ("/dev/", "/proc/", "/sys/")
_DENIED = {
    "subprocess.Popen": "starts a process", "os.system": "starts a process", "os.exec": "starts a process",
    "os.posix_spawn": "starts a process", "os.spawn": "starts a process", "os.fork": "starts a process",
    "os.forkpty": "starts a process", "pty.spawn": "starts a process", "os.kill": "sends a signal",
    "socket.gethostname": "asks for the name of the machine",
} | dict.fromkeys((*SENDS, *ASKS), "uses the network")  # fmt: skip
_LISTS = {"os.listdir": ("folder", digests.of_folder), "os.scandir": ("entries", digests.of_entries)}


class Inputs:
    """What has been noted so far, and the places that need no note: the run's folder and what the program made."""

    def __init__(self, journal: Journal, order: Order, folder: str) -> None:
        self._write = journal.write
        self.path = order.path
        self._root = f"{order.root}/"
        self.environment = {**os.environ._data}  # type: ignore[attr-defined]  # decoding all of it takes long
        self.environment.pop(b"TMPDIR", None)
        self._noted: set[tuple[str, str]] = set()
        self._modules = Loaded(Base.loaded)
        self._searched: set[tuple[str, str]] = set()
        self._places = Places(folder)
        self.is_own = self._places.is_own
        self._busy: set[int] = set()
        self._temporary = f"{realpath('/tmp')}/"
        self.folder = self._places.folder
        self._tmp = f"{self.folder}{TMP}"

    def follow(self) -> None:
        """Note what is there already, then whatever the program does from now on."""
        self.guarded(self._note_present)
        sys.meta_path.insert(0, _Searches(self))
        sys.addaudithook(self._heard())

    def finish(self) -> None:
        """Note what the program has got that had been loaded before it, and all that could have steered that."""
        known = self._installed()
        self.guarded(self._note_modules)
        if self._installed() > known:
            self.note("variable", LIBRARIES, lambda _: digests.of_variables(self.environment, digests.NOISE))

    def _installed(self) -> int:
        return sum(kind == "installed" for kind, _ in self._noted)

    def _note_modules(self) -> None:
        """Note the modules that are there, but for those that were there the last time."""
        names, files = self._modules.look()
        if names:  # in one record: there are hundreds
            self._write("inputs", "import", digests.as_name(names))
        for file in self._places.apart(files):
            self.read(file)

    def _note_present(self) -> None:
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

    def impure(self, why: str) -> None:
        """Record why this run must not be reused."""
        self.note("impure", why)

    def asks_for(self, why: str, kind: str = "impure") -> None:
        """Note that the run depends on something, unless it is an installed module that asks while it is imported."""
        if not self._places.import_asks():
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
            if self._places.is_installed(place):
                continue
            if place in Base.folders or not self._places.is_own(place):
                self.note(kind, place, digests.of_search)

    def read(self, path: Any) -> None:
        """Note a file that is about to be read, whether or not it is there."""
        place = full(path)
        if entry := self._places.site_entry(place):
            self.note("installed", entry)
        elif place == "/dev/null" or self._places.is_installed(place) or self._places.is_own(place):
            return
        elif self._is_device(lasting := self._places.lasting(place)):
            self.asks_for(f"reads {lasting}")
        else:
            place = lasting
            self.note("link", place, digests.of_link)
            self.note("file", place, digests.of_file, stamp=True)

    def _is_device(self, place: str) -> bool:
        """Whether a place is the kernel's; a run's own folder may stand in memory among them."""
        return place.startswith(_DEVICES) and not place.startswith(self.folder)

    def _heard(self) -> Callable[[str, tuple[Any, ...]], None]:
        """The audit hook: a closure, which outlives the names of this module."""
        actions: dict[str, Callable[..., None]] = dict.fromkeys(CHANGES, self._changed)
        actions |= dict.fromkeys(_DENIED, self._denied)
        actions |= {"open": self._opened, "os.listdir": self._listed, "os.scandir": self._listed}
        actions |= {"ctypes.dlopen": self._loaded, "ctypes.dlsym": self._called, "import": self._imported}
        actions |= {"socket.__new__": self._socket, "sqlite3.connect": self._database}
        guarded, is_cached = self.guarded, self._is_cached

        def heard(event: str, given: tuple[Any, ...]) -> None:
            action = actions.get(event)
            if action is not None:
                guarded(action, event, given)
                if event == "open" and is_cached(given[0]):
                    raise OSError("compile the source: bytecode of the same second may be that of older source")

        return heard

    def _is_cached(self, path: Any, depth: int = 2) -> bool:
        """Whether it is bytecode of a module of the user's, about to be imported."""
        if not isinstance(path, str) or "/__pycache__/" not in path or self._places.is_installed(path):
            return False
        return sys._getframe(depth).f_code.co_filename.startswith("<frozen importlib")

    def _opened(self, event: str, given: tuple[Any, ...]) -> None:
        path, mode, flags = given
        if isinstance(path, int) or self._is_cached(path, 4):
            return
        if mode is None and not os.path.isabs(path) and not self._places.is_own(full(path)):
            self.impure("opens a file relative to another")
        if flags & WRITING:
            self._made_or_changed(path)
        else:
            self.read(path)

    def _listed(self, event: str, given: tuple[Any, ...]) -> None:
        if isinstance(given[0], int):
            self.impure("lists a folder by its descriptor")
            return
        asker = sys._getframe(3).f_code.co_filename
        place = full("." if given[0] is None else given[0])
        if asker.startswith(self._places.metadata):
            self.note("metadata", place, digests.of_metadata)
        elif not asker.startswith("<frozen importlib") and not self._places.is_own(place):
            if self._is_device(place):
                self.asks_for(f"reads {place}")
            elif not self._places.is_installed(place):
                kind, digest = _LISTS[event]
                self.note(kind, self._places.lasting(place), digest)

    def _changed(self, event: str, given: tuple[Any, ...]) -> None:
        if any(isinstance(extra, int) and extra >= 0 for extra in given[-1:]) and event in ("os.remove", "os.rmdir"):
            self.impure("removes a file relative to another")
        if event in ("os.symlink", "os.link"):
            self.read(given[0])
        if event == "os.mkdir" and is_there(full(given[0])):  # which fails, and changes nothing
            self.read(given[0])
            return
        for index, _, _ in CHANGES[event]:
            self._made_or_changed(given[index])

    def _made_or_changed(self, path: Any) -> None:
        place = realpath(full(path))
        if os.path.dirname(place) == self._tmp and not is_there(place):
            self.note("made", place)
        if self._places.is_own(place) or place == "/dev/null":
            return
        if place.startswith(self._temporary) and not place.startswith(self._root) and not is_there(place):
            self._places.made.add(place)
            self.note("made", place)
        else:
            self.impure(f"changes {place}")

    def _denied(self, event: str, given: tuple[Any, ...]) -> None:
        self.impure(_DENIED[event])

    def _socket(self, event: str, given: tuple[Any, ...]) -> None:
        if given[1] != 1:  # AF_UNIX: asyncio makes a pair of them, to talk to itself
            self.impure("uses the network")

    def _database(self, event: str, given: tuple[Any, ...]) -> None:
        if given[0] != ":memory:":
            self.impure("opens a database")

    def _loaded(self, event: str, given: tuple[Any, ...]) -> None:
        name = given[0]
        if isinstance(name, str) and "/" in name:
            self.read(name)
        elif name is not None and self._places.program_asks():
            self.impure(f"loads the library {name}")

    def _called(self, event: str, given: tuple[Any, ...]) -> None:
        if self._places.program_asks():
            self.impure(f"calls {given[1]} of a library")

    def _imported(self, event: str, given: tuple[Any, ...]) -> None:
        if isinstance(given[1], str):  # a module in machine code
            self.read(given[1])


class _Searches:
    """Stands first among the finders, finds nothing, and sees which modules are looked for, and where."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def find_spec(self, name: str, path: Any = None, target: object = None) -> None:
        inputs = self._inputs
        inputs.guarded(inputs.looked_for, name)
        inputs.guarded(inputs.search, sys.path if path is None else path)

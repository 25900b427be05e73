"""What audit events tell of a program: what it opens, lists, changes, loads, and of whom it asks something."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from os.path import realpath
from typing import Any

from . import TMP, digests
from .events import ASKS, CHANGES, SENDS, STARTS, WRITING
from .inputs import Inputs
from .places import full, is_there

_DENIED = {
    **dict.fromkeys(STARTS, "starts a process"),
    **dict.fromkeys((*SENDS, *ASKS), "uses the network"),
    "os.kill": "sends a signal",
    "socket.gethostname": "asks for the name of the machine",
}
_LISTS = {"os.listdir": ("folder", digests.of_folder), "os.scandir": ("entries", digests.of_entries)}


def follow(inputs: Inputs) -> None:
    """Note what is there already, then whatever the program does from now on."""
    inputs.guarded(inputs.note_present)
    sys.meta_path.insert(0, _Searches(inputs))
    sys.addaudithook(_Audit(inputs).hook())


class _Audit:
    """Has what a program does noted as its inputs. Its methods look at the frame of who did it, three above theirs."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._places = inputs.places
        self._root = inputs.root
        self._tmp = f"{inputs.folder}{TMP}"
        self._temporary = f"{realpath('/tmp')}/"

    def hook(self) -> Callable[[str, tuple[Any, ...]], None]:
        """The hook: a closure, which outlives the names of this module."""
        actions: dict[str, Callable[..., None]] = dict.fromkeys(CHANGES, self._changed)
        actions |= dict.fromkeys(_DENIED, self._denied)
        actions |= {"open": self._opened, "os.listdir": self._listed, "os.scandir": self._listed}
        actions |= {"ctypes.dlopen": self._loaded, "ctypes.dlsym": self._called, "import": self._imported}
        actions |= {"socket.__new__": self._socket, "sqlite3.connect": self._database}
        guarded, is_cached = self._inputs.guarded, self._is_cached

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
            self._inputs.impure("opens a file relative to another")
        if flags & WRITING:
            self._made_or_changed(path)
        else:
            self._inputs.read(path)

    def _listed(self, event: str, given: tuple[Any, ...]) -> None:
        if isinstance(given[0], int):
            self._inputs.impure("lists a folder by its descriptor")
            return
        asker = sys._getframe(3).f_code.co_filename
        place = full("." if given[0] is None else given[0])
        if asker.startswith(self._places.metadata):
            self._inputs.note("metadata", place, digests.of_metadata)
        elif not asker.startswith("<frozen importlib") and not self._places.is_own(place):
            if self._inputs.is_device(place):
                self._inputs.asks_for(f"reads {place}")
            elif not self._places.is_installed(place):
                kind, digest = _LISTS[event]
                self._inputs.note(kind, self._places.lasting(place), digest)

    def _changed(self, event: str, given: tuple[Any, ...]) -> None:
        if any(isinstance(extra, int) and extra >= 0 for extra in given[-1:]) and event in ("os.remove", "os.rmdir"):
            self._inputs.impure("removes a file relative to another")
        if event in ("os.symlink", "os.link"):
            self._inputs.read(given[0])
        if event == "os.mkdir" and is_there(full(given[0])):  # which fails, and changes nothing
            self._inputs.read(given[0])
            return
        for index, _, _ in CHANGES[event]:
            self._made_or_changed(given[index])

    def _made_or_changed(self, path: Any) -> None:
        place = realpath(full(path))
        if os.path.dirname(place) == self._tmp and not is_there(place):
            self._inputs.note("made", place)
        if self._places.is_own(place) or place == "/dev/null":
            return
        if place.startswith(self._temporary) and not place.startswith(self._root) and not is_there(place):
            self._places.made.add(place)
            self._inputs.note("made", place)
        else:
            self._inputs.impure(f"changes {place}")

    def _denied(self, event: str, given: tuple[Any, ...]) -> None:
        self._inputs.impure(_DENIED[event])

    def _socket(self, event: str, given: tuple[Any, ...]) -> None:
        if given[1] != 1:  # AF_UNIX: asyncio makes a pair of them, to talk to itself
            self._inputs.impure("uses the network")

    def _database(self, event: str, given: tuple[Any, ...]) -> None:
        if given[0] != ":memory:":
            self._inputs.impure("opens a database")

    def _loaded(self, event: str, given: tuple[Any, ...]) -> None:
        name = given[0]
        if isinstance(name, str) and "/" in name:
            self._inputs.read(name)
        elif name is not None and self._places.program_asks():
            self._inputs.impure(f"loads the library {name}")

    def _called(self, event: str, given: tuple[Any, ...]) -> None:
        if self._places.program_asks():
            self._inputs.impure(f"calls {given[1]} of a library")

    def _imported(self, event: str, given: tuple[Any, ...]) -> None:
        if isinstance(given[1], str):  # a module in machine code
            self._inputs.read(given[1])


class _Searches:
    """Stands first among the finders, finds nothing, and sees which modules are looked for, and where."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def find_spec(self, name: str, path: Any = None, target: object = None) -> None:
        inputs = self._inputs
        inputs.guarded(inputs.looked_for, name)
        inputs.guarded(inputs.search, sys.path if path is None else path)

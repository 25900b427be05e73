"""What is in `sys.modules`: the names, and the files of what is not of the standard library.

A fork server looks once for all of its children, since hundreds of modules are the same in each of them.
"""

from __future__ import annotations

from sys import modules, path  # bound here: the program may rebind them

from .places import attributes, is_standard

_PROGRAMS = ("__main__", "__mp_main__")
_NOTHING = object()


class Loaded:
    """The modules that were there at the last look."""

    def __init__(self, before: Loaded | None = None) -> None:
        """With what was there `before`, which is new at the first look all the same."""
        self._seen: dict[str, object] = dict(before._seen) if before else {}
        self._fresh = (set(before.names), set(before.files)) if before else (set[str](), set[str]())
        self.names: set[str] = set()
        self.files: set[str] = set()

    def look(self) -> tuple[set[str], set[str]]:
        """The top-level names, and the files, of the modules that have come since the last look, or have changed."""
        names, files = self._fresh
        for name, module in list(modules.items()):
            if self._seen.get(name, _NOTHING) is not module:
                self._seen[name] = module
                names.add(name.partition(".")[0])
                file = attributes(module).get("__file__")
                if isinstance(file, str) and name not in _PROGRAMS and not is_standard(file):
                    files.add(file)
        names, files = names - self.names, files - self.files
        self.names |= names
        self.files |= files
        self._fresh = set(), set()
        return names, files


class Base:
    """What a fork server has seen for its children: the modules, and the folders where imports look, none of which is a
    run's own, since there was no run yet."""

    loaded: Loaded | None = None
    folders: frozenset[str] = frozenset()


class Ahead:
    """What a fork server has read while it imported: variables, or all of them at once, and files that stand alone."""

    variables: frozenset[bytes] = frozenset()
    files: frozenset[str] = frozenset()
    whole = False


def look_ahead() -> None:
    """See now what is there, for all processes that are forked from this one."""
    Base.loaded = Loaded()
    Base.loaded.look()
    Base.folders = frozenset(folder for folder in path if folder.startswith("/"))

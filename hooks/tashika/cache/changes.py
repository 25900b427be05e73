"""Whether what a run depended on is still as it was; if not, what has changed, in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tashika.cache.key import exact
from tashika.execute.inside import digests
from tashika.model import Input, Program

_TAKEN: Mapping[str, Callable[[str], str]] = {
    "file": digests.of_file,
    "link": digests.of_link,
    "folder": digests.of_folder,
    "entries": digests.of_entries,
    "metadata": digests.of_metadata,
    "package": digests.of_search,
    "distribution": lambda name: digests.of_installed(name)[0],
    "tree": lambda name: digests.of_installed(name)[0],
}


class Present:
    """How inputs are now; each is looked at once, however many runs depend on it."""

    def __init__(self, root: Path, variables: Mapping[str, str]) -> None:
        self._root = root
        self._variables = {os.fsencode(name): os.fsencode(value) for name, value in variables.items()}
        self._known: dict[tuple[str, str], str] = {}

    def change(self, program: Program, inputs: Sequence[Input]) -> str:
        """The first change that matters, in words; "" if there is none."""
        names = digests.names_in(each.name for each in inputs if each.kind == "import")
        return next(self._changes(program, inputs, names), "")

    def _changes(self, program: Program, inputs: Iterable[Input], names: frozenset[str]) -> Iterator[str]:
        for each in inputs:
            if each.kind == "impure":
                yield each.name
            elif each.kind == "position":
                if each.digest != exact(program):
                    yield "it can see its own lines or comments, and these have changed"
            elif each.kind == "search":
                if digests.of_search(each.name, names) != each.digest:
                    yield f"{self._place(each.name)} has another module now"
            elif each.kind != "import" and self._digest(each) != each.digest:
                yield self._words(each)

    def _digest(self, each: Input) -> str:
        if each.kind == "variable":
            return self._variable(os.fsencode(each.name))
        key = (each.kind, each.name)
        if key not in self._known:
            self._known[key] = _TAKEN[each.kind](each.name)
        return self._known[key]

    def _variable(self, name: bytes) -> str:
        if name.startswith(b"*"):
            but = digests.NOISE if name == digests.LIBRARIES.encode() else ()
            return digests.of_variables(self._variables, but)
        value = self._variables.get(name)
        return "" if value is None else digests.of_bytes(value)

    def _words(self, each: Input) -> str:
        place = self._place(each.name)
        if each.kind == "variable":
            return (
                "an environment variable changed"
                if each.name.startswith(digests.ALL)
                else f"variable {each.name} changed"
            )
        if each.kind in ("distribution", "tree"):
            return _upgrade(Path(each.name))
        if each.kind in ("folder", "entries", "package", "metadata"):
            return f"something changed in {place}"
        if each.digest == digests.MISSING:
            return f"{place} is there now"
        return f"{place} {'is gone' if self._digest(each) == digests.MISSING else 'changed'}"

    def _place(self, name: str) -> str:
        return name.removeprefix(f"{self._root}/")


def _upgrade(folder: Path) -> str:
    """`numpy 2.3.1 → 2.4.6`, from the names of the dist-info folders."""
    name, _, old = folder.name.removesuffix(".dist-info").partition("-")
    if folder.is_dir() or not old:
        return f"{name} was installed again"
    others = sorted(folder.parent.glob(f"{name}-*.dist-info"))
    new = others[-1].name.removesuffix(".dist-info").partition("-")[2] if others else "none"
    return f"{name} {old} → {new}"

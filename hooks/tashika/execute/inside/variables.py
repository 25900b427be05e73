"""Tells which variables of the environment are looked at, through the classes of `os.environ` and `os.environb`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any


def watch_variables(read: Callable[[bytes], object], read_all: Callable[[], object]) -> None:
    """Have each look at a variable told that was not set before, with its name, and each look at all of them."""
    own: set[bytes] = set()

    def seen(key: Any) -> None:
        name = os.fsencode(key) if isinstance(key, str | bytes) else b""
        if name and name not in own and name != b"TMPDIR":  # which is the run's own
            read(name)

    class Seen(os._Environ):  # type: ignore[type-arg]
        def __getitem__(self, key: Any) -> Any:
            seen(key)
            return super().__getitem__(key)

        def __setitem__(self, key: Any, value: Any) -> None:
            super().__setitem__(key, value)
            own.add(os.fsencode(key))

        def __delitem__(self, key: Any) -> None:
            seen(key)
            super().__delitem__(key)
            own.add(os.fsencode(key))

        def __iter__(self) -> Iterator[Any]:
            read_all()
            return iter(super().__iter__())

        def __len__(self) -> int:
            read_all()
            return super().__len__()

        def __repr__(self) -> str:
            read_all()
            return super().__repr__()

    Seen.__name__, Seen.__qualname__, Seen.__module__ = "_Environ", "_Environ", "os"
    os.environ.__class__ = os.environb.__class__ = Seen


def leave_variables() -> None:
    """Undo `watch_variables`."""
    os.environ.__class__ = os.environb.__class__ = os._Environ

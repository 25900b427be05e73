"""Waits until something changes that a project's check may depend on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tashika.config import Project

PAUSE = 0.3  # seconds between two looks
_IGNORED = {"node_modules", "site", "build", "dist", "__pycache__"}

State = dict[str, tuple[int, int]]


def changes(project: Project, look: Callable[[], None] = lambda: time.sleep(PAUSE)) -> Iterator[list[str]]:
    """The paths that have changed since this call, each time that something has; `look` waits until the next look."""
    return _changes(project, state_of(project.root), look)


def _changes(project: Project, before: State, look: Callable[[], None]) -> Iterator[list[str]]:
    while True:
        look()
        now = state_of(project.root)
        changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
        if changed:
            yield changed
            before = now


def state_of(root: Path) -> State:
    """Times and sizes of a project's files, by path; hidden folders and what builds make are left out."""
    found: State = {}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".") and name not in _IGNORED]
        for file in files:
            place = f"{folder}/{file}"
            try:
                status = os.stat(place)
            except OSError:
                continue
            found[os.path.relpath(place, root)] = (status.st_mtime_ns, status.st_size)
    return found

"""Finds the modules whose docstrings are read, and how each of them is imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tashika.docstrings import Module


def modules_of(root: Path, places: Iterable[str]) -> Iterator[Path]:
    """The files that are, or stand below, some places, which exist."""
    for place in places:
        path = (root / place).resolve()
        found = [path] if path.is_file() else sorted(path.rglob("*.py"))
        yield from (file for file in found if not _is_hidden(file.relative_to(root)))


def module_of(root: Path, name: str) -> Module:
    """How a file is imported: packages are the folders above it that have an `__init__.py`."""
    file = root / name
    parts = [] if file.stem == "__init__" else [file.stem]
    folder = file.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return Module(name, ".".join(parts), folder.relative_to(root).as_posix())


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)

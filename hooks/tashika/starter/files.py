"""The template's files, filled in; and how they get into place, all or none of them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

BLANK = re.compile(r"@([a-z]+)@")
SUFFIX = ".in"
LEFT_ALONE = {".git", ".venv", "venv"}
"""What may stand in a folder that is to become a project."""


def filled(kinds: tuple[str, ...], values: Mapping[str, str]) -> dict[str, str]:
    """The files of some templates by their path, with `@name@` replaced in texts and paths."""
    found: dict[str, str] = {}
    for kind in kinds:
        for path, text in _below(files("tashika.starter").joinpath("template", kind), ""):
            found[_fill(path, values)] = _fill(text, values)
    return found


def _below(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            yield from _below(each, f"{prefix}{_named(each)}/")
        elif each.name.endswith(SUFFIX):
            yield f"{prefix}{_named(each)}", each.read_text(encoding="utf-8")


def _named(entry: Traversable) -> str:
    """What a file or folder of the template is called in a project."""
    return entry.name.removesuffix(SUFFIX).replace("dot-", ".")


def _fill(text: str, values: Mapping[str, str]) -> str:
    return BLANK.sub(lambda match: values[match[1]], text)


def is_free(folder: Path) -> bool:
    """Whether a project may be made there: nothing is there, or an empty folder but for git and an environment."""
    if not folder.exists() and not folder.is_symlink():
        return True
    return folder.is_dir() and {each.name for each in folder.iterdir()} <= LEFT_ALONE


def put(target: Path, texts: Mapping[str, str]) -> None:
    """Makes files below a folder, which is made if need be; none of them is there if this raises OSError."""
    staged = target.parent / f".{target.name}.tashika-{os.getpid()}"
    try:
        _write(staged, texts)
        if target.exists():
            _move(staged, target)
        else:
            os.rename(staged, target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir()
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))


def _move(staged: Path, target: Path) -> None:
    """Moves what is staged into a folder that has none of it; takes all back if one cannot be moved."""
    moved: list[Path] = []
    try:
        for each in sorted(staged.iterdir()):
            os.rename(each, target / each.name)
            moved.append(each)
    except OSError:
        for each in moved:
            os.rename(target / each.name, each)
        raise

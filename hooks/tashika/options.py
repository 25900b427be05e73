"""What a program's author may ask for this one program, and how it is written. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Any

LEAST_FILES = 256  # the worker's own open files are numbered from 200 on
_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_SIZE = re.compile(r"(?P<number>\d[\d_]*(?:\.\d+)?)\s*(?P<unit>[KMG]i?B|B)?", re.IGNORECASE)


@dataclass(frozen=True)
class Options:
    """The bounds of one program where they differ from the project's; None where they do not.

    `timeout` and `cpu` are in seconds; `memory`, `output` and `disk` in bytes; `files` and `processes` are counted.
    `network` lifts the ban on it. A `pure` run may be reused although it used the clock, a subprocess or the network.
    A `frozen` program does not run in a check: its result is kept beside the notes.
    """

    timeout: float | None = None
    cpu: float | None = None
    memory: int | None = None
    output: int | None = None
    disk: int | None = None
    files: int | None = None
    processes: int | None = None
    network: bool | None = None
    pure: bool | None = None
    frozen: bool | None = None


class OptionError(ValueError):
    """An option that does not exist, or that cannot have this value; `repair` says what to write."""

    def __init__(self, message: str, repair: str = "") -> None:
        super().__init__(message)
        self.repair = repair


class Conflict(OptionError):
    """The same option with two values."""


def with_option(options: Options, name: str, text: str) -> Options:
    """The options with one more, as its author wrote it. Raises OptionError, and Conflict for a second value."""
    if name not in NAMES:
        near = get_close_matches(name, NAMES, 1)
        repair = f"write {near[0]}" if near else f"known: {', '.join(NAMES)}"
        raise OptionError(f"there is no option `{name}`", repair)
    read, example = _READERS[name]
    value = read(text.strip())
    if value is None:
        told = f"cannot be `{text.strip()}`" if text.strip() else "needs a value"
        raise OptionError(f"`{name}` {told}", f"write it like {name}={example}")
    before = getattr(options, name)
    if before is not None and before != value:
        raise Conflict(f"`{name}` is `{text.strip()}` here, and was {_shown(before)} before", "leave one of them")
    changed: dict[str, Any] = {name: value}
    return replace(options, **changed)


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _seconds(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) and float(text) > 0 else None


def _size(text: str) -> int | None:
    match = _SIZE.fullmatch(text)
    size = int(float(match["number"].replace("_", "")) * _UNITS[(match["unit"] or "").upper()]) if match else 0
    return size or None


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,9}", text) and int(text) else None


def _files(text: str) -> int | None:
    count = _count(text)
    return count if count and count >= LEAST_FILES else None


def _yes_or_no(text: str) -> bool | None:
    return {"true": True, "": True, "false": False}.get(text.lower())


_READERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "timeout": (_seconds, "120"),
    "cpu": (_seconds, "120"),
    "memory": (_size, "8GB"),
    "output": (_size, "20MB"),
    "disk": (_size, "2GB"),
    "files": (_files, "512"),
    "processes": (_count, "16"),
    "network": (_yes_or_no, "true"),
    "pure": (_yes_or_no, "true"),
    "frozen": (_yes_or_no, "true"),
}
NAMES = tuple(field.name for field in fields(Options))

"""Reads faulthandler's dump of where a program was when it hung or crashed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FRAME = re.compile(r'  File "(.*)", line (\d+) in (.*)')
_THREAD = re.compile(r"(Current thread|Thread|Stack)\b.*\(most recent call first\):")


class Frame(NamedTuple):
    path: str
    line: int
    name: str


def innermost_line(dump: str, path: str) -> int:
    """The line of `path` that was running: in the thread that was interrupted, else in any other; 0 if none was."""
    lines = (frame.line for stack in _stacks(dump) for frame in stack if frame.path == path)
    return next(lines, 0)


def as_traceback(dump: str, root: str, own: str) -> str:
    """The interrupted thread's frames as a traceback, oldest first, without those of files below `own`."""
    frames = next(_stacks(dump), [])
    shown = [frame for frame in reversed(frames) if not frame.path.startswith(own)]
    if not shown:
        return ""
    lines = [f'  File "{path.removeprefix(root + "/")}", line {line}, in {name}' for path, line, name in shown]
    return "\n".join(["Traceback (most recent call last):", *lines, ""])


def _stacks(dump: str) -> Iterator[list[Frame]]:
    """The stacks of all threads, newest frame first; that of the interrupted thread comes first."""
    stacks: list[list[Frame]] = []
    spelled = dump.encode("ascii", "replace").decode("unicode_escape", "replace")  # faulthandler writes ASCII only
    for line in spelled.split("\n"):
        if start := _THREAD.match(line):
            stacks.insert(0 if start[1] == "Current thread" else len(stacks), [])
            current = stacks[0 if start[1] == "Current thread" else -1]
        elif stacks and (frame := _FRAME.fullmatch(line)):
            current.append(Frame(frame[1], int(frame[2]), frame[3]))
    yield from stacks

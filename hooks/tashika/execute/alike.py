"""How far two versions of a program are the same, and what a version is up to there. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from tashika.model import Chunk, Probe, Program


def same_until(old: Program, new: Program) -> float:
    """The line before which all that runs, is watched and is asked is the same in both, and stands on the same lines;
    0 if the programs differ as a whole, infinity if they do not differ at all."""
    if any(getattr(old, name) != getattr(new, name) for name in ("id", "search", "file", "options", "path")):
        return 0
    return min([math.inf, *_in_code(old, new), *_in_watch(old, new), *_in_probes(old, new)])


def before(program: Program, line: int) -> Program:
    """What a program is before a line."""
    chunks = (replace(chunk, code=_code_before(chunk, line), steps=()) for chunk in program.chunks if chunk.line < line)
    return replace(
        program,
        chunks=tuple(chunks),
        watch={watched: kinds for watched, kinds in program.watch.items() if watched < line},
        probes=tuple(probe for probe in program.probes if 0 < probe.after < line),
    )


def _code_before(chunk: Chunk, line: int) -> str:
    return "\n".join(chunk.code.split("\n")[: line - chunk.line])


def _in_code(old: Program, new: Program) -> Iterator[int]:
    for one, other in zip_longest(old.chunks, new.chunks):
        if one is None or other is None:
            yield (one or other).line
        elif (one.path, one.line, one.mode) != (other.path, other.line, other.mode):
            yield min(one.line, other.line)
        else:
            lines = zip_longest(one.code.split("\n"), other.code.split("\n"))
            yield from (one.line + offset for offset, (left, right) in enumerate(lines) if left != right)


def _in_watch(old: Program, new: Program) -> Iterator[int]:
    for line in {*old.watch, *new.watch}:
        if old.watch.get(line) != new.watch.get(line):
            yield line


def _in_probes(old: Program, new: Program) -> Iterator[int]:
    one, other = _asked(old), _asked(new)
    yield from (line for line in {*one, *other} if line and one.get(line) != other.get(line))


def _asked(program: Program) -> dict[int, list[Probe]]:
    asked: dict[int, list[Probe]] = {}
    for probe in program.probes:
        asked.setdefault(probe.after, []).append(probe)
    return asked

"""Whether what a run depended on can be compared at all: by what was seen of it, and by what only its source shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tashika.cache.impure import is_vouched, sees_lines, why_impure
from tashika.cache.key import exact
from tashika.cache.normal import normalised
from tashika.execute.inside import digests
from tashika.model import Chunk, Input, Program


def judged(program: Program, inputs: tuple[Input, ...], began: int) -> tuple[tuple[Input, ...], str]:
    """The inputs of a run that began at a time in nanoseconds, with what its source adds; and why it is not pure."""
    codes = list(_sources(program, inputs))
    reasons = [each.name for each in inputs if each.kind == "impure"]
    reasons += [f"{each.name} was installed while programs ran" for each in inputs if _is_new(each, began)]
    reasons += filter(None, map(why_impure, codes))
    bound = any(each.kind == "position" for each in inputs) or any(map(sees_lines, codes))
    found = tuple(each for each in inputs if each.kind != "position")
    if program.options.pure:
        reasons = [reason for reason in reasons if not is_vouched(reason)]
        found = tuple(each for each in found if each.kind != "impure" or not is_vouched(each.name))
    if bound:
        found += (Input("position", "", exact(program)),)
    return found, reasons[0] if reasons else ""


def why_not_the_same(program: Program, inputs: tuple[Input, ...], began: int) -> str:
    """Why a part of a program may do something else now than it did since it began, if its code is the same; or ""."""
    if any(each.kind == "position" for each in inputs):
        return "it can see its own lines or comments"
    return judged(program, inputs, began)[1]


def _is_new(each: Input, began: int) -> bool:
    """Whether something was installed since: the program may have got what was there before."""
    return each.kind in ("distribution", "tree") and digests.of_installed(each.name)[1] >= began


def _sources(program: Program, inputs: tuple[Input, ...]) -> Iterator[str]:
    """The code of a program, of what is asked of it, and of the local modules that it read."""
    yield "\n".join(normalised(program).code)
    yield from (probe.expression for probe in program.probes)
    for each in inputs:
        if each.kind == "file" and each.name.endswith(".py") and digests.of_file(each.name) == each.digest:
            try:
                text = Path(each.name).read_text(encoding="utf-8")
            except (OSError, ValueError):
                continue
            yield "\n".join(normalised(Program(each.name, (Chunk(each.name, 1, text),))).code)

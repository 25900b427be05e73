"""Marks what no tag speaks of: running heads, folios, rules and backgrounds are artifacts, which readers aloud skip.

Chromium leaves them unmarked, which PDF/UA forbids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import ContentStreamInstruction, Name, Operator

BEGIN = ContentStreamInstruction([Name.Artifact], Operator("BMC"))
END = ContentStreamInstruction([], Operator("EMC"))
PATH = frozenset(("m", "l", "c", "v", "y", "h", "re"))
PAINT = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s"))
ALONE = frozenset(("Do", "sh", "INLINE IMAGE"))
SHOWING = frozenset(("Tj", "TJ", "'", '"'))
Instruction = ContentStreamInstruction | pikepdf.ContentStreamInlineImage


def mark_artifacts(pdf: pikepdf.Pdf) -> int:
    """Marks the untagged marks of every page; how many there were."""
    count = 0
    for page in pdf.pages:
        instructions = list(pikepdf.parse_content_stream(page))
        marked = list(marked_artifacts(instructions))
        if len(marked) > len(instructions):
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(marked))
            count += (len(marked) - len(instructions)) // 2
    return count


def marked_artifacts(instructions: Iterable[Instruction]) -> Iterator[Instruction]:
    """The same instructions, with each text, path or picture outside all marked content between two marks."""
    depth = 0
    held: list[Instruction] = []  # a text object or a path that has begun outside marked content
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            yield from _one_by_one(held)  # a text object that holds marked content must not be marked as a whole
            held = []
            depth += 1
        elif operator == "EMC":
            depth -= 1
        elif not depth:
            held.append(instruction)
            if _goes_on(str(held[0].operator), operator):
                continue
            yield from _artifact(held)
            held = []
            continue
        yield instruction
    yield from _one_by_one(held)


def _goes_on(first: str, operator: str) -> bool:
    """Whether what began with `first` is still open after this operator."""
    if first == "BT":
        return operator != "ET"
    return first in PATH and operator not in PAINT and operator != "n"


def _artifact(held: list[Instruction]) -> Iterator[Instruction]:
    first, last = str(held[0].operator), str(held[-1].operator)
    visible = first == "BT" or last in PAINT | ALONE | SHOWING
    yield from [BEGIN, *held, END] if visible else held


def _one_by_one(held: list[Instruction]) -> Iterator[Instruction]:
    for instruction in held:
        yield from [BEGIN, instruction, END] if str(instruction.operator) in SHOWING else [instruction]

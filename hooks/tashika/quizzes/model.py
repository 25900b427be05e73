"""A quiz as it stands in a page, line by line; `Quiz` and `Option` are what everything else sees of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from tashika.model import Option, Quiz, QuizKind

__all__ = ["Draft", "Fault", "Header", "Item", "Lines", "Option", "Quiz", "QuizKind"]

Lines = tuple[int, int]
"""The first line, 1-based, and the one behind the last."""


@dataclass(frozen=True)
class Fault:
    """What is wrong at a line, and how to mend it."""

    line: int
    message: str
    repair: str = ""


@dataclass(frozen=True)
class Header:
    """What the opening mark says. `target` is the program that the key is asked of, None for the one above."""

    kind: str
    id: str = ""
    key: str = ""
    target: str | None = None
    rule: str = "exact"


@dataclass(frozen=True)
class Item:
    """An option: its line, the column (from 0) at which its text begins, and the lines that explain it."""

    line: int
    column: int
    mark: str
    why: Lines


@dataclass(frozen=True)
class Draft:
    """Where the parts of a quiz stand; `line` is its opening mark and `end_line` its closing one.

    `notes` are the lines of the answer and what explains it; `summary` is what stands on the closed answer.
    """

    header: Header
    line: int
    end_line: int
    question: Lines
    items: tuple[Item, ...] = ()
    notes: tuple[Lines, ...] = ()
    summary: str = ""
    faults: tuple[Fault, ...] = field(default=())

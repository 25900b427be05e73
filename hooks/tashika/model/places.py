"""Where things stand, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Family = Literal["authoring", "claim", "infrastructure"]


@dataclass(frozen=True, order=True)
class Span:
    """Where something stands: a path relative to the project, from its first to past its last character.

    `cell` says it in the words of somebody who sees a notebook and not its file.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """Something that keeps the notes from being true although no single claim is false."""

    at: Span
    family: Family
    message: str
    repair: str = ""

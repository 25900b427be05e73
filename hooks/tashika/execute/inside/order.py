"""The program as the worker receives it: paths are absolute."""

from __future__ import annotations

import json
from typing import NamedTuple


class Piece(NamedTuple):
    """Source whose first line is line `line` of the program's path; `single` is a prompt's example, `cell` one of a
    notebook's."""

    line: int
    code: str
    single: bool
    cell: bool = False


class Question(NamedTuple):
    """An expression to evaluate after the step at line `after`, or at the end for 0."""

    id: str
    after: int
    expression: str
    path: str
    line: int


class Bounds(NamedTuple):
    """What the process itself sees to: seconds of processor time, bytes in one file, open files; 0 is any number."""

    cpu: float = 0.0
    size: int = 0
    files: int = 0
    network: bool = False


class Order(NamedTuple):
    """All that a worker needs to know; `file` and `search` may be "", `watch` is first line -> wanted kinds."""

    id: str
    seed: int
    root: str
    path: str
    file: str
    search: str
    pieces: tuple[Piece, ...]
    watch: dict[int, frozenset[str]]
    questions: tuple[Question, ...]
    bounds: Bounds = Bounds()
    copies: tuple[int, int] | None = None
    """How many copies of its process to leave at most, and a line up to which one is wanted; None for none."""


def read_order(path: str) -> Order:
    """The order in the JSON file at `path`."""
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    return Order(
        id=data["id"],
        seed=data["seed"],
        root=data["root"],
        path=data["path"],
        file=data["file"],
        search=data["search"],
        pieces=tuple(Piece(*piece) for piece in data["pieces"]),
        watch={line: frozenset(kinds) for line, kinds in data["watch"]},
        questions=tuple(Question(*question) for question in data["questions"]),
        bounds=Bounds(*data["bounds"]),
        copies=tuple(data["copies"]) if data.get("copies") else None,
    )

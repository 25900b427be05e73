"""The program as the worker receives it: paths are absolute.

It comes as `marshal` writes it, from the interpreter that runs the worker too: no text need be read, and code can come
along. It is read in a process where all is slow because it is new.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from types import CodeType
from typing import Any, NamedTuple


class Piece(NamedTuple):
    """Source whose first line is line `line` of the program's path; `single` is a prompt's example, `cell` one of a
    notebook's. `steps` are the first and last lines of its top-level statements, where they are known."""

    line: int
    code: str
    single: bool
    cell: bool = False
    steps: tuple[tuple[int, int], ...] = ()


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
    compiled: tuple[tuple[int, CodeType | None, int], ...] | None = None
    """The steps that the pieces make, by line, code and cell, where somebody has compiled them already."""


def pack(order: Order) -> bytes:
    """The order as `read_order` reads it."""
    plain: Any = order._replace(
        pieces=_plain(order.pieces),
        questions=_plain(order.questions),
        bounds=_plain([order.bounds])[0],
    )
    return marshal.dumps(tuple(plain))


def _plain(values: Iterable[tuple[Any, ...]]) -> Any:
    return tuple(tuple(each) for each in values)


def read_order(path: str) -> Order:
    """The order in the file at `path`."""
    with open(path, "rb", buffering=0) as file:
        found = Order(*marshal.loads(file.read()))
    return found._replace(
        pieces=tuple(Piece(*piece) for piece in found.pieces),
        questions=tuple(Question(*question) for question in found.questions),
        bounds=Bounds(*found.bounds),
    )

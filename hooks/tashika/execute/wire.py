"""A program as a worker receives it (`inside/order.py`)."""

from __future__ import annotations

from pathlib import Path

from tashika.execute.contract import Limits
from tashika.execute.inside.order import Bounds, Order, Piece, Question
from tashika.model import Program

JOURNAL_LIMIT = 50_000_000  # bytes; a claim in a hot loop must not fill the disk
_MORE = 1_000_000  # by which the captures and the journal must be able to pass their own limits, to be noticed


def to_order(program: Program, root: Path, seed: int, limits: Limits, copies: tuple[int, int] | None = None) -> Order:
    """The program with its paths made absolute, what it may use, and which copies of its process it may leave."""
    return Order(
        id=program.id,
        seed=seed,
        root=str(root),
        path=str(root / program.path) if program.chunks else "",
        file=str(root / program.file) if program.file else "",
        search=str(root / program.search) if program.search else "",
        pieces=tuple(Piece(c.line, c.code, c.mode == "single", c.mode == "cell", c.steps) for c in program.chunks),
        watch={line: frozenset(kinds) for line, kinds in program.watch.items()},
        questions=tuple(Question(p.id, p.after, p.expression, str(root / p.path), p.line) for p in program.probes),
        bounds=Bounds(limits.cpu, _largest(limits), limits.files, limits.network),
        copies=copies,
    )


def _largest(limits: Limits) -> int:
    """The bytes that one file may have; 0 for any."""
    return max(limits.disk, limits.output + _MORE, JOURNAL_LIMIT + _MORE) if limits.disk else 0

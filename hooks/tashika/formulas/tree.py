"""A formula as a tree. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


class Unreadable(ValueError):
    """LaTeX that is outside of what can be evaluated; the message says which part."""


@dataclass(frozen=True)
class Node:
    """A part of a formula.

    `kind` is "number", "name" (`text`: base; `parts`: its subscript as nodes, if it could be an index; `label`: the
    whole name), "call" (`text`: the function), "fold" (`text`: sum, prod, max or min; `label`: the index; `parts`:
    body, and first and last value if they are given), or an "operation" on `parts`, named by `text`.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()
    label: str = ""

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Equation:
    """What stands on both sides of equality signs. `name` is what is defined, "" if both sides are terms; `indices` are
    those of its left-hand side."""

    name: str
    indices: tuple[str, ...]
    terms: tuple[Node, ...]

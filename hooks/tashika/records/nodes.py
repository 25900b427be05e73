"""YAML as a tree of values that know where they stand. Pure.

`yaml.safe_load` is refused: it forgets lines, lets the last of two equal keys win, and turns `no` into False.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tashika.model import Problem, Span

MISSING = "this file is YAML, and PyYAML is not installed"
PLAIN = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")}


@dataclass(frozen=True)
class Scalar:
    """A text, number or word, as it is written."""

    at: Span
    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    at: Span
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Entries:
    """A mapping, with every key that is written, in order."""

    at: Span
    pairs: tuple[tuple[Node, Node], ...]


Node = Scalar | Items | Entries


def parse(path: str, text: str) -> Node | Problem:
    """The tree of a file's only document, or what keeps it from being read."""
    try:
        import yaml
    except ImportError:
        at = Span(path, 1, 1, 1, 1)
        return Problem(at, "infrastructure", MISSING, "pip install 'tashika[data]'")
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return (
            _convert(path, root, set()) if root else Problem(Span(path, 1, 1, 1, 1), "authoring", "this file is empty")
        )
    except yaml.MarkedYAMLError as error:
        return Problem(
            _place(path, error.problem_mark or error.context_mark), "authoring", f"not YAML: {error.problem}"
        )
    except yaml.YAMLError as error:
        return Problem(Span(path, 1, 1, 1, 1), "authoring", f"not YAML: {error}")
    except _Refused as refused:
        return Problem(refused.args[0], "authoring", refused.args[1])


class _Refused(Exception):
    """A node that has no place in a record: where it stands, and why."""


def _convert(path: str, node: Any, seen: set[int]) -> Node:
    """A node of PyYAML's, and those in it; one that was seen before is an alias, and could hold itself."""
    at = _span(path, node)
    if id(node) in seen:
        raise _Refused(at, "an alias (`*name`) repeats this value: write it out there")
    seen.add(id(node))
    if node.tag not in PLAIN:
        raise _Refused(at, f"the tag `{node.tag}` means nothing here: leave it out")
    convert: Callable[[Any], Node] = lambda inner: _convert(path, inner, seen)  # noqa: E731
    if node.id == "mapping":
        return Entries(at, tuple((convert(key), convert(value)) for key, value in node.value))
    if node.id == "sequence":
        return Items(at, tuple(convert(inner) for inner in node.value))
    return Scalar(at, node.value)


def _span(path: str, node: Any) -> Span:
    start, end = node.start_mark, node.end_mark
    return Span(path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _place(path: str, mark: Any) -> Span:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Span(path, line, column, line, column)

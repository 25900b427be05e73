"""JSON that knows where each of its values stands. Pure.

The standard library's `json` forgets places, and a notebook is to be written back with nothing else changed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # it has no stub, and has been there since 2.7
from typing import Any

_BLANK = re.compile(r"[ \t\r\n]*")
_ATOM = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")
DEEPEST = 100


class NotJson(ValueError):
    """A text that is not JSON, with the offset from which it is not."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True)
class Node:
    """A value and its characters; the parts of an object or a list are nodes themselves."""

    start: int
    end: int
    value: Any

    def get(self, *names: str) -> Node | None:
        """The part at a path of names, None where there is none."""
        node: Node | None = self
        for name in names:
            node = node.value.get(name) if node and isinstance(node.value, dict) else None
        return node

    def text(self, *names: str) -> str:
        """The string at a path of names, "" where there is none."""
        node = self.get(*names)
        return node.value if node and isinstance(node.value, str) else ""

    @property
    def items(self) -> list[Node]:
        """The parts of a list, none of what is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {name: part.plain for name, part in self.value.items()}
        return [part.plain for part in self.value] if isinstance(self.value, list) else self.value


def parse(text: str) -> Node:
    """The value of a whole text. Raises NotJson."""
    node = _value(text, _skip(text, 1 if text.startswith("\ufeff") else 0), 0)
    rest = _skip(text, node.end)
    if rest != len(text):
        raise NotJson("nothing may follow the closing brace", rest)
    return node


def _skip(text: str, at: int) -> int:
    return _BLANK.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty string


def _value(text: str, at: int, depth: int) -> Node:
    first = text[at : at + 1]
    if depth > DEEPEST:
        raise NotJson("this is nested too deep", at)
    if first == "{":
        return _object(text, at, depth)
    if first == "[":
        return _list(text, at, depth)
    if first == '"':
        return _string(text, at)
    atom = _ATOM.match(text, at)
    if atom is None:
        raise NotJson("a value is missing here", at)
    return Node(at, atom.end(), json.loads(atom[0]))


def _string(text: str, at: int) -> Node:
    try:
        value, end = scanstring(text, at + 1, True)
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, error.pos) from None
    return Node(at, end, value)


def _list(text: str, at: int, depth: int) -> Node:
    parts: list[Node] = []
    end = _skip(text, at + 1)
    while text[end : end + 1] != "]":
        end = _comma(text, end) if parts else end
        parts.append(_value(text, end, depth + 1))
        end = _skip(text, parts[-1].end)
    return Node(at, end + 1, parts)


def _object(text: str, at: int, depth: int) -> Node:
    parts: dict[str, Node] = {}
    end = _skip(text, at + 1)
    while text[end : end + 1] != "}":
        end = _comma(text, end) if parts else end
        if text[end : end + 1] != '"':
            raise NotJson("a name in double quotes is missing here", end)
        name = _string(text, end)
        if name.value in parts:
            raise NotJson(f"`{name.value}` stands here a second time", end)
        end = _skip(text, name.end)
        if text[end : end + 1] != ":":
            raise NotJson("a colon is missing here", end)
        parts[name.value] = _value(text, _skip(text, end + 1), depth + 1)
        end = _skip(text, parts[name.value].end)
    return Node(at, end + 1, parts)


def _comma(text: str, at: int) -> int:
    if text[at : at + 1] != ",":
        raise NotJson("a comma or a closing bracket is missing here", at)
    return _skip(text, at + 1)

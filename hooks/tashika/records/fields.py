"""Takes the entries of a mapping one by one, and tells of each what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from tashika.model import Problem, Span
from tashika.records.nodes import Entries, Items, Node, Scalar


@dataclass
class Faults:
    """What was found to be wrong, in the order in which it was found."""

    found: list[Problem] = field(default_factory=list)

    def tell(self, at: Span, message: str, repair: str = "") -> None:
        """Notes a problem of the author's."""
        self.found.append(Problem(at, "authoring", message, repair))


@dataclass(frozen=True)
class Fields:
    """A mapping whose keys are known. What is asked for and not as it should be is told, and comes out empty."""

    at: Span
    entries: Mapping[str, Node]
    faults: Faults

    @classmethod
    def of(cls, node: Node, known: Sequence[str], faults: Faults) -> Fields:
        """The entries of a mapping with none but known keys, each once."""
        pairs = pairs_of(node, faults)
        for key, (at, _) in pairs.items():
            if key not in known:
                near = get_close_matches(key, known, 1)
                repair = f"write `{near[0]}`" if near else f"known keys: {', '.join(known)}"
                faults.tell(at, f"unknown key `{key}`", repair)
        return cls(node.at, {key: value for key, (_, value) in pairs.items()}, faults)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        node = self.entries.get(key)
        if node is None:
            if default is None:
                self.faults.tell(self.at, f"`{key}` is missing", f"add `{key}: …`")
            return default or ""
        return scalar(node, key, self.faults)

    def choice(self, key: str, allowed: Sequence[str], default: str) -> str:
        """One of some words."""
        value = self.text(key, default)
        if value and value not in allowed:
            self.faults.tell(self.entries[key].at, f"`{key}` is `{value}`", f"write {' or '.join(allowed)}")
            return default
        return value

    def number(self, key: str) -> int | None:
        """A whole number from 1, or None if it is not there."""
        text = self.text(key, "")
        if text and not (text.isascii() and text.isdecimal() and int(text) > 0):
            self.faults.tell(self.entries[key].at, f"`{key}` is `{text}`, not a whole number from 1")
            return None
        return int(text) if text else None

    def items(self, key: str, *, required: bool = False) -> tuple[Node, ...]:
        """The parts of a list."""
        node = self.entries.get(key)
        if node is None:
            if required:
                self.faults.tell(self.at, f"`{key}` is missing", f"add `{key}:` with a list")
            return ()
        return items(node, f"`{key}`", self.faults)


def pairs_of(node: Node, faults: Faults) -> dict[str, tuple[Span, Node]]:
    """The entries of a mapping by their keys, each with the key's place; the first of two that are equal."""
    if not isinstance(node, Entries):
        faults.tell(node.at, f"{_kind(node)} stands here, and `key: value` lines are wanted")
        return {}
    found: dict[str, tuple[Span, Node]] = {}
    for key, value in node.pairs:
        name = scalar(key, "key", faults)
        if name in found:
            faults.tell(key.at, f"`{name}` stands here for the second time", "leave one of the two")
        else:
            found[name] = (key.at, value)
    return found


def items(node: Node, what: str, faults: Faults) -> tuple[Node, ...]:
    """The parts of a list."""
    if isinstance(node, Items):
        return node.nodes
    faults.tell(node.at, f"{what} is {_kind(node)}, and a list is wanted", "put `- ` before each part")
    return ()


def scalar(node: Node, key: str, faults: Faults) -> str:
    """A text that says something."""
    if isinstance(node, Scalar) and node.text.strip():
        return node.text.strip()
    what = "is empty" if isinstance(node, Scalar) else f"is {_kind(node)}, and one text is wanted"
    faults.tell(node.at, f"`{key}` {what}")
    return ""


def _kind(node: Node) -> str:
    return {Scalar: "a text", Items: "a list", Entries: "a mapping"}[type(node)]

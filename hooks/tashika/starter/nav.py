"""One more chapter in the navigation of a mkdocs.yml, as an insertion of lines. Pure.

The file is not parsed and written anew: comments, quotes and the order of its keys belong to its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tashika.lines import bare, split_lines

START = re.compile(r"nav:[ ]*(?:#.*)?")
NAV = re.compile(r"^[\"']?nav[\"']?[ \t]*:", re.MULTILINE)
NUMBERED = re.compile(r"([a-z]+)(\d+)")
STEP = 4


class NotUnderstood(ValueError):
    """A navigation that is written in a way in which no line can safely be added."""


@dataclass(frozen=True)
class Entry:
    """A chapter in a navigation: its title as YAML has it, its folder, and its first page below `docs`."""

    title: str
    folder: str
    page: str

    def lines(self, indent: int = 2, step: int = STEP) -> list[str]:
        """The lines that say so."""
        return [f"{' ' * indent}- {self.title}:", f"{' ' * (indent + step)}- {self.page}"]


def has_nav(text: str) -> bool:
    """Whether a mkdocs.yml has a navigation; without one, MkDocs lists all pages."""
    return bool(NAV.search(text))


def with_entry(text: str, entry: Entry) -> str:
    """The file with a chapter more, behind those of lower numbers. Raises NotUnderstood."""
    lines = split_lines(text)
    tops = _tops(lines)
    at = _place(lines, tops, entry.folder)
    indent = _indent(lines[tops[0][0]])
    inner = (_indent(lines[i]) for first, last in tops for i in range(first + 1, last) if _is_item(lines[i]))
    step = next(inner, indent + STEP) - indent
    end = lines[0][len(bare(lines[0])) :] or "\n"
    added = "".join(f"{line}{end}" for line in entry.lines(indent, step))
    before = "".join(lines[:at])
    gap = end if before and before == bare(before) else ""
    return before + gap + added + "".join(lines[at:])


def _tops(lines: Sequence[str]) -> list[tuple[int, int]]:
    """The entries at the top of the navigation, each from its first line to behind its last one."""
    starts = [i for i, line in enumerate(lines) if START.fullmatch(bare(line))]
    if len(starts) != 1:
        raise NotUnderstood
    found: list[tuple[int, int]] = []
    for i in _inside(lines, starts[0] + 1):
        if not found or _indent(lines[i]) == _indent(lines[found[0][0]]):
            if not _is_item(lines[i]):
                raise NotUnderstood
            found.append((i, i + 1))
        elif _indent(lines[i]) < _indent(lines[found[0][0]]):
            raise NotUnderstood
        else:
            found[-1] = (found[-1][0], i + 1)
    if not found:
        raise NotUnderstood
    return [(first, _with_comments(lines, first, last)) for first, last in found]


def _with_comments(lines: Sequence[str], first: int, last: int) -> int:
    """Where an entry ends whose last comments are indented as its own."""
    while (
        last < len(lines) and lines[last].lstrip(" ").startswith("#") and _indent(lines[last]) > _indent(lines[first])
    ):
        last += 1
    return last


def _inside(lines: Sequence[str], first: int) -> Iterator[int]:
    """The lines of the navigation's block that say something."""
    for i in range(first, len(lines)):
        text = bare(lines[i])
        if not text.strip() or text.lstrip(" ").startswith("#"):
            continue
        if not text.startswith((" ", "- ", "\t")):
            return
        if "\t" in text[: len(text) - len(text.lstrip())]:
            raise NotUnderstood
        yield i


def _place(lines: Sequence[str], tops: Sequence[tuple[int, int]], folder: str) -> int:
    """The line before which a chapter comes: behind the lower numbers, before the higher ones, else at the end."""
    match = NUMBERED.fullmatch(folder)
    if match is None:
        return tops[-1][1]
    numbers = [_number("".join(lines[first:last]), match[1]) for first, last in tops]
    known = [(*top, number) for top, number in zip(tops, numbers, strict=True) if number is not None]
    lower = [last for _, last, number in known if number <= int(match[2])]
    higher = [first for first, _, number in known if number > int(match[2])]
    return lower[-1] if lower else higher[0] if higher else tops[-1][1]


def _number(text: str, word: str) -> int | None:
    """The number of the chapter whose pages an entry lists, where its folder is `word` and a number."""
    found = re.search(rf"(?<![\w/-]){word}(\d+)/", text)
    return int(found[1]) if found else None


def _is_item(line: str) -> bool:
    return line.lstrip(" ").startswith("- ")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))

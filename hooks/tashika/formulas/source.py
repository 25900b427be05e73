"""The formulas of a page, each with the place of every one of its characters. Pure.

The patterns say of running text what pymdownx.arithmatex says of it. Asking that extension itself is refused: it hands
on a formula without its place, and a broken one is to be reported where it stands, before anything is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tashika.fences import front_matter_lines
from tashika.lines import Places, split_lines
from tashika.model import Page
from tashika.prose import CODE_SPAN

INLINE = re.compile(
    r"(?<!\\)(?:\\\\)*(?:(?<!\\)\$(?![\s$])(?P<dollar>(?:\\.|[^\\$])+?)(?<!\s)\$"
    r"|(?<!\\)\\\((?P<round>(?:\\[^)]|[^\\])+?)\\\))",
    re.DOTALL,
)
BLOCK = re.compile(
    r"(?:\$\$(?P<dollar>(?:\\.|[^\\])+?)\$\$"
    r"|\\\[(?P<square>(?:\\[^\]]|[^\\])+?)\\\]"
    r"|(?P<begin>\\begin\{(?P<env>[a-z]+\*?)\}(?:\\.|[^\\])+?\\end\{(?P=env)\}))[ ]*\n?\Z",
    re.DOTALL,
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
PREFIX = re.compile(r"[ \t>]*")
MARKER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)]|:)[ \t]+)*")
OUTSIDE = re.compile(r"(?<!\\)\$\$|(?<!\\)\\begin\{[a-z]+\*?\}|\\(?:eq)?ref\{[^}]*\}")


@dataclass(frozen=True)
class Formula:
    """A formula without its delimiters; `offsets` are the places in the page of its characters, and of its end."""

    tex: str
    display: bool
    offsets: tuple[int, ...]
    in_table: bool = False


@dataclass(frozen=True)
class Stray:
    """Mathematics that no renderer would take for a formula, by its ends in the page."""

    text: str
    start: int
    end: int


def find_formulas(page: Page) -> Iterator[Formula | Stray]:
    """The formulas of a page in their order, and what only looks like one."""
    places = Places(page.path, page.plain)
    first = places.offset(front_matter_lines(page.plain) + 1, 1)
    for block in page.blocks:
        start, _ = places.offsets(block.at)
        if not block.info and start >= first:
            yield from find_in_text(block.source, start)


def find_in_text(text: str, start: int = 0) -> Iterator[Formula | Stray]:
    """The formulas of running text that begins at offset `start` of its page."""
    masked = _masked(text)
    for lines in _paragraphs(masked, start):
        yield from _in_paragraph(lines)


def _masked(text: str) -> str:
    """The text with blanks in place of code spans and comments."""
    for pattern in (CODE_SPAN, COMMENT):
        text = pattern.sub(lambda match: re.sub(r"[^\r\n]", " ", match[0]), text)
    return text


def _paragraphs(text: str, start: int) -> Iterator[list[tuple[str, int]]]:
    """The lines between blank ones, each with its offset."""
    lines: list[tuple[str, int]] = []
    for line in split_lines(text):
        if line.strip("> \t\r\n"):
            lines.append((line, start))
        elif lines:
            yield lines
            lines = []
        start += len(line)
    if lines:
        yield lines


def _in_paragraph(lines: list[tuple[str, int]]) -> Iterator[Formula | Stray]:
    offsets: list[int] = []
    text = ""
    for number, (line, start) in enumerate(lines):
        cut = (PREFIX if number else MARKER).match(line).end()  # type: ignore[union-attr]  # matches the empty string
        rest = line[cut:].rstrip("\r\n")
        text += f"{rest}\n"
        offsets += range(start + cut, start + cut + len(rest) + 1)
    offsets.append(offsets[-1] + 1)
    block = BLOCK.match(text)
    if block:
        yield _formula(block, next(n for n in ("dollar", "square", "begin") if block[n]), offsets, display=True)
        return
    in_table = lines[0][0].lstrip("> \t").startswith("|")
    yield from _inline(text, offsets, in_table)


def _inline(text: str, offsets: list[int], in_table: bool) -> Iterator[Formula | Stray]:
    last = 0
    for match in INLINE.finditer(text):
        yield from _strays(text, last, match.start(), offsets)
        last = match.end()
        yield _formula(match, "dollar" if match["dollar"] else "round", offsets, in_table=in_table)
    yield from _strays(text, last, len(text), offsets)


def _strays(text: str, start: int, end: int, offsets: list[int]) -> Iterator[Stray]:
    for match in OUTSIDE.finditer(text, start, end):
        yield Stray(match[0], offsets[match.start()], offsets[match.end()])


def _formula(
    match: re.Match[str], group: str, offsets: list[int], display: bool = False, in_table: bool = False
) -> Formula:
    start, end = match.span(group)
    raw = match[group]
    start, end = start + len(raw) - len(raw.lstrip()), end - len(raw) + len(raw.rstrip())
    return Formula(match.string[start:end], display, tuple(offsets[start : end + 1]), in_table)

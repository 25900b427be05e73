"""Where code goes on on the next page: never below a line that opens a block, nor with a few lines alone."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from tashika.comments import LABEL
from tashika.pdf.tree import add_class, classed, text_of

LEAST = 3
"""So many lines of code stand on each page at least."""

LEAST_IN_BOX = 4
"""The same in a box with a title and borders of its own."""

_COMMENTS = ("c", "c1", "ch", "cm")
_QUOTES = ('"""', "'''")
_BLANK = "\u200b"


def hold_lines(lines: Sequence[HtmlElement], least: int) -> None:
    """Marks the lines of a block of code before which no page ends."""
    texts = [str(line.text_content()).replace(_BLANK, "").rstrip() for line in lines]
    said = [_without_comment(line, text) for line, text in zip(lines, texts, strict=True)]
    for line, held in zip(lines, held_lines(texts, said, least), strict=True):
        if held:
            add_class(line, "held")


def held_lines(texts: Sequence[str], said: Sequence[str], least: int) -> list[bool]:
    """Whether each line stays with the one above it; `said` are the lines without their comments."""
    full = [at for at, text in enumerate(texts) if text]
    if len(full) < 2 * least:
        return [at > 0 for at in range(len(texts))]
    first, last = full[least], full[-least]
    return [
        0 < at < first or at > last or not text or _goes_on(at, texts, said) or _ends(at, texts)
        for at, text in enumerate(texts)
    ]


def _goes_on(at: int, texts: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a line is the first in a block or in brackets, closes these, is what the comment above it is about, or
    says what the line above it prints."""
    if not at:
        return False
    if texts[at - 1] and LABEL.match(texts[at].lstrip()):
        return True
    if said[at - 1].endswith((":", "(", "[", "{")) or texts[at].lstrip().startswith((")", "]", "}")):
        return True
    if texts[at].strip().rstrip(")") in _QUOTES:  # the end of a text of many lines
        return True
    if texts[at - 1] and not said[at - 1]:
        return at == 1 or not texts[at - 2] or bool(said[at - 2])  # the first line of a comment
    return at > 1 and said[at - 2].endswith(":") and said[at - 1].lstrip().startswith(_QUOTES)


def _ends(at: int, texts: Sequence[str]) -> bool:
    """Whether a line is the last one of an indented block and would stand alone on top."""
    below = texts[at + 1] if at + 1 < len(texts) else ""
    return at > 0 and texts[at].startswith(" ") and not below.startswith(" ")


def _without_comment(line: HtmlElement, text: str) -> str:
    for comment in classed(line, *_COMMENTS):
        text = text.removesuffix(text_of(comment).rstrip())
    return text.rstrip()

"""The widths of a table's columns, so that its rows take few lines and no column is squeezed to a few letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from lxml.html import HtmlElement

from tashika.pdf.code import columns_of
from tashika.pdf.links import shows_page
from tashika.pdf.pages import INSIDE
from tashika.pdf.tree import add, classed, find, make, text_of

ROOM = 92
"""Half-width letters that a row of a table has room for on the narrower paper, the space between columns included."""

WIDE_ROOM = 108
"""The same where a table of many columns is set in smaller type."""

GAP = 3
"""Letters that the space between two columns takes."""

PAGE = 8
"""Half-width letters that the page behind a link takes, with its brackets."""

_LEAST, _MOST = 8, 26
_HEAD = 12
"""A table's head that is no wider has one line."""
_WORDS = re.compile(r"[!-~]+|[ァ-ヶー]+")


def set_columns(table: HtmlElement, wide: bool) -> list[int]:
    """Gives a table without room for its cells in one line each the widths that suit them best, and returns these."""
    rows = find(table, ".//tr")
    cells = [[(width_of(cell), _word(cell)) for cell in row] for row in rows]
    count = max(map(len, cells), default=0)
    if count < 2 or any(len(row) != count for row in cells) or find(table, ".//*[@colspan or @rowspan]"):
        return []
    room = (WIDE_ROOM if wide else ROOM) - GAP * count
    wanted = [max(row[at][0] for row in cells) for at in range(count)]
    least = [max(max(row[at][1] for row in cells), min(wanted[at], _LEAST)) for at in range(count)]
    if sum(wanted) <= room:
        return []
    widths = fitted([[width for width, _ in row] for row in cells], least, room)
    whole = sum(widths) + GAP * count
    group = make("colgroup")
    for width in widths:
        add(group, make("col", style=f"width: {100 * (width + GAP) / whole:.1f}%"))
    table.insert(len(find(table, "./caption")), group)
    table.set("style", "width: 100%")
    return widths


def width_of(cell: HtmlElement) -> int:
    """The half-width letters that a cell takes in one line; those of formulas and of pages to come are estimated."""
    formulas = sum(len(text_of(formula)) + 2 for formula in classed(cell, "math"))
    return columns_of(text_of(cell)) + ceil(0.2 * formulas) + PAGE * len(_references(cell))


def _references(cell: HtmlElement) -> list[HtmlElement]:
    """The links of a cell behind which their pages will stand."""
    return [link for link in find(cell, f".//a[starts-with(@href, '{INSIDE}')]") if shows_page(link)]


def fitted(rows: Sequence[Sequence[int]], least: Sequence[int], room: int) -> list[int]:
    """Widths of columns that together take `room` and give the rows as few lines as can be; no less than `least` each.

    One letter after the other goes to the column that saves most lines by the letters that it needs for that.
    """
    widths = list(least)
    while (left := room - sum(widths)) > 0:
        now, best, chosen = _lines(rows, widths), 0.0, (0, 0)
        for at, width in enumerate(widths):
            for more in sorted({_for_one_less(row[at], width) - width for row in rows}):
                if 0 < more <= left:
                    saved = (now - _lines(rows, [*widths[:at], width + more, *widths[at + 1 :]])) / more
                    best, chosen = max((best, chosen), (saved, (at, more)))
        if not best:
            break
        widths[chosen[0]] += chosen[1]
    return widths


def _lines(rows: Sequence[Sequence[int]], widths: Sequence[int]) -> float:
    """The lines of all rows; that a cell could be lower than its row counts a little too."""
    lines = [[_height(width, room) for width, room in zip(row, widths, strict=True)] for row in rows]
    return sum(max(row) + 0.1 * sum(row) for row in lines)


def _height(width: int, room: int) -> int:
    """The lines of a cell; those that are broken lose some letters at their ends."""
    return 1 if width <= room else ceil(width / (room - 1))


def _for_one_less(width: int, room: int) -> int:
    """The room with which a cell would have one line less."""
    less = _height(width, room) - 1
    return room if not less else width if less == 1 else ceil(width / less) + 1


def _word(cell: HtmlElement) -> int:
    """The longest part of a cell that is not broken: a word, with the page where it ends a link, or a formula."""
    words = [columns_of(word) for word in _WORDS.findall(text_of(cell))]
    words += [columns_of(word) + PAGE for link in _references(cell) for word in _WORDS.findall(text_of(link))[-1:]]
    words += [columns_of(text_of(cell))] if cell.tag == "th" and columns_of(text_of(cell)) <= _HEAD else []
    return min(max([*words, *(len(text_of(formula)) for formula in classed(cell, "math"))], default=0), _MOST)

"""What a printed pass shows: on which page everything stands, and what each page should carry at its head and foot.

Pure: positions and headings in, a plan out. Pages are counted from 0, so an even page is a right-hand one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tashika.pdf.model import BookError, Heading

HEAD_ROOM = 46.0  # ems that a running head may take before it is cut
ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class Place:
    """Where an id stands: its page, and the height above the page's lower edge in points."""

    page: int
    y: float


@dataclass(frozen=True)
class Printed:
    """One pass: how many pages came, where the ids stand, and before which chapters a blank page was put."""

    pages: int
    places: Mapping[str, Place]
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """What the document says of itself: headings, what starts on the right, where arabic numbers begin, its end."""

    headings: tuple[Heading, ...]
    chapters: tuple[str, ...]
    front_ends: str
    colophon: str = ""


@dataclass(frozen=True)
class Plan:
    """What the next pass prints. `labels` counts every page; `folios` and `heads` are what is shown, or empty."""

    labels: tuple[str, ...]
    folios: tuple[str, ...]
    heads: tuple[str, ...]
    blanks: tuple[str, ...]
    pages_of: Mapping[str, str]


def plan(printed: Printed, outline: Outline, targets: Sequence[str]) -> Plan:
    """What a pass should have printed, seen from where it put things. BookError where an id was not printed."""
    wanted = [*targets, *outline.chapters, *(h.id for h in outline.headings), outline.front_ends, outline.colophon]
    missing = [id for id in dict.fromkeys(wanted) if id and id not in printed.places]
    if missing:
        raise BookError(f"these were not printed, so nothing can refer to them: {', '.join(missing[:5])}")
    blanks = _blanks(printed, outline.chapters)
    pages = {id: place.page for id, place in _moved(printed, outline.chapters, blanks).items()}
    total = printed.pages - len(printed.blanks) + len(blanks)
    bare = {pages[chapter] - 1 for chapter in blanks} | {pages.get(outline.colophon, 0), 0}
    labels = page_labels(total, pages.get(outline.front_ends, 1))
    return Plan(
        labels=labels,
        folios=tuple("" if page in bare else label for page, label in enumerate(labels)),
        heads=_heads(total, bare, pages, outline),
        blanks=blanks,
        pages_of={id: labels[pages[id]] for id in targets},
    )


def page_labels(total: int, first: int) -> tuple[str, ...]:
    """Roman before page `first`, where arabic numbers begin at 1; the cover counts, so that odd stays right-hand."""
    return tuple(roman(page + 1) if page < first else str(page - first + 1) for page in range(total))


def roman(number: int) -> str:
    """Small roman numerals, for 1 to 89."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def shortened(text: str, room: float = HEAD_ROOM) -> str:
    """Cut with a mark where it is wider than so many ems."""
    taken = 0.0
    for place, letter in enumerate(text):
        taken += 1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.55
        if taken > room:
            return text[: place - 1].rstrip() + "…"
    return text


def titled(heading: Heading) -> str:
    """A heading with its number, as outline and running heads show it."""
    return f"{heading.number} {heading.text}" if heading.number else heading.text


def _blanks(printed: Printed, chapters: Sequence[str]) -> tuple[str, ...]:
    """The chapters that come to stand on a left-hand page unless a blank page is put before them."""
    found: list[str] = []
    for chapter in chapters:
        before = sum(printed.places[b].page <= printed.places[chapter].page for b in printed.blanks)
        if (printed.places[chapter].page - before + len(found)) % 2:
            found.append(chapter)
    return tuple(found)


def _moved(printed: Printed, chapters: Sequence[str], blanks: Sequence[str]) -> dict[str, Place]:
    """Where everything will stand once the blank pages are these, and not those of the pass."""
    old = sorted(printed.places[chapter].page for chapter in printed.blanks)
    new = sorted(printed.places[chapter].page for chapter in blanks)
    return {
        id: Place(at.page - bisect_right(old, at.page) + bisect_right(new, at.page), at.y)
        for id, at in printed.places.items()
    }


def _heads(total: int, bare: set[int], pages: Mapping[str, int], outline: Outline) -> tuple[str, ...]:
    """The chapter on left-hand pages and the section on right-hand ones; none where a chapter opens."""
    chapters = [(pages[h.id], titled(h)) for h in outline.headings if h.level == 1]
    sections = [(pages[h.id], titled(h)) for h in outline.headings if h.level <= 2]
    openings = {page for page, _ in chapters} | bare
    heads = []
    for page in range(total):
        titles = chapters if page % 2 else sections
        heads.append("" if page in openings else shortened(_current(titles, page)))
    return tuple(heads)


def _current(titles: Sequence[tuple[int, str]], page: int) -> str:
    """The first title that begins on a page, else the last one before it."""
    here = next((title for at, title in titles if at == page), None)
    return here or next((title for at, title in reversed(titles) if at < page), "")

"""Reads a finished PDF back: its outline, links, fonts, labels, and every piece of text with its place and size.

Only pikepdf is needed. Widths of letters are not read, so a piece of text is known by where it begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name

from tashika.pdf.layout import Place, roman
from tashika.pdf.named import named_places

Matrix = pikepdf.Matrix
SHOWING = frozenset(("Tj", "TJ", "'", '"'))


@dataclass(frozen=True)
class Entry:
    """An entry of the outline: its depth from 1, its title, and the page it leads to."""

    level: int
    title: str
    page: int | None


@dataclass(frozen=True)
class Link:
    """A link on a page: its box, and the id and page that it leads to, or an address."""

    page: int
    box: tuple[float, float, float, float]
    name: str
    goal: int | None
    address: str = ""


@dataclass(frozen=True)
class Font:
    """A font of the file."""

    name: str
    kind: str
    embedded: bool
    mapped: bool


@dataclass(frozen=True)
class Piece:
    """Text that is shown at once: where it begins, its size in points, and how many bytes of codes it has."""

    page: int
    x: float
    y: float
    size: float
    length: int


def outline_of(pdf: pikepdf.Pdf) -> list[Entry]:
    """The outline in the order that readers see."""
    pages = _numbers(pdf)

    def walk(items: Sequence[pikepdf.OutlineItem], level: int) -> Iterator[Entry]:
        for item in items:
            goal = item.destination
            page = pages.get(goal[0].objgen) if isinstance(goal, Array) else None
            yield Entry(level, item.title, page)
            yield from walk(item.children, level + 1)

    with pdf.open_outline() as outline:
        return list(walk(outline.root, 1))


def links_of(pdf: pikepdf.Pdf) -> list[Link]:
    """All links, page by page."""
    places, pages = named_places(pdf), _numbers(pdf)
    return [
        _link(number, note, places, pages)
        for number, page in enumerate(pdf.pages)
        for note in page.get("/Annots", [])
        if note.get("/Subtype") == Name.Link
    ]


def _link(page: int, note: pikepdf.Object, places: dict[str, Place], pages: dict[tuple[int, int], int]) -> Link:
    x, y, right, top = (float(number) for number in note.Rect)
    action = note.get("/A", Dictionary())
    goal = note.get("/Dest", action.get("/D"))
    if isinstance(goal, Array):
        return Link(page, (x, y, right, top), "", pages.get(goal[0].objgen))
    if goal is None:
        return Link(page, (x, y, right, top), "", None, str(action.get("/URI", "")))
    name = unquote(str(goal).removeprefix("/"))
    return Link(page, (x, y, right, top), name, places[name].page if name in places else None)


def fonts_of(pdf: pikepdf.Pdf) -> list[Font]:
    """All fonts that text can be set in."""
    return [_font(item) for item in pdf.objects if isinstance(item, Dictionary) and _is_font(item)]


def _is_font(item: Dictionary) -> bool:
    return item.get("/Type") == Name.Font and item.get("/Subtype") in (
        *(Name.Type0, Name.Type1, Name.TrueType, Name.Type3, Name.MMType1),
    )


def _font(item: Dictionary) -> Font:
    inner = item.DescendantFonts[0] if "/DescendantFonts" in item else item
    files = inner.get("/FontDescriptor", Dictionary())
    embedded = any(key in files for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    name = str(item.get("/BaseFont", item.get("/Name", "")))
    return Font(name.removeprefix("/"), str(item.Subtype), embedded, "/ToUnicode" in item)


def labels_of(pdf: pikepdf.Pdf) -> list[str]:
    """The label of each page; empty where the file says nothing of it."""
    labels = [""] * len(pdf.pages)
    if "/PageLabels" not in pdf.Root:
        return labels
    ranges = {int(key): value for key, value in pikepdf.NumberTree(pdf.Root.PageLabels).items()}
    for page in range(len(labels)):
        start = max((key for key in ranges if key <= page), default=None)
        if start is not None:
            number = int(ranges[start].get("/St", 1)) + page - start
            labels[page] = roman(number) if ranges[start].get("/S") == Name.r else str(number)
    return labels


def pieces_of(pdf: pikepdf.Pdf, pages: Iterable[int]) -> Iterator[Piece]:
    """Every piece of text of these pages, in the order of painting, those inside forms apart."""
    for number in pages:
        page, pen = pdf.pages[number], Pen()
        for operands, operator in pikepdf.parse_content_stream(page):  # type: ignore[misc]
            name = str(operator)
            if name in SHOWING:
                yield _piece(number, pen, operands[-1])
            else:
                pen.move(name, operands)


@dataclass
class Pen:
    """Follows the few operators that say where text begins; how wide it is, nobody asks."""

    space: Matrix = field(default_factory=Matrix)
    line: Matrix = field(default_factory=Matrix)
    size: float = 0.0
    leading: float = 0.0
    saved: list[Matrix] = field(default_factory=list)

    def move(self, name: str, operands: Sequence[Any]) -> None:
        """Takes one operator; those that it does not know move nothing."""
        if name == "cm":
            self.space = Matrix(*map(float, operands)) @ self.space
        elif name == "q":
            self.saved.append(self.space)
        elif name == "Q" and self.saved:
            self.space = self.saved.pop()
        elif name == "Tf":
            self.size = float(operands[1])
        elif name == "TL":
            self.leading = float(operands[0])
        elif name in ("BT", "Tm"):
            self.line = Matrix(*map(float, operands))
        elif name in ("Td", "TD", "T*"):
            x, y = map(float, operands) if operands else (0.0, -self.leading)
            self.line = Matrix(1, 0, 0, 1, x, y) @ self.line


def _piece(page: int, pen: Pen, shown: pikepdf.Object) -> Piece:
    at = pen.line @ pen.space
    height = abs(pen.size) * (at.c**2 + at.d**2) ** 0.5
    parts = list(shown) if isinstance(shown, Array) else [shown]
    length = sum(len(bytes(part)) for part in parts if isinstance(part, pikepdf.String))
    return Piece(page, at.e, at.f, height, length)


def _numbers(pdf: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    return {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

"""Prints a book again and again until its page numbers are true.

Chromium has neither `target-counter()` nor `string-set`: where everything will stand is measured in columns, page
numbers and running heads are put into the living page, and a pass shows whether that is so. If not, its own places are
put in, and the next pass shows whether that has moved anything.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pikepdf

from tashika.pdf.browser import Browser, Page
from tashika.pdf.layout import Outline, Place, Plan, Printed, plan
from tashika.pdf.model import Book, BookError
from tashika.pdf.named import named_places

HERE = Path(__file__).parent
CSS = HERE / "chromium.css"
MOST = 4
GUESSES = ("tashikaForesee(false)", "tashikaForesee(true)")  # the second with the page numbers of the first
EMPTY = '""'
RESUMED = "resumed-"  # as in paging.js
TOP = 30.0  # points: what begins lower does not begin a page
FIT_LIMIT = 300.0  # seconds for all formulas of a very long book


@dataclass(frozen=True)
class Scaled:
    """A formula that is printed smaller than the others, because it would not fit: the id before it, its source."""

    id: str
    tex: str
    scale: float


@dataclass(frozen=True)
class Pass:
    """The last pass, its plan, how many there were, and what had to be made smaller."""

    content: bytes
    plan: Plan
    passes: int
    scaled: tuple[Scaled, ...] = ()


@dataclass(frozen=True)
class Marks:
    """What a page is asked for: what its document says of itself, and the ids whose page numbers it shows."""

    outline: Outline
    targets: tuple[str, ...]


class Printable(Protocol):
    """What passes need of a page; tests have one without a browser."""

    def run(self, script: str, limit: float | None = None) -> object: ...
    def pdf(self, tagged: bool = True) -> bytes: ...
    def show_as(self, medium: str) -> None: ...


def print_book(book: Book, program: str, packages: Path, say: Callable[[str], object]) -> Pass:
    """Prints a book with a browser, and MathJax from npm's folder. Raises BookError, and PipeError of the browser."""
    with Browser(program) as browser:
        page = browser.open(book.folder / "book.html")
        page.run(
            f"document.head.append(Object.assign(document.createElement('style'), {{textContent: {_quoted(CSS)}}}))"
        )
        draw(browser, page, book.folder, packages)
        scaled = fit(page, packages)
        with in_pages(page):
            fill(page)
            marks = mark(page, book)
            told = foresee(page, marks)
        done = settle(page, marks, told, say)
        _require_quiet(page)
    return Pass(done.content, done.plan, done.passes, scaled)


def draw(browser: Browser, page: Page, folder: Path, packages: Path) -> None:
    """Draws the diagrams of a book, on a page of their own: Mermaid would take its memory until the book is printed."""
    page.run(_scripts("diagrams.js"))
    program = _having(packages, "mermaid/dist/mermaid.min.js")
    sources = page.run("tashikaSources()")
    if not sources or program == EMPTY:
        return
    sheet = folder / "diagrams.html"
    sheet.write_text(str(page.run("tashikaSheet()")), encoding="utf-8")
    studio = browser.open(sheet)
    studio.run(_scripts("load.js", "diagrams.js"))
    drawn = studio.run(f"tashikaDraw({json.dumps(sources)}, {program})", FIT_LIMIT)
    _require_quiet(studio)
    studio.close()
    page.run(f"tashikaPlace({json.dumps(drawn)})")


def fit(page: Printable, packages: Path) -> tuple[Scaled, ...]:
    """Makes display formulas fit, with what is there for it; those that had to be made smaller."""
    page.run(_scripts("load.js", "fit.js"))
    found = page.run(f"tashikaFit({_having(packages, 'mathjax/tex-svg.js')})", FIT_LIMIT)
    assert isinstance(found, list)
    return tuple(Scaled(**one) for one in found)


@contextmanager
def in_pages(page: Printable) -> Iterator[None]:
    """Shows the book, or what is asked of it, in columns that are broken as pages are."""
    page.run(_scripts("paging.js") + "\ntashikaDigits()")
    page.show_as("print")
    page.run("tashikaOpen()")
    yield
    page.run("tashikaClose()")
    page.show_as("")


def fill(page: Printable) -> None:
    """Fills pages that would end half empty, where something may change places, be smaller, or be broken."""
    page.run(_scripts("fill.js"))
    page.run("tashikaFill()", FIT_LIMIT)


def mark(page: Printable, book: Book) -> Marks:
    """Has everything printed whose place is asked for."""
    marks = page.run(_scripts("number.js") + "\ntashikaMarks()")
    assert isinstance(marks, dict)
    outline = Outline(book.headings, tuple(marks["chapters"]), marks["frontEnds"], marks["colophon"])
    return Marks(outline, tuple(marks["targets"]))


def foresee(page: Printable, marks: Marks) -> Plan | None:
    """What the first pass should print, as columns show it, and tells the page; None where they show nothing."""
    told: Plan | None = None
    for script in GUESSES:
        found = page.run(script, FIT_LIMIT)
        if not isinstance(found, dict):
            return None
        places = {id: Place(number, 0.0) for id, number in found["places"].items()}
        seen = plan(Printed(found["pages"], places), marks.outline, marks.targets)
        if seen == told:
            break
        told = seen
        page.run(f"tashikaNumber({_told(seen)})")
    return told


def settle(page: Printable, marks: Marks, told: Plan | None, say: Callable[[str], object]) -> Pass:
    """Prints until a pass shows what it was told to; BookError after the fourth that does not."""
    for number in range(1, MOST + 1):
        content = page.pdf(tagged=told is not None)  # a pass that was told nothing is never the last one
        printed = _printed(content, told)
        seen, torn = plan(printed, marks.outline, marks.targets), torn_boxes(printed)
        say(f"pass {number}: {len(seen.labels)} pages")
        if seen == told and not torn:
            return Pass(content, seen, number)
        told = seen
        if torn:
            page.run(f"tashikaJoin({json.dumps(torn)})")
        page.run(f"tashikaNumber({_told(seen)})")
    raise BookError(f"page numbers did not settle in {MOST} passes: a reference moves what it refers to")


def torn_boxes(printed: Printed) -> list[str]:
    """The ids of boxes that were parted where a page was to end, and go on in the middle of one."""
    top = max((place.y for place in printed.places.values()), default=0.0)
    return sorted(id for id, place in printed.places.items() if id.startswith(RESUMED) and place.y < top - TOP)


def _scripts(*names: str) -> str:
    """Our scripts, one after the other."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


def _having(packages: Path, file: str) -> str:
    """The address of a folder of packages as a script's text, empty if it lacks the file."""
    return json.dumps(packages.resolve().as_uri() if (packages / file).is_file() else "")


def _printed(content: bytes, told: Plan | None) -> Printed:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return Printed(len(pdf.pages), named_places(pdf), told.blanks if told else ())


def _told(seen: Plan) -> str:
    told = {"folios": seen.folios, "heads": seen.heads, "blanks": seen.blanks, "pagesOf": dict(seen.pages_of)}
    return json.dumps(told, ensure_ascii=False)


def _quoted(file: Path) -> str:
    return json.dumps(file.read_text(encoding="utf-8"))


def _require_quiet(page: Page) -> None:
    """A book that asked for anything beyond its own folder, or whose scripts failed, is no book."""
    foreign, complaints = page.foreign_requests(), page.complaints()
    if foreign:
        raise BookError(f"the book asked the network for {', '.join(foreign[:5])}")
    if complaints:
        raise BookError(f"the book is incomplete: {'; '.join(complaints[:5])}")

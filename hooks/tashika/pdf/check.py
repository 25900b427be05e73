"""What must be true of every finished book: each check says in words what is wrong, and where; nothing if all holds.

The first ones read the file with pikepdf alone, the rest read its text as a reader would.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from lxml import html

from tashika.pdf.layout import titled
from tashika.pdf.model import Book, Heading
from tashika.pdf.named import named_places
from tashika.pdf.reading import Link, fonts_of, labels_of, links_of, outline_of, pieces_of
from tashika.pdf.tree import has_class
from tashika.pdf.words import Sheet, Word, sheets_of, squeezed, texts_of

MM = 72 / 25.4
BODY = {"B5": 9.5, "A4": 10.0}  # as in book.css
VERIFIED = ("line", "tashika-value")  # lines of code and output, and numbers in the prose
HEAD, FOOT = 20 * MM, 19 * MM  # a little less than the margins, so that no line of the text is lost
PROBES = 24  # pages whose text is measured
LEAST = 0.1  # the share of the body text there; the rest is code, tables, notes
LOCAL = re.compile(r"(file|chrome|about|blob|data):|https?://(localhost|127\.|\[::1\])", re.IGNORECASE)
STRANGE = re.compile(
    "[\ufffd\u2e80-\u2fdf\ue000-\uf8ff]"
)  # not text: private signs, and radicals in the place of kanji


@dataclass(frozen=True)
class Expected:
    """What the book was made from: its headings, the size of its body text in points, and what a reader must find."""

    headings: tuple[Heading, ...]
    body: float
    texts: tuple[str, ...] = ()


def expected(book: Book) -> Expected:
    """What the finished file of this book is held to."""
    root = html.document_fromstring(book.html)
    # Powers and fractions of a formula are not extracted in the order in which they are read.
    lines = " | ".join(f"//*[{has_class(name)} and not(.//*[{has_class('katex')}])]" for name in VERIFIED)
    found: list[html.HtmlElement] = root.xpath(lines)  # type: ignore[assignment]
    texts = dict.fromkeys(squeezed(str(element.text_content())) for element in found)
    return Expected(book.headings, BODY[book.paper], tuple(text for text in texts if text))


def check_file(file: Path, wanted: Expected) -> list[str]:
    """What pikepdf alone can tell is wrong."""
    with pikepdf.open(file) as pdf:
        return [finding for check in STRUCTURE for finding in check(pdf, wanted)]


def check_text(file: Path, wanted: Expected) -> list[str]:
    """What is wrong with the text as poppler reads it. Raises NoPoppler."""
    sheets = sheets_of(file)
    with pikepdf.open(file) as pdf:
        read = Read(file, sheets, links_of(pdf), labels_of(pdf))
    return [finding for check in TEXT for finding in check(read, wanted)]


@dataclass(frozen=True)
class Read:
    """A finished file as it was read back."""

    file: Path
    sheets: Sequence[Sheet]
    links: Sequence[Link]
    labels: Sequence[str]


def _outline(pdf: pikepdf.Pdf, wanted: Expected) -> Iterator[str]:
    entries, places = outline_of(pdf), named_places(pdf)
    if [e.title for e in entries] != [titled(h) for h in wanted.headings]:
        yield f"the outline has {len(entries)} entries that are not the {len(wanted.headings)} headings of the book"
        return
    for entry, heading in zip(entries, wanted.headings, strict=True):
        if heading.id not in places or entry.page != places[heading.id].page:
            yield f"the outline's entry {entry.title!r} does not lead to its heading"


def _links(pdf: pikepdf.Pdf, _: Expected) -> Iterator[str]:
    for link in links_of(pdf):
        if link.address:
            if LOCAL.match(link.address):
                yield f"page {link.page + 1} has a link to {link.address}, which is on this machine alone"
        elif link.goal is None:
            yield f"page {link.page + 1} has a link to {link.name or 'a page'}, which is not in the book"


def _fonts(pdf: pikepdf.Pdf, _: Expected) -> Iterator[str]:
    for font in fonts_of(pdf):
        if font.kind == "/Type3":
            yield f"the font {font.name or '(unnamed)'} is of type 3, whose text cannot be relied on"
        elif not font.embedded:
            yield f"the font {font.name} is not embedded"
        elif not font.mapped:
            yield f"the font {font.name} does not say which characters it has"


def _size(pdf: pikepdf.Pdf, wanted: Expected) -> Iterator[str]:
    """A browser makes all pages smaller, or none: some of them tell."""
    sizes: Counter[float] = Counter()
    for piece in pieces_of(pdf, range(0, len(pdf.pages), len(pdf.pages) // PROBES + 1)):
        sizes[round(piece.size, 2)] += piece.length
    body = sum(count for size, count in sizes.items() if abs(size - wanted.body) < 0.1)
    if body < LEAST * sizes.total():
        usual = sizes.most_common(1)[0][0] if sizes else 0.0
        yield f"most text is {usual} points high, hardly any {wanted.body}: something is wider than the page"


def _about(pdf: pikepdf.Pdf, _: Expected) -> Iterator[str]:
    with pdf.open_metadata() as data:
        given = {
            "a title": data.get("dc:title"),
            "a language": pdf.Root.get("/Lang"),
            "a date": data.get("xmp:CreateDate"),
        }
    given |= {"tags": pdf.Root.get("/StructTreeRoot"), "page labels": pdf.Root.get("/PageLabels")}
    for what, value in given.items():
        if not value:
            yield f"the file has no {what.removeprefix('a ')}"


def _inside(read: Read, _: Expected) -> Iterator[str]:
    for number, sheet in enumerate(read.sheets):
        for word in sheet.words:
            if (
                word.left < -0.5
                or word.top < -0.5
                or word.right > sheet.width + 0.5
                or word.bottom > sheet.height + 0.5
            ):
                yield f"page {number + 1} has text outside the paper: {word.text[:30]!r}"


def _contents(read: Read, _: Expected) -> Iterator[str]:
    """A link in the front matter that ends with a number, and is as wide as the text, shows the label of its page."""
    for link in read.links:
        wide = link.box[2] - link.box[0] > read.sheets[link.page].width / 2
        if link.goal is None or read.labels[link.page].isdecimal() or not wide:
            continue
        inside = [word for word in read.sheets[link.page].words if _within(word, link, read.sheets[link.page].height)]
        shown = max(inside, key=lambda word: word.right).text if inside else ""
        number = re.search(r"([0-9]+|[ivxl]+)$", shown)
        if number and number[1] != read.labels[link.goal]:
            yield f"the contents say {number[1]} for {link.name}, which is on page {read.labels[link.goal]}"


def _within(word: Word, link: Link, height: float) -> bool:
    left, bottom, right, top = link.box
    middle = height - (word.top + word.bottom) / 2
    return left - 1 <= word.left and word.right <= right + 1 and bottom <= middle <= top


def _folios(read: Read, _: Expected) -> Iterator[str]:
    for number, sheet in enumerate(read.sheets):
        foot = [word.text for word in sheet.words if word.top > sheet.height - FOOT]
        if number and foot and foot != [read.labels[number]]:
            yield f"page {number + 1} shows {' '.join(foot)!r} at its foot, not its label {read.labels[number]!r}"


def _stranded(read: Read, wanted: Expected) -> Iterator[str]:
    titles = {squeezed(titled(heading)) for heading in wanted.headings}
    for number, sheet in enumerate(read.sheets):
        body = [word for word in sheet.words if word.bottom > HEAD and word.top < sheet.height - FOOT]
        if number and body:
            low = max(word.bottom for word in body)
            last = squeezed("".join(word.text for word in body if word.bottom > low - 4))
            if last in titles and len({round(word.bottom) for word in body}) > 1:
                yield f"page {number + 1} ends with the heading {last!r}"


def _landing(read: Read, wanted: Expected) -> Iterator[str]:
    """A link to a heading leads to the page where the heading's text stands."""
    titles = {heading.id: squeezed(heading.text) for heading in wanted.headings}
    pages = ["".join(squeezed(word.text) for word in sheet.words) for sheet in read.sheets]
    for name, goal in sorted({(link.name, link.goal) for link in read.links if link.name in titles}, key=str):
        if goal is not None and titles[name] not in pages[goal]:
            yield f"links to {name} lead to page {goal + 1}, where there is no {titles[name]!r}"


def _letters(read: Read, _: Expected) -> Iterator[str]:
    for number, sheet in enumerate(read.sheets):
        strange = sorted(set(STRANGE.findall("".join(word.text for word in sheet.words))))
        if strange:
            yield f"page {number + 1} is read with letters that are not text: {''.join(strange)!a}"


def _verified(read: Read, wanted: Expected) -> Iterator[str]:
    """A reader who searches for a line of code, an output or a number that was verified finds it."""
    if wanted.texts:
        size = (read.sheets[0].width, read.sheets[0].height)
        whole = squeezed("".join(texts_of(read.file, HEAD, FOOT, size)))
        for text in wanted.texts:
            if text not in whole:
                yield f"this is not in the text of the book: {text[:60]!r}"


STRUCTURE: tuple[Callable[[pikepdf.Pdf, Expected], Iterator[str]], ...] = (_outline, _links, _fonts, _size, _about)
TEXT: tuple[Callable[[Read, Expected], Iterator[str]], ...] = (
    *(_inside, _contents, _folios, _stranded, _landing, _letters, _verified),
)

"""From a printed pass to the book's file: outline, page labels, who and what, whole tags; the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from tashika import __version__
from tashika.pdf.artifacts import mark_artifacts
from tashika.pdf.layout import titled
from tashika.pdf.model import Book, Heading
from tashika.pdf.named import named_places
from tashika.pdf.slim import slim
from tashika.pdf.tags import mend_letters, mend_tags

MOST_COMPRESSED: Final = 9
OPEN_LEVELS = 1  # of the outline, when the book is opened


def finish(content: bytes, book: Book, labels: Sequence[str]) -> bytes:
    """The finished file. Equal books printed alike give equal bytes."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        _outline(pdf, book.headings)
        _labels(pdf, labels)
        slim(pdf)
        mark_artifacts(pdf)
        mend_letters(pdf)
        mend_tags(pdf, {h.id: titled(h) for h in book.headings}, book.language)
        _viewing(pdf, book.language)
        _metadata(pdf, book)
        return _saved(pdf)


def _outline(pdf: pikepdf.Pdf, headings: Sequence[Heading]) -> None:
    """One entry a heading, nested as they are; a level that is skipped is no level of the outline."""
    places = named_places(pdf)
    with pdf.open_outline() as outline:
        outline.root.clear()
        open_items = [(0, outline.root)]
        for heading in headings:
            place = places[heading.id]
            item = OutlineItem(titled(heading), place.page, "XYZ", left=0, top=place.y, zoom=0)
            item.is_closed = heading.level > OPEN_LEVELS
            while open_items[-1][0] >= heading.level:
                open_items.pop()
            open_items[-1][1].append(item)
            open_items.append((heading.level, item.children))


def _labels(pdf: pikepdf.Pdf, labels: Sequence[str]) -> None:
    """Roman up to the first arabic one."""
    first = next((page for page, label in enumerate(labels) if label.isdecimal()), len(labels))
    numbers: list[int | Dictionary] = [0, Dictionary(S=Name.r, St=1)] if first else []
    if first < len(labels):
        numbers += [first, Dictionary(S=Name.D, St=1)]
    pdf.Root.PageLabels = Dictionary(Nums=Array(numbers))


def _viewing(pdf: pikepdf.Pdf, language: str) -> None:
    pdf.Root.Lang = String(language)
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _metadata(pdf: pikepdf.Pdf, book: Book) -> None:
    """Title, authors, language and date, in both places where programs look."""
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as data:
        data["dc:title"] = book.title
        data["dc:creator"] = list(book.authors)
        data["dc:description"] = book.subject
        data["dc:language"] = [book.language]
        data["pdf:Keywords"] = book.keywords
        data["pdf:Producer"] = f"tashika {__version__}"
        data["xmp:CreatorTool"] = f"tashika {__version__}"
        data["xmp:CreateDate"] = data["xmp:ModifyDate"] = book.date.isoformat()
        data["pdfuaid:part"] = "1"


def _saved(pdf: pikepdf.Pdf) -> bytes:
    """Without anything that tells one run from another."""
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]
    made = io.BytesIO()
    streams = pikepdf.ObjectStreamMode.generate
    pdf.remove_unreferenced_resources()
    pikepdf.settings.set_flate_compression_level(MOST_COMPRESSED)
    pdf.save(made, deterministic_id=True, object_stream_mode=streams, compress_streams=True, recompress_flate=True)
    return made.getvalue()

"""Prints a book with WeasyPrint, where there is no Chromium: the same document, in one pass.

Formulas that are too wide are not set anew: what sticks out is found by the check of the finished file.
"""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path
from typing import Any

import pikepdf
from lxml import html

from tashika.pdf.layout import Place, page_labels
from tashika.pdf.model import Book, BookError
from tashika.pdf.named import named_places

CSS = Path(__file__).parent / "weasyprint.css"
LOCAL = ("file:", "data:")


def has_weasyprint() -> bool:
    """Whether WeasyPrint is installed; what it needs of the system shows when it is imported."""
    return importlib.util.find_spec("weasyprint") is not None


def print_with_weasyprint(book: Book) -> tuple[bytes, tuple[str, ...]]:
    """The printed book and the labels of its pages. Raises BookError where WeasyPrint cannot start or is refused."""
    try:
        import weasyprint  # type: ignore[import-untyped]
    except OSError as error:
        raise BookError(f"WeasyPrint lacks a library of the system: {error}") from None
    asked: list[str] = []

    class Local(weasyprint.URLFetcher):  # type: ignore[misc]
        """Reads files and data; remembers and refuses all else."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith(LOCAL):
                asked.append(url)
                raise ValueError(f"{url} is not in the book")
            return super().fetch(url, headers)

    address = (book.folder / "book.html").resolve().as_uri()
    fetcher = Local()
    document = weasyprint.HTML(string=prepared(book), base_url=address, url_fetcher=fetcher)
    content = document.write_pdf(stylesheets=[weasyprint.CSS(str(CSS))], pdf_tags=True, pdf_variant="pdf/ua-1")
    if asked:
        raise BookError(f"the book asked the network for {', '.join(asked[:5])}")
    return content, labels_of_main(content, book)


def prepared(book: Book) -> str:
    """The document with the goals of its page numbers as addresses, and its matter told apart."""
    root = html.document_fromstring(book.html)
    first = str(root.xpath("string(/html/body/@data-front-ends)"))
    front = {heading.id for heading in book.headings if heading.part == "front"}
    for span in root.iterfind(".//span[@data-of]"):
        span.set("data-goal", "#" + str(span.get("data-of")))
        if span.get("data-of") in front:
            span.set("class", f"{span.get('class')} roman")
    _tell_apart(root, first)
    return str(html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>"))


def _tell_apart(root: html.HtmlElement, first: str) -> None:
    """Marks the part of the body that holds the first heading of the main matter, and all parts before it."""
    holders = list(root.xpath("//*[@id = $id]/ancestor-or-self::*", id=first))
    for part in root.xpath("/html/body/*[not(self::main)] | /html/body/main/*"):
        part.set("class", f"{part.get('class', '')} {'starts-main-matter' if part in holders else 'in-front-matter'}")
        if part in holders:
            return


def labels_of_main(content: bytes, book: Book) -> tuple[str, ...]:
    """Roman labels up to the page where the main matter begins."""
    first = next((heading.id for heading in book.headings if heading.part != "front"), "")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return page_labels(len(pdf.pages), named_places(pdf).get(first, Place(1, 0)).page)

"""Pictures as figures with captions, and the captions of tables; their numbers come when the book is put together."""

from __future__ import annotations

import re
from base64 import b64encode
from mimetypes import guess_type
from pathlib import Path

from lxml.html import HtmlElement

from tashika.pdf.diagrams import set_diagrams
from tashika.pdf.hatches import draw_hatches
from tashika.pdf.model import BookError
from tashika.pdf.pages import INSIDE, Page
from tashika.pdf.tree import classed, classes, find, has_class, make, move_content, parse, replace, text_of

_SENTENCE = re.compile(r"[。.](?:\s|$)|。")
_WIDTH = re.compile(r"--tashika-width:\s*(\d+)px")
_OUTSIDE_SVG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE[^>]*>|<metadata\b.*?</metadata>", re.DOTALL)
PIXEL = 0.75
"""Points of one pixel of CSS."""


def set_figures(page: Page, site: Path) -> None:
    """Makes figures of pictures that stand alone, and captions of tables. BookError where the site lacks a picture."""
    set_diagrams(page.article)
    set_captions(page.article)
    for twin in classed(page.article, "tashika-dark", tag="img"):
        twin.drop_tree()  # paper is light
    for picture in find(page.article, ".//img"):
        _embed(picture, page, site)
    for drawing in find(page.article, ".//svg[.//pattern]"):
        draw_hatches(drawing)
    for drawn in classed(page.article, "tashika-figure"):
        _set(drawn, find(drawn, ".//svg")[0])
    for picture in find(page.article, ".//p/img | .//p/a/img"):
        _set(picture, picture)


def _embed(picture: HtmlElement, page: Page, site: Path) -> None:
    """Puts a picture's file into the page; drawings as elements, where they take the book's fonts."""
    address = picture.get("src") or ""
    if address.startswith("data:"):
        return
    if not address.startswith(INSIDE):
        raise BookError(f"{page.leaf.source}: the picture {address} is not of this site, and a book is made offline")
    file = site / address.removeprefix(INSIDE).partition("#")[0]
    if not file.is_file():
        raise BookError(f"{page.leaf.source}: the site has no picture {file.relative_to(site)}")
    kind = guess_type(file.name)[0] or "application/octet-stream"
    if kind == "image/svg+xml":
        drawing = _drawing(file, picture, f"{page.prefix}--{file.stem}-")
        if "tashika-light" in classes(picture):
            drawing.attrib.pop("style", None)  # the ink of the book is its own
            replace(picture, drawing)
        else:
            width = drawing.get("width") or "100%"
            replace(picture, make("span", drawing, class_="tashika-figure", style=f"width:{width}"))
    else:
        picture.set("src", f"data:{kind};base64,{b64encode(file.read_bytes()).decode('ascii')}")


def _drawing(file: Path, picture: HtmlElement, prefix: str) -> HtmlElement:
    text = _OUTSIDE_SVG.sub("", file.read_text(encoding="utf-8"))
    text = re.sub(r'\b(id="|href="#|url\(#)', lambda match: match[0] + prefix, text)
    drawing = find(parse(f"<body>{text}</body>"), "//svg")[0]
    drawing.set("role", "img")
    drawing.set("aria-label", picture.get("alt") or "")
    return drawing


def _set(shown: HtmlElement, picture: HtmlElement) -> None:
    """Puts a picture that is its paragraph's only content into a figure of its own."""
    paragraph = shown.getparent()
    while paragraph is not None and paragraph.tag == "a":
        shown, paragraph = paragraph, paragraph.getparent()
    if paragraph is None or paragraph.tag not in ("p", "div", "figure") or text_of(paragraph) != text_of(shown):
        return
    said = picture.get("aria-label") or picture.get("alt") or ""
    width = _WIDTH.search(shown.get("style") or "")
    if width:
        shown.set("style", f"width:{float(width[1]) * PIXEL:g}pt")
    picture.attrib.pop("width", None)
    if paragraph.tag == "figure":
        return
    figure = make("figure", class_="figure")
    if picture.get("id"):
        figure.set("id", picture.attrib.pop("id"))
    replace(paragraph, figure)
    figure.append(shown)
    shown.tail = None
    figure.append(make("figcaption", caption(said)))


def put_before_code(section: HtmlElement) -> None:
    """Code that is folded away on a screen comes behind the figure that it draws: text leads to the figure."""
    for figure in find(section, ".//figure[preceding-sibling::*[1][self::details]]"):
        above, parent = figure.getprevious(), figure.getparent()
        assert above is not None and parent is not None
        parent.insert(parent.index(above), figure)


def caption(said: str) -> str:
    """The first sentence of a picture's description, which is what a caption has room for."""
    end = _SENTENCE.search(said)
    return said[: end.start()] if end else said.strip()


def set_captions(article: HtmlElement) -> None:
    """Makes a table's caption of a paragraph of the class `caption` right above it; its id becomes the table's."""
    for said in classed(article, "caption", tag="p"):
        table = said.getnext()
        if table is None or table.tag != "table":
            continue
        if said.get("id") and not table.get("id"):
            table.set("id", said.attrib.pop("id"))
        table.insert(0, move_content(said, make("caption")))
        said.drop_tree()


def caption_of_table(table: HtmlElement) -> HtmlElement:
    """The caption that a table has; one without words if it has none, or says no more than the heading above it."""
    for found in find(table, "./caption"):
        if text_of(found) != _heading_above(table):
            return found
        found.drop_tree()
    made = make("caption")
    table.insert(0, made)
    return made


def _heading_above(table: HtmlElement) -> str:
    above = find(table, "preceding::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5][1]")
    inside = find(table, f"ancestor::div[{has_class('admonition')}][1]/p[{has_class('admonition-title')}]")
    nearest = [*inside, *above][:1]
    return str(nearest[0].get("data-text") or text_of(nearest[0])) if nearest else ""

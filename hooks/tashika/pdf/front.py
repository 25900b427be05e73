"""The cover and the contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml.html import HtmlElement

from tashika.pdf.imprint import Imprint
from tashika.pdf.labels import dated
from tashika.pdf.model import Heading
from tashika.pdf.nav import Site
from tashika.pdf.tree import add, make

CONTENTS = "contents"
_DEEPEST = {"front": 1, "main": 3, "back": 1}


def cover(title: str, plan: Site, imprint: Imprint, words: Mapping[str, str]) -> HtmlElement:
    """The cover: title, what the book is, who wrote it, and that it was verified."""
    page = make("section", class_="cover", id="cover")
    band = make("div", make("p", title, class_="cover-title"), class_="cover-band")
    add(page, band, make("p", plan.description, class_="cover-text"))
    foot = make("div", class_="cover-foot")
    for author in plan.authors:
        add(foot, make("p", author, class_="cover-author"))
    sure = words["all held"].format(imprint.held) if imprint.claims and imprint.held == imprint.claims else ""
    add(foot, make("p", dated(words["edition of"], imprint.date) + sure, class_="cover-date"))
    return add(page, foot)


def contents(headings: Iterable[Heading], title: str) -> HtmlElement:
    """The table of contents; page numbers come when the book is printed."""
    entries = make("ol")
    for heading in headings:
        if heading.level > _DEEPEST[heading.part] or heading.id == CONTENTS:
            continue
        link = make("a", href=f"#{heading.id}")
        if heading.number:
            add(link, make("span", heading.number, class_="toc-number"), "\u2002")
        add(link, make("span", heading.text, class_="toc-text"), make("span", class_="dots"))
        add(link, make("span", class_="folio", data_of=heading.id))
        add(entries, make("li", link, class_=f"level{heading.level} in-{heading.part}"))
    head = make("h1", title, id=CONTENTS, data_title=title, data_text=title)
    return make("nav", head, entries, class_="toc", role="doc-toc")

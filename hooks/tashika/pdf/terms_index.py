"""The index: the glossary's terms in the order of their readings, each with the pages that explain or use it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lxml.html import HtmlElement

from tashika.model import Term
from tashika.pdf.pages import Anchors, Page
from tashika.pdf.tree import add, classed, find, make, text_of
from tashika.records.glossary import anchor, group_of, read_glossary, sort_key

FILE = "glossary.yml"
_BLOCKS = frozenset(["h1", "h2", "h3", "h4", "p", "td", "th", "dt", "dd", "figcaption"])
Uses = dict[str, list[tuple[str, bool]]]
"""Of each term, by its name in addresses: the ids of the places that have it, and whether one explains it."""


def read_terms(docs: Path) -> tuple[Term, ...]:
    """The terms of a project's glossary; none if it has none."""
    file = docs / FILE
    return read_glossary(FILE, file.read_text(encoding="utf-8"))[0] if file.is_file() else ()


def mark_terms(pages: Iterable[Page], terms: Sequence[Term], urls: Mapping[str, str], anchors: Anchors) -> Uses:
    """Where the pages have the terms, each place with an id. `urls` has the address of each source."""
    uses: Uses = {}
    explained = {name: [t for t in terms if t.page.partition("#")[0] == name] for name in urls}
    for page in pages:
        for term in explained.get(page.leaf.source, ()):
            uses.setdefault(anchor(term), []).append((_explanation(page, term, anchors), True))
        mine = {anchor(term) for term in explained.get(page.leaf.source, ())}
        for link in classed(page.article, "tashika-term", tag="a"):
            name = (link.get("href") or "").partition("#")[2]
            if name not in mine:
                uses.setdefault(name, []).append((_own_id(link, page, anchors), False))
    return uses


def index_of(terms: Iterable[Term], uses: Uses) -> HtmlElement:
    """The index below its rows; terms that no page has are left out."""
    index = make("div", class_="index")
    row = ""
    for term in sorted(terms, key=sort_key):
        places = uses.get(anchor(term))
        if not places:
            continue
        if group_of(term) != row:
            row = group_of(term)
            add(index, make("p", row, class_="index-row"))
        add(index, _entry(term, places))
    return index


def _explanation(page: Page, term: Term, anchors: Anchors) -> str:
    """The id of the place that explains a term: where it is bold, else where it stands first, on its page or behind the
    heading that it names."""
    named = anchors.ids.get((page.leaf.url, term.page.partition("#")[2]), "")
    elements = list(page.article.iter())
    begin = next((n for n, each in enumerate(elements) if named and each.get("id") == named), 0)
    words = re.compile("|".join(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in (term.term, *term.aliases)))
    after = elements[begin:]
    bold = (each for each in after if each.tag == "strong" and words.fullmatch(text_of(each)))
    first = (each for each in after if each.tag in _BLOCKS and words.search(text_of(each)))
    heading = after[0] if begin else next(iter(find(page.article, ".//h1")), page.article)
    return _own_id(next(bold, next(first, heading)), page, anchors)


def _own_id(element: HtmlElement, page: Page, anchors: Anchors) -> str:
    if not element.get("id"):
        element.set("id", anchors.claim(f"{page.prefix}--term"))
    return element.get("id") or ""


def _entry(term: Term, places: Iterable[tuple[str, bool]]) -> HtmlElement:
    entry = make("p", make("span", term.term, class_="index-term"), class_="index-entry")
    if term.english and term.english.lower() != term.term.lower():
        add(entry, " ", make("span", term.english, class_="index-english"))
    pages = make("span", class_="folios")
    for at, (id, explains) in enumerate(places):
        link = make("a", make("span", class_="folio", data_of=id), href=f"#{id}")
        if explains:
            link.set("class", "explains")
        add(pages, make("span", ", " if at else "", link, class_="index-page"))
    return add(entry, " ", pages)

"""The index: the glossary's terms in the order of their readings, each with the pages that explain or use it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lxml.html import HtmlElement

from tashika.model import Term
from tashika.pdf.pages import Anchors, Page
from tashika.pdf.quizzes import QUESTIONS
from tashika.pdf.tree import add, classed, find, make, text_of
from tashika.records.glossary import anchor, group_of, read_glossary, sort_key
from tashika.records.references import REFERENCES

FILE = "glossary.yml"
_BLOCKS = frozenset(["h1", "h2", "h3", "h4", "p", "li", "td", "th", "dt", "dd", "figcaption"])
_HEADINGS = ".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6"
_SIGNS = re.compile(r"\W+")
_BRACKETS = re.compile(r"\s?[（(][^）)]*")
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
        aside = _aside(page)
        for term in explained.get(page.leaf.source, ()):
            uses.setdefault(anchor(term), []).append((_explanation(page, term, aside, anchors), True))
        mine = {anchor(term) for term in explained.get(page.leaf.source, ())}
        for link in classed(page.article, "tashika-term", tag="a"):
            name = (link.get("href") or "").partition("#")[2]
            if name not in mine and link not in aside:
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


def _explanation(page: Page, term: Term, aside: set[HtmlElement], anchors: Anchors) -> str:
    """The id of the place that explains a term: where it is bold, or in brackets behind what is bold, else where it
    stands first, on its page or behind the heading that it names."""
    named = anchors.ids.get((page.leaf.url, term.page.partition("#")[2]), "")
    elements = [each for each in page.article.iter() if each not in aside]
    begin = next((n for n, each in enumerate(elements) if named and each.get("id") == named), 0)
    names = filter(None, (term.term, term.english, *term.aliases))
    words = re.compile("|".join(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in names))
    after = elements[begin:]
    bold = (each for each in after if each.tag == "strong" and _names(each, words))
    first = (each for each in after if each.tag in _BLOCKS and words.search(text_of(each)))
    heading = after[0] if begin else next(iter(find(page.article, ".//h1")), page.article)
    return _own_id(next(bold, next(first, heading)), page, anchors)


def _names(bold: HtmlElement, words: re.Pattern[str]) -> bool:
    """Whether what is bold is one of the words, or what stands in brackets behind it has one."""
    brackets = _BRACKETS.match(bold.tail or "")
    return bool(words.fullmatch(text_of(bold)) or (brackets and words.search(brackets[0])))


def _aside(page: Page) -> set[HtmlElement]:
    """What no index leads to: questions, whose answers stand elsewhere in the book, and lists of literature."""
    headings = [each for each in find(page.article, _HEADINGS) if text_of(each) in REFERENCES]
    lists = [below for heading in headings if (below := heading.getnext()) is not None and below.tag in ("ul", "ol")]
    return {inner for box in [*find(page.article, QUESTIONS), *lists] for inner in box.iter()}


def _own_id(element: HtmlElement, page: Page, anchors: Anchors) -> str:
    if not element.get("id"):
        element.set("id", anchors.claim(f"{page.prefix}--term"))
    return element.get("id") or ""


def _entry(term: Term, places: Iterable[tuple[str, bool]]) -> HtmlElement:
    entry = make("p", make("span", term.term, class_="index-term"), class_="index-entry")
    if term.english and _SIGNS.sub("", term.english.lower()) != _SIGNS.sub("", term.term.lower()):
        add(entry, " ", make("span", term.english, class_="index-english"))
    pages = make("span", class_="folios")
    for at, (id, explains) in enumerate(places):
        link = make("a", make("span", class_="folio", data_of=id), href=f"#{id}")
        if explains:
            link.set("class", "explains")
        add(pages, make("span", ", " if at else "", link, class_="index-page"))
    return add(entry, " ", pages)

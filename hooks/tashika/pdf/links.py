"""Leads every link of the pages to its place in the book, with the page where that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from lxml.html import HtmlElement

from tashika.pdf.model import BookError
from tashika.pdf.pages import INSIDE
from tashika.pdf.tree import add, add_class, classes, find, has_class, make, text_of

_KIND_ALONE = re.compile(r"|図|表|式|figure|table|equation", re.IGNORECASE)
_SAYS_WHERE = re.compile(r"https?:|arxiv|doi|www\.", re.IGNORECASE)
_NARROW = "ancestor::td or ancestor::th or ancestor::h1 or ancestor::h2 or ancestor::h3 or ancestor::h4"
_ALONE = "parent::td and count(../node()[self::* or normalize-space()]) = 1"
_LISTED = f"ancestor::td/ancestor::section[{has_class('appendix')}]"  # a collection is there for its references
_LONGEST = 60


@dataclass(frozen=True)
class Places:
    """Where links can lead: ids by page and anchor, "" for a whole page; labels of numbered things; the web."""

    ids: Mapping[tuple[str, str], str]
    labels: Mapping[str, str]
    address: str
    aside: str = "（{}）"
    """How a remark stands behind what it is on."""


def resolve(body: HtmlElement, places: Places) -> None:
    """Resolves all links below `body`. Raises BookError that names each page and each link that leads nowhere."""
    missing = [told for link in find(body, ".//a[@href]") if (told := _resolve(link, places))]
    if missing:
        raise BookError("\n".join(dict.fromkeys(missing)))


def _resolve(link: HtmlElement, places: Places) -> str:
    """Resolves a link; what is wrong with it, or nothing."""
    page = link.attrib.pop("data-page", "")
    address = link.get("href") or ""
    if not address.startswith(INSIDE):
        if not address.startswith("#"):
            _to_the_web(link, address, places.aside)
        return ""
    url, _, fragment = address.removeprefix(INSIDE).partition("#")
    if (url, "") not in places.ids:
        _out_of_the_book(link, url, fragment, places.address)
        return ""
    target = places.ids.get((url, fragment))
    if target is None:
        return f"{page}: the link to {url}#{fragment} leads nowhere: that page has no such anchor"
    link.set("href", f"#{target}")
    _refer(link, target, places)
    return ""


def _refer(link: HtmlElement, target: str, places: Places) -> None:
    """Says where a link leads: the number of a figure, table or equation, and the page."""
    label = places.labels.get(target, "")
    said = text_of(link)
    if label and _KIND_ALONE.fullmatch(said):
        for child in list(link):
            link.remove(child)
        link.text = label
    elif label and "eqno" not in (link.get("class") or ""):
        add(link, places.aside.format(label))
    if shows_page(link):
        add_class(link, "xref")
        add(link, make("span", class_="folio ref", data_of=target))


def shows_page(link: HtmlElement) -> bool:
    """Whether a link within the book is followed by the page it leads to.

    In a cell of a table there is room for it where nothing else is in the cell, or where the table lists references.
    """
    narrow = link.xpath(f"({_NARROW}) and not({_ALONE}) and not({_LISTED})")
    return not narrow and not {"tashika-term", "footnote-ref", "headerlink"}.intersection(classes(link))


def _to_the_web(link: HtmlElement, address: str, aside: str) -> None:
    add_class(link, "web")
    said = text_of(link)
    bare = re.sub(r"^https?://|/$", "", address)
    narrow = link.xpath(f"boolean({_NARROW})")
    if address.startswith("http") and not narrow and not _SAYS_WHERE.match(said) and len(bare) <= _LONGEST:
        link.append(make("span", aside.format(bare), class_="url"))


def _out_of_the_book(link: HtmlElement, url: str, fragment: str, site: str) -> None:
    """To the site on the web, if it has an address there; else what the link says stays as plain text."""
    if site:
        path = "" if url == "index.html" else quote(url)
        link.set("href", urljoin(site, path) + (f"#{quote(fragment)}" if fragment else ""))
        add_class(link, "web")
    else:
        link.tag = "span"
        link.attrib.pop("href")

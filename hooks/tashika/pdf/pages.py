"""Reads the pages of the built site, each as the part of its HTML that the author wrote.

All addresses become whole ones within the site, all ids the book's own: after that, pages can be put together.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from tashika.pdf.model import BookError
from tashika.pdf.nav import Leaf
from tashika.pdf.tree import classed, find, has_class, parse

INSIDE = "site:"
"""What an address begins with that leads to another place of the site."""

_NOT_PRINTED = (
    ("headerlink", "md-content__button", "md-tags", "md-source-file", "md-feedback", "site-only", "tashika-save"),
    ("script", "style", "button", "form", "input", "template", "comment()", "link"),
)
_URL_POINTER = re.compile(r"url\(#([^)]+)\)")


@dataclass
class Page:
    """A page in the making; what stands in `article` is changed in place until it is part of the book."""

    leaf: Leaf
    prefix: str
    article: HtmlElement


@dataclass
class Anchors:
    """Which id of the book a place of the site has become."""

    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def claim(self, wanted: str) -> str:
        """An id that nothing else in the book has."""
        found, count = wanted, 1
        while found in self.taken:
            count += 1
            found = f"{wanted}.{count}"
        self.taken.add(found)
        return found


def read_page(site: Path, leaf: Leaf, anchors: Anchors) -> Page | None:
    """A page, or None if it only lists tags. Raises BookError where the site has no such page."""
    file = site / leaf.url
    if not file.is_file():
        raise BookError(f"{leaf.source}: the site has no page {leaf.url}: build the site first")
    found = classed(parse(file.read_text(encoding="utf-8")), "md-content__inner", tag="article")
    if not found:
        raise BookError(f"{leaf.source}: {leaf.url} has no article: only Material for MkDocs' pages can be printed")
    page = Page(leaf, prefix_of(leaf.url), found[0])
    if find(page.article, f".//*[self::h2 or self::h3]/span[{has_class('md-tag')}]"):
        return None
    _strip(page.article)
    _whole_addresses(page)
    _own_ids(page, anchors)
    return page


def prefix_of(url: str) -> str:
    """What the ids of a page begin with."""
    stem = re.sub(r"(^|/)index\.html$|\.html$", "", url)
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-") or "home"


def _strip(article: HtmlElement) -> None:
    for element in classed(article, *_NOT_PRINTED[0]):
        element.drop_tree()
    for name in _NOT_PRINTED[1]:
        for element in find(article, f".//{name}"):
            element.drop_tree()
    for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "data-search-exclude", "tabindex"):
        for element in find(article, f".//*[@{name}]"):
            element.attrib.pop(name)


def _whole_addresses(page: Page) -> None:
    for link in find(page.article, ".//a[@href]"):
        link.set("data-page", page.leaf.source)
        link.set("href", _whole(page.leaf.url, link.get("href") or ""))
    for picture in find(page.article, ".//img[@src]"):
        picture.set("src", _whole(page.leaf.url, picture.get("src") or ""))
        picture.attrib.pop("loading", None)


def _whole(url: str, address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address
    path = posixpath.normpath(posixpath.join(posixpath.dirname(url), unquote(parts.path))) if parts.path else url
    if parts.path.endswith("/"):
        path = posixpath.join(path, "index.html")
    return f"{INSIDE}{path.removeprefix('./')}#{unquote(parts.fragment)}"


def _own_ids(page: Page, anchors: Anchors) -> None:
    new: dict[str, str] = {}
    for count, element in enumerate(find(page.article, ".//*[@id] | .//a[@name]"), 1):
        old = element.get("id") or element.get("name") or ""
        plain = old if re.fullmatch(r"[A-Za-z][\w.:-]*", old, re.ASCII) else f"h{count}"
        new[old] = anchors.claim(f"{page.prefix}--{plain.replace(':', '-')}")
        anchors.ids[page.leaf.url, old] = new[old]
        element.attrib.pop("name", None)
        element.set("id", new[old])
    for element in find(page.article, ".//svg/descendant-or-self::*"):
        for name, value in element.attrib.items():
            if "url(#" in value or (name.endswith("href") and value.startswith("#")):
                element.set(name, _renamed(value, new))


def _renamed(value: str, new: dict[str, str]) -> str:
    if value.startswith("#"):
        return "#" + new.get(value[1:], value[1:])
    return _URL_POINTER.sub(lambda match: f"url(#{new.get(match[1], match[1])})", value)

"""What collections gather of pages that are not in the book is not in the book either."""

from __future__ import annotations

from collections.abc import Collection

from lxml.html import HtmlElement

from tashika.pdf.pages import INSIDE
from tashika.pdf.tree import find, text_of

_PARTS = ("h1", "h2", "h3")


def drop_left_out(article: HtmlElement, printed: Collection[str]) -> int:
    """Drops each section whose heading is nothing but a link to a page of the site that is not among `printed`.

    How many it has dropped.
    """
    dropped = 0
    for heading in find(article, ".//h2[a[@href]] | .//h3[a[@href]]"):
        link = find(heading, "./a[@href]")[0]
        address = link.get("href") or ""
        url = address.removeprefix(INSIDE).partition("#")[0]
        if address.startswith(INSIDE) and url not in printed and text_of(link) == text_of(heading):
            _drop_section(heading)
            dropped += 1
    return dropped


def _drop_section(heading: HtmlElement) -> None:
    following = heading.getnext()
    ends = _PARTS[: _PARTS.index(heading.tag) + 1]
    while following is not None and following.tag not in ends:
        behind = following.getnext()
        following.drop_tree()
        following = behind
    heading.drop_tree()

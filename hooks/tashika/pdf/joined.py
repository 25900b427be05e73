"""Keeps together what no line may part and no browser knows of: a number and the per cent sign behind it."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from tashika.pdf.tree import text_of

_PARTED = re.compile(r"(?<=\d) (?=[%％])")
_LEFT = re.compile(r"^ (?=[%％])")
_AS_IT_IS = ("pre", "code", "annotation", "script", "style")


def join_signs(article: HtmlElement) -> None:
    """Has the space between a number and its sign break no line, also where the number has an element of its own."""
    for element in article.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text and element.tag not in _AS_IT_IS:
            element.text = _PARTED.sub("\u00a0", element.text)
        if element.tail:
            element.tail = _PARTED.sub("\u00a0", element.tail)
            if _LEFT.match(element.tail) and text_of(element)[-1:].isdigit():
                element.tail = _LEFT.sub("\u00a0", element.tail)

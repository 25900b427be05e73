"""Puts the pictures of figures into a page's HTML, where they take the colours of the page around them. Pure.

An image file would follow the reader's system only, and not the page's own switch between light and dark. This comes
after a page was rendered and indexed: neither has to do with what is in a picture.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from tashika.model import Page
from tashika.site.outlines import shortened

_IMAGE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r"""\b(?P<name>[\w-]+)="(?P<value>[^"]*)\"""")
_LEFT_OUT = re.compile(r"<\?xml.*?\?>|<metadata\b.*?</metadata>|<style>.*?</style>|\n", re.DOTALL)
_HEAD = re.compile(r'<svg xmlns="[^"]*" width="(?P<width>\d+)" height="\d+"')


def pictures_of(page: Page, docs: str) -> Mapping[str, str]:
    """The pictures of a page's figures by their URL in the site, which is their path below the folder `docs`."""
    figures = (claim for claim in page.claims if claim.kind == "figure" and claim.expected)
    return {claim.detail.removeprefix(docs): claim.expected for claim in figures if claim.detail.startswith(docs)}


def inlined(content: str, page: str, pictures: Mapping[str, str]) -> str:
    """The HTML of the page at URL `page` with each picture once in place of its image; `pictures` by their URLs."""
    left = dict(pictures)

    def replaced(match: re.Match[str]) -> str:
        attributes = {found["name"]: html.unescape(found["value"]) for found in _ATTRIBUTE.finditer(match[0])}
        source = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(attributes.get("src", ""))))
        svg = left.pop(source, None)
        return match[0] if svg is None else figure(svg, attributes)

    return _IMAGE.sub(replaced, content) if left else content


def figure(svg: str, attributes: Mapping[str, str]) -> str:
    """The picture as an element that scrolls where a screen is too small for it."""
    plain = shortened(_LEFT_OUT.sub("", svg))
    head = _HEAD.match(plain)
    if head is None:  # not as tashika writes it, which a preview may still show
        return plain
    alt = html.escape(attributes.get("alt", ""))
    picture = f'<svg role="img" aria-label="{alt}" width="{head["width"]}"{plain[head.end() :]}'
    return f'<span class="tashika-figure" style="--tashika-width:{head["width"]}px">{picture}</span>'

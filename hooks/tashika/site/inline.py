"""A picture as a part of a page's HTML, where it takes the colours of the page around it. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from tashika.site.outlines import shortened

_LEFT_OUT = re.compile(r"<\?xml.*?\?>|<metadata\b.*?</metadata>|<style>.*?</style>|\n", re.DOTALL)
_HEAD = re.compile(r'<svg xmlns="[^"]*" width="(?P<width>\d+)" height="(?P<height>\d+)"')


def bare(svg: str) -> str:
    """A picture without what a reader does not see of it."""
    return shortened(_LEFT_OUT.sub("", svg))


def size(svg: str) -> tuple[int, int] | None:
    """Width and height of a bare picture in pixels; None for one that is not as tashika writes it."""
    head = _HEAD.match(svg)
    return head and (int(head["width"]), int(head["height"]))


def framed(width: int, content: str) -> str:
    """An element for a picture, which scrolls where a screen is too small for it."""
    return f'<span class="tashika-figure" style="--tashika-width:{width}px">{content}</span>'


def figure(svg: str, attributes: Mapping[str, str]) -> str:
    """The picture as an element."""
    plain = bare(svg)
    head = _HEAD.match(plain)
    if head is None:  # not as tashika writes it, which a preview may still show
        return plain
    alt = html.escape(attributes.get("alt", ""))
    picture = f'<svg role="img" aria-label="{alt}" width="{head["width"]}"{plain[head.end() :]}'
    return framed(int(head["width"]), picture)

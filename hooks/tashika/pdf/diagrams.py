"""Mermaid's diagrams as figures; the browser draws them, and their source is printed where nothing can draw it."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from tashika.pdf.tree import classed, make, replace

_TITLE = re.compile(r"^\s*accTitle\s*:\s*(.+)$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^\s*accDescr\s*:\s*(.+)$", re.MULTILINE)


def set_diagrams(article: HtmlElement) -> None:
    """Makes a figure of each diagram, with its title as the caption and its description as what it says."""
    for block in classed(article, "mermaid", tag="pre"):
        source = str(block.text_content()).strip()
        title, description = (_said(pattern, source) for pattern in (_TITLE, _DESCRIPTION))
        figure = make("figure", make("pre", source, class_="diagram", aria_label=description or title), class_="figure")
        if title:
            figure.append(make("figcaption", title))
        replace(block, figure)


def _said(pattern: re.Pattern[str], source: str) -> str:
    found = pattern.search(source)
    return found[1].strip() if found else ""

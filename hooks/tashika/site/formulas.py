"""The displayed formulas of all pages, in the order of the navigation, for the page that asks for them. Pure.

<!-- formulas -->
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tashika.formulas.source import COMMENT
from tashika.model import Page
from tashika.records import title

PLACE = re.compile(r"^[ \t]*<!--[ \t]*formulas[ \t]*-->[ \t]*$", re.MULTILINE)
DISPLAY = re.compile(r"^\$\$[ \t]*\r?\n(?P<inner>.*?)\r?\n\$\$[ \t]*\r?$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(?P<level>#{2,6}) +(?P<text>.+?)[ \t]*#*(?:\{.*\})?[ \t]*\r?$", re.MULTILINE)


def asks_for_formulas(text: str) -> bool:
    """Whether a page is where they are collected."""
    return PLACE.search(text) is not None


def with_formulas(text: str, page: Page, pages: Mapping[str, Page], order: Sequence[str]) -> str:
    """The page's text with all formulas in their place. `pages` by path below the notes' folder, as `order` is."""
    folder = next((posixpath.dirname(path) for path, each in pages.items() if each.path == page.path), "")
    named = [path for path in order if path in pages and pages[path].path != page.path]
    parts = [part for path in named for part in _part(pages[path], posixpath.relpath(path, folder or "."))]
    return PLACE.sub(lambda _: "\n".join(parts), text, count=1)


def in_order(nav: Any) -> Iterator[str]:
    """The paths that a navigation names, from top to bottom."""
    if isinstance(nav, str):
        yield nav
    for each in nav.values() if isinstance(nav, Mapping) else nav if isinstance(nav, list) else ():
        yield from in_order(each)


def _part(page: Page, link: str) -> Iterator[str]:
    """A heading that leads to the page, and its formulas below the names of their sections."""
    below = ""
    found = [*_formulas(page)]
    if found:
        yield f"## [{title(page)}]({link})\n"
    for section, formula in found:
        if section != below:
            yield f"**{section}**\n"
            below = section
        yield f"$$\n{formula}\n$$\n"


def _formulas(page: Page) -> Iterable[tuple[str, str]]:
    """Each formula that stands at the margin, with the heading above it; those in answers and notes are indented."""
    section = ""
    for block in page.blocks:
        if block.info:
            continue
        marks = sorted([*HEADING.finditer(block.source), *DISPLAY.finditer(block.source)], key=lambda m: m.start())
        for mark in marks:
            if mark.re is HEADING:
                section = COMMENT.sub("", mark["text"])
            else:
                yield section, COMMENT.sub("", mark["inner"])

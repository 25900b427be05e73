"""Which pages make which chapter, from the navigation in mkdocs.yml. Pure but for reading that file.

A section called 第18章 … is the chapter of that number; where no section has a number, all are counted. A page before
the first chapter is front matter; a page of a section without a number is an appendix.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from mkdocs.utils.yaml import yaml_load

from tashika.pdf.model import BookError, Part

_NUMBERED = re.compile(r"第\s*(\d+)\s*章[\s:：]*(.*)|(?:Chapter\s+)(\d+)[\s:：.]*(.*)", re.IGNORECASE)
_INDEXES = ("index", "readme")


@dataclass(frozen=True)
class Leaf:
    """A page: its source below the notes' folder, its address in the site, the title that the navigation gives it."""

    source: str
    url: str
    title: str = ""

    @property
    def opens(self) -> bool:
        """Whether it is the page of its whole section."""
        return posixpath.splitext(posixpath.basename(self.source))[0].lower() in _INDEXES


@dataclass(frozen=True)
class Chapter:
    """Pages below one title. `number` is "18" or "A"; front matter has none."""

    part: Part
    number: str
    title: str
    pages: tuple[Leaf, ...]


@dataclass(frozen=True)
class Site:
    """What mkdocs.yml says of the book."""

    title: str
    description: str
    authors: tuple[str, ...]
    language: str
    address: str
    chapters: tuple[Chapter, ...]


Entry = Leaf | tuple[str, tuple[Leaf, ...]]


def read_site(root: Path) -> Site:
    """Reads a project's mkdocs.yml. Raises BookError."""
    file = root / "mkdocs.yml"
    if not file.is_file():
        raise BookError(f"there is no {file}: the book follows its navigation")
    with file.open("rb") as stream:
        config = yaml_load(stream)
    docs = root / (config.get("docs_dir") or "docs")
    nav = config.get("nav") or _found(docs)
    entries = _entries(nav, bool(config.get("use_directory_urls", True)))
    return Site(
        title=str(config.get("site_name") or root.name),
        description=str(config.get("site_description") or ""),
        authors=tuple(filter(None, [str(config.get("site_author") or "").strip()])),
        language=str((config.get("theme") or {}).get("language") or "en") if _is_table(config.get("theme")) else "en",
        address=str(config.get("site_url") or ""),
        chapters=tuple(chapters(_printed(entries, _left_out(config)))),
    )


def _left_out(config: Mapping[str, Any]) -> list[str]:
    """The patterns of `extra: book: leave_out:`, of sources that are for a screen only."""
    book = (config.get("extra") or {}).get("book") or {}
    return [str(pattern) for pattern in book.get("leave_out") or ()]


def _printed(entries: Iterable[Entry], left_out: Sequence[str]) -> Iterator[Entry]:
    """The entries without the pages that are left out, and without sections that have no page then."""

    def stays(page: Leaf) -> bool:
        return not any(fnmatch(page.source, pattern) for pattern in left_out)

    for each in entries:
        if isinstance(each, Leaf):
            yield from filter(stays, [each])
        elif pages := tuple(filter(stays, each[1])):
            yield each[0], pages


def chapters(entries: Iterable[Entry]) -> Iterator[Chapter]:
    """Sorts pages and sections into front matter, chapters and appendices."""
    entries = list(entries)
    counted = not any(isinstance(each, tuple) and _NUMBERED.match(each[0]) for each in entries)
    number = letter = 0
    for each in entries:
        title, pages = each if isinstance(each, tuple) else ("", (each,))
        match = _NUMBERED.match(title)
        if title and (match or counted):
            number += 1
            found = [group for group in match.groups() if group] if match else [str(number), title]
            yield Chapter("main", found[0], found[1] if len(found) > 1 else title, pages)
        elif not number:
            yield from (Chapter("front", "", page.title, (page,)) for page in pages)
        else:
            for page in pages:
                yield Chapter("back", ascii_uppercase[letter % 26], page.title, (page,))
                letter += 1


def url_of(source: str, folders: bool) -> str:
    """The address of the page that MkDocs makes of a source; `folders` is its `use_directory_urls`."""
    stem = posixpath.splitext(source)[0]
    folder, name = posixpath.split(stem)
    if name.lower() in _INDEXES:
        return posixpath.join(folder, "index.html")
    return f"{stem}/index.html" if folders else f"{stem}.html"


def _entries(nav: Iterable[Any], folders: bool) -> Iterator[Entry]:
    for item in nav:
        for title, value in item.items() if isinstance(item, Mapping) else [("", item)]:
            if isinstance(value, list):
                yield str(title), tuple(_leaves(value, folders))
            elif _is_page(value):
                yield Leaf(value, url_of(value, folders), str(title))


def _leaves(nav: Iterable[Any], folders: bool) -> Iterator[Leaf]:
    for each in _entries(nav, folders):
        if isinstance(each, Leaf):
            yield each
        else:
            yield from each[1]


def _is_page(value: object) -> bool:
    return isinstance(value, str) and value.endswith((".md", ".ipynb", ".py")) and "://" not in value


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _found(docs: Path) -> list[Any]:
    """All notes, a section for each folder, where mkdocs.yml leaves the navigation to MkDocs."""
    files = sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
    files.sort(key=lambda name: (posixpath.dirname(name), not Leaf(name, "").opens))
    nav: list[Any] = [name for name in files if "/" not in name]
    for folder in dict.fromkeys(name.partition("/")[0] for name in files if "/" in name):
        nav.append({folder.replace("-", " ").capitalize(): [n for n in files if n.startswith(folder + "/")]})
    return nav

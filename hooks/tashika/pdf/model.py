"""The book as a value: what the document half hands to the printing half."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

Paper = Literal["A4", "B5"]
Part = Literal["front", "main", "back"]


class BookError(ValueError):
    """The site cannot become a book as it is; the message names the page and what is wrong there."""


@dataclass(frozen=True)
class Heading:
    """A heading of the book, in the order of print. `level` is 1 to 6; `number` is like "18.2.1", or empty."""

    level: int
    number: str
    text: str
    id: str
    part: Part


@dataclass(frozen=True)
class Book:
    """A whole document. Its HTML reads nothing but `data:` addresses and files of `folder`, which holds book.html."""

    html: str
    folder: Path
    headings: tuple[Heading, ...]
    title: str
    authors: tuple[str, ...]
    language: str
    date: datetime
    subject: str
    keywords: str
    paper: Paper


@dataclass(frozen=True)
class BookOptions:
    """What to make: all chapters, or the one whose pages stand in the folder `chapter` ("ch19")."""

    paper: Paper = "B5"
    chapter: str = ""
    folder: Path | None = None

"""A small built site under tests/cases/pdf, and the book that is made of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from lxml.html import HtmlElement

from tashika.config import Project, make_project
from tashika.pdf.book import make_book
from tashika.pdf.model import Book, BookOptions

CASES = Path(__file__).parents[1] / "cases" / "pdf"
KEPT = Path(__file__).parents[2] / ".cache" / "tashika"
DAY = "1700000000"

Made = tuple[Book, HtmlElement]


def project_at(root: Path) -> Project:
    project = make_project(root, {})
    return Project(project.root, project.docs, project.snippets, cache=KEPT)


def made(root: Path, folder: Path, **options: str) -> Made:
    folder.mkdir(parents=True, exist_ok=True)
    book = make_book(root / "built", project_at(root), BookOptions(folder=folder, **options))  # type: ignore[arg-type]
    return book, lxml.html.document_fromstring(book.html)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The book of the small site."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        return made(CASES, tmp_path_factory.mktemp("book"))


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Made]:
    """Makes the book of the small site once a text in one of its files is another."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    root = tmp_path / "project"
    shutil.copytree(CASES, root)

    def make(name: str = "", old: str = "", new: str = "", **options: str) -> Made:
        if name:
            text = (root / name).read_text(encoding="utf-8")
            assert old in text
            (root / name).write_text(text.replace(old, new), encoding="utf-8")
        return made(root, tmp_path / "book", **options)

    return make

"""Says of problems in notebooks in which cell they are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from tashika.model import Page, Problem
from tashika.notebooks.cells import Notebook, read_file

_book = lru_cache(maxsize=100)(read_file)


def in_cells(problems: Iterable[Problem], pages: Iterable[Page]) -> Iterator[Problem]:
    """The problems, those of notebooks with their cells where they do not name them yet."""
    known = {page.path: page for page in pages if page.is_notebook}
    for problem in problems:
        if problem.at.path in known and not problem.at.cell:
            book: Notebook = _book(problem.at.path, known[problem.at.path].text)
            problem = replace(problem, at=replace(problem.at, cell=book.where(problem.at.line)))
        yield problem

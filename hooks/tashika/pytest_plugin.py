"""Notes as pytest tests: `pytest docs` has an item for each claim, problem and block that is not run.

pytest loads this module in every project of an environment: only a page that is being collected imports the rest.
Collecting parses; the first item that runs has all the selected notes checked at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tashika.config import Project
    from tashika.model import Claim, Problem, Report, Span


class Failed(Exception):
    """What an item has to say, without a traceback."""


class NotesSession:
    """The notes of a project, parsed once, and their report, made once."""

    def __init__(self, project: Project) -> None:
        from tashika.notes import read_notes

        self.project = project
        self.notes = read_notes(project)
        self.pages = {page.path: page for page in self.notes.pages}
        self.snippets = {snippet.path: snippet for snippet in self.notes.snippets}
        self.listed: set[str] = set()
        self._report: Report | Failed | None = None

    def problems(self, path: str) -> list[Problem]:
        """What is wrong with a file before anything runs."""
        file = self.pages.get(path) or self.snippets.get(path)
        return [*(file.problems if file else ()), *(p for p in self.notes.problems if p.at.path == path)]

    def shown_by(self, path: str) -> list[str]:
        """The snippet files that a page shows."""
        return list(dict.fromkeys(snippet for snippet, _ in self.pages[path].shown)) if path in self.pages else []

    def unlisted(self) -> list[str]:
        """The files that have no items although every page has: those that no page shows, or that nobody can read."""
        if not self.listed.issuperset(self.pages):
            return []
        return sorted({*self.snippets, *(problem.at.path for problem in self.notes.problems)} - self.listed)

    def report(self, items: Sequence[pytest.Item]) -> Report:
        """The report on the notes that the selected items are about. Raises Failed when there can be none."""
        if self._report is None:
            self._report = self._check(sorted({item.at.path for item in items if isinstance(item, NoteItem)}))
        if isinstance(self._report, Failed):
            raise self._report
        return self._report

    def _check(self, paths: Sequence[str]) -> Report | Failed:
        from tashika.check import check
        from tashika.execute import ExecutionError
        from tashika.notes import UnknownPath

        try:
            return check(self.project, [self.project.root / path for path in paths])
        except (ExecutionError, UnknownPath, OSError) as error:
            return Failed(f"the notes could not be checked: {error}")


KEY = pytest.StashKey[NotesSession | None]()


class NotesFile(pytest.File):
    """A page, with the snippet files that it is the first to show; or such a file that no page shows."""

    def collect(self) -> Iterator[pytest.Item]:
        """The items of the page, by line, then those of the snippets."""
        notes = _notes(self.config)
        if notes is None:
            return
        taken: set[str] = set()
        path = notes.project.relative(self.path)
        for each in (path, *notes.shown_by(path)):
            if each not in notes.listed:
                notes.listed.add(each)
                yield from self._items(notes, each, taken)

    def _items(self, notes: NotesSession, path: str, taken: set[str]) -> Iterator[pytest.Item]:
        from tashika.reports.as_junit import case_name

        for kind, subject in sorted(_subjects(notes, path), key=lambda found: found[1].at):
            name = case_name(subject.at, taken)
            taken.add(name)
            item: NoteItem = kind.from_parent(self, name=name, subject=subject, notes=notes)
            yield item

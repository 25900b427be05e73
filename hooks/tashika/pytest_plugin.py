"""Notes as pytest tests: `pytest docs` has an item for each claim, problem, program and block that is not run.

pytest loads this module in every project of an environment: only a page that is being collected imports the rest.
Collecting parses; the first item that runs has all the selected notes checked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tashika.config import Project
    from tashika.model import Claim, Problem, Report, Span


PAGES = {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}  # as `note_files.PAGES`, which is imported late


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

    def has(self, file: Path) -> bool:
        """Whether a page belongs to the project."""
        project = self.project
        named = file.is_relative_to(project.root) and project.relative(file) in self.pages
        return named or (file.suffix in PAGES and file.is_relative_to(project.docs))

    def problems(self, path: str) -> list[Problem]:
        """What is wrong with a file before anything runs."""
        file = self.pages.get(path) or self.snippets.get(path)
        return [*(file.problems if file else ()), *(p for p in self.notes.problems if p.at.path == path)]

    def new_files(self, path: str) -> Iterator[str]:
        """A file and the snippets that it shows, each once in a session."""
        page = self.pages.get(path)
        for each in (path, *(snippet for snippet, _ in (page.shown if page else ()))):
            if each not in self.listed:
                self.listed.add(each)
                yield each

    def unlisted(self) -> list[str]:
        """The files that no page shows, once all pages are listed."""
        docs = self.project.relative(self.project.docs)
        if not self.listed.issuperset(path for path in self.pages if docs == "." or path.startswith(f"{docs}/")):
            return []
        named = {*self.snippets, *(problem.at.path for problem in self.notes.problems)} - self.listed
        return sorted(named - self.pages.keys())

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


@dataclass(frozen=True)
class Question:
    """What an item asks about a place of the notes: the answer is what is wrong there, or empty."""

    at: Span
    kind: str
    ask: Callable[[Sequence[pytest.Item]], str]
    name: str = ""
    skip: str = ""


class NotesFile(pytest.File):
    """A page, with the snippet files that it is the first to show; or such a file that no page shows."""

    def collect(self) -> Iterator[NoteItem]:
        """The items of each file, by line."""
        from tashika.reports.as_junit import case_name

        notes = self.config.stash[KEY]
        taken: set[str] = set()
        if notes is None:
            return
        for path in notes.new_files(notes.project.relative(self.path)):
            for question in _questions(notes, path):
                name = question.name or case_name(question.at, taken)
                taken.add(name)
                yield NoteItem.from_parent(self, name=name, question=question)


class NoteItem(pytest.Item):
    """One question, at the place that it is about."""

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.at = question.at
        self._title = f"{self.name} ({question.kind})"
        self._ask = question.ask
        if question.skip:
            self.add_marker(pytest.mark.skip(reason=question.skip))

    def runtest(self) -> None:
        """Fails with the words of the text report."""
        if words := self._ask(self.session.items):
            raise Failed(words)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The words alone; a traceback only for what nobody foresaw."""
        return str(excinfo.value) if isinstance(excinfo.value, Failed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file and line (from 0) of the place, and a title; a bare name would have its dots replaced."""
        notes = self.config.stash[KEY]
        return (notes.project.root if notes else self.path.parent) / self.at.path, self.at.line - 1, self._title


class BrokenProject(pytest.File):
    """Stands for a project whose configuration is wrong."""

    def __init__(self, *, message: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._message = message

    def collect(self) -> Iterator[NoteItem]:
        """Says what is wrong with it."""
        raise self.CollectError(self._message)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """Takes the pages of the project."""
    if not _may_be_page(file_path):
        return None
    try:
        notes = _notes(parent.config)
    except ValueError as error:
        return BrokenProject.from_parent(parent, path=file_path, message=str(error))
    if notes is None or not notes.has(file_path.resolve()):
        return None
    return NotesFile.from_parent(parent, path=file_path)


def _may_be_page(file: Path) -> bool:
    """Whether it is worth while to read the project; most files of Python are no chapters."""
    if file.suffix == ".py":
        try:
            text = file.read_bytes().decode("utf-8", "replace")
        except OSError:
            return False
        if "%%" not in text:
            return False
        from tashika.notebooks import has_cells

        return has_cells(text)
    return file.suffix in PAGES or file.suffix == ".ipynb"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Adds the files that no page shows, when all the notes were asked for."""
    notes = config.stash.get(KEY, None)
    if notes is None:
        return
    for path in notes.unlisted():
        items.extend(NotesFile.from_parent(session, path=notes.project.root / path).collect())


def _notes(config: pytest.Config) -> NotesSession | None:
    """The notes of the project at the root of this session, if it is one. Raises ConfigError, but only once."""
    if KEY not in config.stash:
        from tashika.config import ConfigError, find_project, load_project

        config.stash[KEY] = None
        try:
            root = find_project(config.rootpath)
        except ConfigError:  # somewhere above, in a file that is none of this project's
            return None
        if root is not None:
            config.stash[KEY] = NotesSession(load_project(root))
    return config.stash[KEY]


def _questions(notes: NotesSession, path: str) -> list[Question]:
    """What there is to ask about a file: first whether its programs end well, then by line."""
    from tashika.model import Span

    page, snippet = notes.pages.get(path), notes.snippets.get(path)
    running = page or (snippet if path in notes.notes.running else None)
    found = [Question(p.at, "problem", partial(_wrong, p)) for p in notes.problems(path)]
    found += [
        Question(claim.at, claim.kind, partial(_false, notes, claim)) for claim in (running.claims if running else ())
    ]
    found += [Question(skip.at, "not run", _nothing, skip=skip.reason) for skip in (page.skips if page else ())]
    found.sort(key=lambda question: question.at)
    if (page and page.programs) or (snippet and snippet.program and running):
        found.insert(0, Question(Span(path, 1, 1, 1, 1), "program", partial(_unsaid, notes, path), name=path))
    return found


def _nothing(items: Sequence[pytest.Item]) -> str:
    return ""


def _wrong(problem: Problem, items: Sequence[pytest.Item]) -> str:
    from tashika.reports.as_text import problem_failure

    return str(problem_failure(problem))


def _false(notes: NotesSession, claim: Claim, items: Sequence[pytest.Item]) -> str:
    """What is wrong with a claim."""
    from tashika.reports.as_text import verdict_failure

    for verdict in notes.report(items).verdicts:
        if verdict.claim == claim:
            return "" if verdict.outcome == "holds" else str(verdict_failure(verdict))
    return f"{claim.at}: this claim was not judged: the file has changed since it was collected"


def _unsaid(notes: NotesSession, path: str, items: Sequence[pytest.Item]) -> str:
    """What came to light only when a file's programs ran: how they ended, and output that nobody claims."""
    from tashika.reports.as_text import problem_failure

    known = notes.problems(path)
    problems = [p for p in notes.report(items).problems if p.at.path == path and p not in known]
    return "\n\n".join(str(problem_failure(problem)) for problem in problems)

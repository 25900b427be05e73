"""Reads a project's pages and snippets from disk, and chooses among them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from tashika.config import Project
from tashika.docstrings import read_docstrings
from tashika.execute.inside import digests
from tashika.markdown import read_page
from tashika.model import Claim, Page, Problem, Program, Snippet
from tashika.modules import module_of
from tashika.note_files import NOTEBOOK, PAGES, RECORDS, is_chapter, is_module, read_texts, text_of
from tashika.notebooks import asks_to_run, read_notebook, read_percent
from tashika.quizzes.build import twins
from tashika.records import Records, read_records
from tashika.snippets import read_snippet
from tashika.strays import hidden_code, left_pictures, not_shown

T = TypeVar("T", Page, Snippet)


class UnknownPath(ValueError):
    """A path that is neither a page, nor a snippet, nor a folder that holds one."""


@dataclass(frozen=True)
class Notes:
    """Parsed pages and snippets, by their path below the project's root; and what keeps files from being read."""

    pages: tuple[Page, ...]
    snippets: tuple[Snippet, ...]
    problems: tuple[Problem, ...] = ()
    records: Records = field(default_factory=lambda: Records(()))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of programs that run."""
        running = self.running
        of_files = (c for s in self.snippets if s.path in running for c in s.claims)
        return (*(c for page in self.pages for c in page.claims if c.kind != "table"), *of_files)

    @property
    def running(self) -> frozenset[str]:
        """Paths of the snippets that run: all but those which are shown only by blocks that do not run."""
        blocks = [block for page in self.pages for block in page.blocks]
        skipped = {block.program or "" for block in blocks if block.skip}
        shown = {block.program or "" for block in blocks if not block.skip}
        asked = {claim.program for page in self.pages for claim in page.claims}
        return frozenset(s.path for s in self.snippets if s.path not in skipped or s.path in shown | asked)

    @property
    def programs(self) -> tuple[Program, ...]:
        """What runs, each program once."""
        running = self.running
        of_files = (s.program for s in self.snippets if s.program and s.path in running)
        return (*(program for page in self.pages for program in page.programs), *of_files)


class Keeper(Hashable, Protocol):
    """Keeps what files were parsed into, from process to process."""

    def get(self, path: str, basis: Sequence[str], parse: Callable[[], T]) -> T:
        """What `parse` gives for a path, which depends on nothing but `basis`."""
        ...


def read_notes(project: Project, unsaved: Mapping[str, str] | None = None, keeper: Keeper | None = None) -> Notes:
    """Parses everything below a project's two folders. Files that cannot be read become problems.

    `unsaved` holds texts, by path, that stand for what is on disk.
    """
    texts, problems = read_texts(project, unsaved or {})
    chapters = {path for path, text in texts.items() if is_chapter(project.root / path, text, project)}
    modules = {path: module_of(project.root, path) for path in texts if is_module(path, project)}
    modules = {path: module for path, module in modules.items() if path not in chapters}
    files = [path for path in texts if path.endswith(".py") and path not in modules and path not in chapters]
    snippets = {path: _snippet(path, texts[path], keeper) for path in files}
    setting = _Setting(project.relative(project.snippets), tuple((path, texts[path]) for path in files), project.run)
    kept = {path: text for path, text in texts.items() if Path(path).suffix in RECORDS}
    alone = _left_alone(texts, chapters) if project.run == "marked" else set()
    pages = [
        _with_pictures(_page(path, text, setting, keeper), project)
        for path, text in texts.items()
        if path not in snippets | kept | modules and path not in alone
    ]
    records = read_records(kept, pages, project.relative(project.docs))
    if project.run == "marked":
        snippets = {path: snippets[path] for path in _asked_for(pages) if path in snippets}
    else:
        problems += [*not_shown(pages, snippets.values()), *hidden_code(pages, project)]
    problems += [*records.problems, *left_pictures(pages, project)]
    problems += twins(quiz for page in pages for quiz in page.quizzes)
    documented = tuple(read_docstrings(module, texts[path]) for path, module in modules.items())
    return Notes((*records.pages, *documented), tuple(snippets.values()), tuple(problems), records)


def _left_alone(texts: Mapping[str, str], chapters: Iterable[str]) -> set[str]:
    """The notebooks and files with cells that do not ask to run, where only what asks does."""
    return {*chapters, *(path for path, text in texts.items() if path.endswith(NOTEBOOK) and not asks_to_run(text))}


def _asked_for(pages: Iterable[Page]) -> list[str]:
    """The files that a page runs, by a block or by a claim that names them."""
    shown = {path for page in pages for path, _ in page.shown}
    return sorted(shown | {claim.program or "" for page in pages for claim in page.claims})


@dataclass(frozen=True)
class _Setting:
    """What a page's parsing depends on besides its text."""

    folder: str
    files: tuple[tuple[str, str], ...]
    run: str

    @cached_property
    def digest(self) -> str:
        """What stands for all of it."""
        return digests.of_texts([self.folder, self.run, *(each for file in self.files for each in file)])


# A preview reads all notes at every save: those that did not change need not be parsed again.
@lru_cache(maxsize=1000)
def _snippet(path: str, text: str, keeper: Keeper | None) -> Snippet:
    def parse() -> Snippet:
        return read_snippet(path, text)

    return keeper.get(path, [text], parse) if keeper else parse()


@lru_cache(maxsize=1000)
def _page(path: str, text: str, setting: _Setting, keeper: Keeper | None) -> Page:
    def parse() -> Page:
        below = f"{setting.folder}/"
        snippets = {name.removeprefix(below): _snippet(name, content, keeper) for name, content in setting.files}
        if path.endswith(NOTEBOOK):
            return read_notebook(path, text, snippets, setting.folder)
        if path.endswith(".py"):
            return read_percent(path, text, snippets, setting.folder)
        return read_page(path, text, snippets, setting.folder, marked=setting.run == "marked")

    return keeper.get(path, [text, setting.digest], parse) if keeper else parse()


def select(notes: Notes, project: Project, paths: Sequence[Path]) -> Notes:
    """The notes at or below some paths, with the snippets and the data that these pages show, and the pages that show
    the data at these paths. Raises UnknownPath."""
    wanted = [_known(path, notes, project) for path in paths]
    shown = {page: [page, *sources] for page, sources in notes.records.sources.items()}
    pages = tuple(p for p in notes.pages if any(is_at(each, wanted) for each in shown.get(p.path, [p.path])))
    needed = {path for page in pages for path, _ in page.shown} | {c.program for p in pages for c in p.claims}
    snippets = tuple(s for s in notes.snippets if s.path in needed or is_at(s.path, wanted))
    chosen = {page.path for page in pages} | {snippet.path for snippet in snippets}
    chosen |= {source for page in pages for source in notes.records.sources.get(page.path, ())}
    problems = tuple(p for p in notes.problems if p.at.path in chosen or is_at(p.at.path, wanted))
    verdicts = tuple(verdict for verdict in notes.records.verdicts if verdict.claim.at.path in chosen)
    return Notes(pages, snippets, problems, replace(notes.records, pages=pages, verdicts=verdicts))


def with_named(project: Project, paths: Iterable[Path]) -> Project:
    """The project with what is asked for by name: a page outside of its folders, a module or a folder of modules."""
    pages, modules = [*project.pages], [*project.docstrings]
    for path in (each.resolve() for each in paths):
        known = any(path.is_relative_to(f) or f.is_relative_to(path) for f in (project.docs, project.snippets))
        if known or not path.is_relative_to(project.root):
            continue
        if path.is_dir() or path.suffix == ".py":
            modules += [project.relative(path)] if path.exists() else []
        elif path.suffix in PAGES:
            pages.append(project.relative(path))
    return replace(project, pages=tuple(pages), docstrings=tuple(modules))


def _with_pictures(page: Page, project: Project) -> Page:
    """The page with the pictures that its figures are compared with; "" for one that is not there."""
    claims = (replace(c, expected=text_of(project.root / c.detail)) if c.kind == "figure" else c for c in page.claims)
    return replace(page, claims=tuple(claims))


def _known(path: Path, notes: Notes, project: Project) -> str:
    try:
        name = project.relative(path)
    except ValueError:
        raise UnknownPath(f"{path} is outside of the project {project.root}") from None
    names: Mapping[str, None] = dict.fromkeys(
        [
            *(p.path for p in notes.pages),
            *(s.path for s in notes.snippets),
            *notes.records.paths,
            *(p.at.path for p in notes.problems),
        ]
    )
    if not any(is_at(known, [name]) for known in names):
        raise UnknownPath(f"{name} is no page, no snippet, and no folder that holds one")
    return name


def is_at(path: str, places: Sequence[str]) -> bool:
    """Whether a path is one of some places, or lies below one."""
    return any(place == "." or path == place or path.startswith(f"{place}/") for place in places)

"""Reads a project's pages and snippets from disk, and chooses among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from tashika.config import Project
from tashika.docstrings import read_docstrings
from tashika.fences import find_fences
from tashika.includes import included_text
from tashika.lines import split_lines
from tashika.markdown import RUNS, read_page
from tashika.model import Claim, Page, Problem, Program, Snippet, Span
from tashika.modules import module_of, modules_of
from tashika.notebooks import has_cells, read_notebook, read_percent
from tashika.pictures import is_drawn
from tashika.quizzes.build import twins
from tashika.records import Records, is_record, read_records
from tashika.snippets import read_snippet

# What MkDocs renders as a page: one of another suffix would be published without being read here.
PAGES = {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}
NOTEBOOK = ".ipynb"
RECORDS = {".yml", ".yaml"}


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


def read_notes(project: Project, unsaved: Mapping[str, str] | None = None) -> Notes:
    """Parses everything below a project's two folders. Files that cannot be read become problems.

    `unsaved` holds texts, by path, that stand for what is on disk.
    """
    texts, problems = _read_texts(project, unsaved or {})
    chapters = {path for path, text in texts.items() if _is_chapter(project.root / path, text, project)}
    modules = {path: module_of(project.root, path) for path in texts if _is_module(path, project)}
    modules = {path: module for path, module in modules.items() if path not in chapters}
    files = [path for path in texts if path.endswith(".py") and path not in modules and path not in chapters]
    snippets = {path: _snippet(path, texts[path]) for path in files}
    setting = _Setting(project.relative(project.snippets), tuple((path, texts[path]) for path in files), project.run)
    kept = {path: text for path, text in texts.items() if Path(path).suffix in RECORDS}
    pages = [
        _with_pictures(_page(path, text, setting), project)
        for path, text in texts.items()
        if path not in snippets | kept | modules
    ]
    records = read_records(kept, pages, project.relative(project.docs))
    if project.run == "marked":
        snippets = {path: snippets[path] for path in _asked_for(pages) if path in snippets}
    else:
        problems += [*_not_shown(pages, snippets.values()), *_hidden_code(pages, project)]
    problems += [*records.problems, *_left_pictures(pages, project)]
    problems += twins(quiz for page in pages for quiz in page.quizzes)
    documented = tuple(read_docstrings(module, texts[path]) for path, module in modules.items())
    return Notes((*records.pages, *documented), tuple(snippets.values()), tuple(problems), records)


def _asked_for(pages: Iterable[Page]) -> list[str]:
    """The files that a page runs, by a block or by a claim that names them."""
    shown = {path for page in pages for path, _ in page.shown}
    return sorted(shown | {claim.program or "" for page in pages for claim in page.claims})


# A preview reads all notes at every save: those that did not change need not be parsed again.
_snippet = lru_cache(maxsize=1000)(read_snippet)


@dataclass(frozen=True)
class _Setting:
    """What a page's parsing depends on besides its text."""

    folder: str
    files: tuple[tuple[str, str], ...]
    run: str


@lru_cache(maxsize=1000)
def _page(path: str, text: str, setting: _Setting) -> Page:
    snippets = {name.removeprefix(f"{setting.folder}/"): _snippet(name, content) for name, content in setting.files}
    if path.endswith(NOTEBOOK):
        return read_notebook(path, text, snippets, setting.folder)
    if path.endswith(".py"):
        return read_percent(path, text, snippets, setting.folder)
    return read_page(path, text, snippets, setting.folder, marked=setting.run == "marked")


def select(notes: Notes, project: Project, paths: Sequence[Path]) -> Notes:
    """The notes at or below some paths, with the snippets and the data that these pages show. Raises UnknownPath."""
    wanted = [_known(path, notes, project) for path in paths]
    pages = tuple(page for page in notes.pages if is_at(page.path, wanted))
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


def _read_texts(project: Project, unsaved: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in dict.fromkeys(note_files(project)):
        name = project.relative(path)
        try:
            texts[name] = unsaved[name] if name in unsaved else path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            problems.append(
                Problem(Span(name, line, 1, line, 1), "authoring", f"this file is not UTF-8: {error.reason}")
            )
        except OSError as error:
            problems.append(Problem(Span(name, 1, 1, 1, 1), "authoring", f"cannot read this file: {error.strerror}"))
    return texts, problems


def _with_pictures(page: Page, project: Project) -> Page:
    """The page with the pictures that its figures are compared with; "" for one that is not there."""
    claims = (replace(c, expected=_text_of(project.root / c.detail)) if c.kind == "figure" else c for c in page.claims)
    return replace(page, claims=tuple(claims))


def _text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def note_files(project: Project) -> Iterator[Path]:
    """What is read of a project: its pages, the data of these, its snippets, and modules for their docstrings."""
    yield from _pages_and_records(project)
    patterns = project.pages or (() if project.docs.is_dir() else ("README*.md",))
    for pattern in patterns:
        yield from (path for path in sorted(project.root.glob(pattern)) if path.suffix in PAGES and path.is_file())
    yield from sorted(project.snippets.rglob("*.py"))
    yield from modules_of(project.root, project.docstrings)


def _is_module(path: str, project: Project) -> bool:
    return path.endswith(".py") and not (project.root / path).is_relative_to(project.snippets)


def _is_chapter(path: Path, text: str, project: Project) -> bool:
    """Whether a file is a .py file with cells among the pages: a page itself."""
    below = path.suffix == ".py" and path.is_relative_to(project.docs) and not path.is_relative_to(project.snippets)
    return below and has_cells(text)


def _pages_and_records(project: Project) -> Iterator[Path]:
    for path in sorted(project.docs.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(project.docs).parts)
        record = path.suffix in RECORDS and is_record(path.relative_to(project.docs).as_posix())
        chapter = path.suffix == ".py" and not hidden and _is_chapter(path, _text_of(path), project)
        if (
            (record or chapter or path.suffix in PAGES | {NOTEBOOK})
            and not hidden
            and not path.is_relative_to(project.snippets)
        ):
            yield path


def _not_shown(pages: Iterable[Page], snippets: Iterable[Snippet]) -> Iterator[Problem]:
    shown = {each for page in pages for each in page.shown}
    files = {path for path, _ in shown}
    for snippet in snippets:
        if snippet.path not in files:
            if snippet.text.strip():
                at = Span(snippet.path, 1, 1, 1, 1)
                yield Problem(at, "authoring", "no page shows this file", "show it in a page, or remove it")
        elif (snippet.path, "") not in shown:
            yield from _unused_sections(snippet, {section for path, section in shown if path == snippet.path})


def _unused_sections(snippet: Snippet, shown: Iterable[str]) -> Iterator[Problem]:
    for name, section in snippet.sections.items():
        if name not in shown:
            line = section.line - 1
            at = Span(snippet.path, line, 1, line, 1)
            yield Problem(at, "authoring", f"no page shows section `{name}`", "show it in a page, or remove its marks")


def _left_pictures(pages: Iterable[Page], project: Project) -> Iterator[Problem]:
    """A picture that no claim speaks of any more could be shown long after it has become false."""
    known = {claim.detail for page in pages for claim in page.claims if claim.kind == "figure"}
    for path in sorted(project.docs.rglob("*.svg")):
        hidden = any(part.startswith(".") for part in path.relative_to(project.docs).parts)
        name = project.relative(path)
        if name not in known and not hidden and is_drawn(_text_of(path)):
            repair = "show it right below the code that draws it, or remove it"
            yield Problem(Span(name, 1, 1, 1, 1), "authoring", "no page claims this figure", repair)


def _hidden_code(pages: Iterable[Page], project: Project) -> Iterator[Problem]:
    """Text that a page includes is not read as a page, so code in it would be shown without being run."""
    for page in pages:
        for line, target, is_prose in _includes(page):
            file = project.snippets / target.partition(":")[0]
            at = Span(page.path, line, 1, line, 1)
            if not file.is_file():
                message = f"there is no `{target.partition(':')[0]}` in {project.relative(project.snippets)}/"
                yield Problem(at, "authoring", message, "write `;--8<--` where the line itself is to be shown")
                continue
            if not is_prose:
                continue
            text = file.read_text(encoding="utf-8", errors="replace")
            if file.suffix == ".py" or any(f.header.language in RUNS for f in find_fences(split_lines(text))[0]):
                message = f"`{target}` brings in code that would not run: show it in a python fence of this page"
                yield Problem(at, "authoring", message)


def _includes(page: Page) -> Iterator[tuple[int, str, bool]]:
    """What is included elsewhere than in code that runs: line, target, and whether it becomes running text."""
    for block in page.blocks:
        if block.info not in RUNS:
            yield from ((line, target, not block.info) for line, target in included_text(block))


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

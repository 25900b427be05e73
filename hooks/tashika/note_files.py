"""The files of a project's notes: which there are, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tashika.config import Project
from tashika.model import Problem, Span
from tashika.modules import modules_of
from tashika.notebooks import has_cells
from tashika.records import is_record

# What MkDocs renders as a page: one of another suffix would be published without being read here.
PAGES = {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}
NOTEBOOK = ".ipynb"
RECORDS = {".yml", ".yaml"}


def note_files(project: Project) -> Iterator[Path]:
    """What is read of a project: its pages, the data of these, its snippets, and modules for their docstrings."""
    yield from _pages_and_records(project)
    patterns = project.pages or (() if project.docs.is_dir() else ("README*.md",))
    for pattern in patterns:
        yield from (path for path in sorted(project.root.glob(pattern)) if path.suffix in PAGES and path.is_file())
    yield from sorted(project.snippets.rglob("*.py"))
    yield from modules_of(project.root, project.docstrings)


def read_texts(project: Project, unsaved: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The texts of all files, by path, and what keeps files from being read; `unsaved` texts stand for files."""
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


def text_of(file: Path) -> str:
    """What a file says, "" if it cannot be read."""
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def is_module(path: str, project: Project) -> bool:
    """Whether a file is Python outside of the snippets."""
    return path.endswith(".py") and not (project.root / path).is_relative_to(project.snippets)


def is_chapter(path: Path, text: str, project: Project) -> bool:
    """Whether a file is a .py file with cells among the pages: a page itself."""
    below = path.suffix == ".py" and path.is_relative_to(project.docs) and not path.is_relative_to(project.snippets)
    return below and has_cells(text)


def _pages_and_records(project: Project) -> Iterator[Path]:
    for path in sorted(project.docs.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(project.docs).parts)
        record = path.suffix in RECORDS and is_record(path.relative_to(project.docs).as_posix())
        chapter = path.suffix == ".py" and not hidden and is_chapter(path, text_of(path), project)
        if (
            (record or chapter or path.suffix in PAGES | {NOTEBOOK})
            and not hidden
            and not path.is_relative_to(project.snippets)
        ):
            yield path

"""What nobody would see, or what would be shown without having been run: an error, each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tashika.config import Project
from tashika.fences import find_fences
from tashika.includes import included_text
from tashika.lines import split_lines
from tashika.markdown import RUNS
from tashika.model import Page, Problem, Snippet, Span
from tashika.note_files import text_of
from tashika.pictures import is_drawn


def not_shown(pages: Iterable[Page], snippets: Iterable[Snippet]) -> Iterator[Problem]:
    """A snippet file, or a section of one, that no page shows."""
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


def left_pictures(pages: Iterable[Page], project: Project) -> Iterator[Problem]:
    """A picture that no claim speaks of any more could be shown long after it has become false."""
    known = {claim.detail for page in pages for claim in page.claims if claim.kind == "figure"}
    for path in sorted(project.docs.rglob("*.svg")):
        hidden = any(part.startswith(".") for part in path.relative_to(project.docs).parts)
        name = project.relative(path)
        if name not in known and not hidden and is_drawn(text_of(path)):
            repair = "show it right below the code that draws it, or remove it"
            yield Problem(Span(name, 1, 1, 1, 1), "authoring", "no page claims this figure", repair)


def hidden_code(pages: Iterable[Page], project: Project) -> Iterator[Problem]:
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

"""A page as the cells of a notebook: its text, its code in order, and what that code has put out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tashika.fences import PROMPTS, front_matter_lines
from tashika.lines import split_lines
from tashika.model import Block, Page, Report, Snippet
from tashika.notebooks.cells import read_file
from tashika.notebooks.magics import MagicError, without_magics
from tashika.notebooks.percent import dedented
from tashika.site.save_code import CodeCells
from tashika.site.save_model import SavedCell, before_code
from tashika.site.save_modules import SPACES, finder, needed
from tashika.site.save_prose import Prose
from tashika.site.save_quiz import with_questions

OF_TASHIKA = re.compile(
    r"^[ \t]*(?:from[ \t]+tashika[ \t]+import|(?:from|import)[ \t]+tashika\.)[ \t]*(?!figures\b)", re.MULTILINE
)
"""Code about tashika itself, which runs where that is installed."""


@dataclass
class Saver:
    """Makes cells of the pages of one report. `figures` is the source of `tashika.figures`."""

    report: Report
    words: Mapping[str, str]
    figures: str
    _prose: Prose = field(default_factory=Prose)

    def cells(self, page: Page) -> list[SavedCell]:
        """The cells of a page; none of one without code that runs."""
        if page.is_notebook:
            return [*self._of_notebook(page)]
        programs = [*dict.fromkeys(b.program for b in page.blocks if b.program and not b.skip)]
        if not programs:
            return []
        self._prose = Prose()
        parts = {program: self._part(page, program) for program in programs}
        body = [cell for cell in self._body(page, parts) if cell.source.strip()]
        return before_code(_joined(body), self._head(parts))

    def _part(self, page: Page, program: str) -> CodeCells:
        snippet = next((s for s in self.report.snippets if s.path == program), None)
        run = next(run for run in self.report.runs if run.program == program)
        pictures = {c.detail.rpartition("/")[2]: c.expected for c in page.claims if c.kind == "figure"}
        lines = split_lines(snippet.text) if snippet else self._inline(page, program)
        return CodeCells(lines, run, pictures, f"{self.words['not_shown']} ({program})")

    def _inline(self, page: Page, program: str) -> list[str]:
        """The fences of a session, each on its own lines of the page."""
        lines = ["\n"] * (page.text.count("\n") + 2)
        for each in page.programs:
            for chunk in each.chunks if each.id == program else ():
                for n, text in enumerate(chunk.code.split("\n")):
                    lines[chunk.line - 1 + n] = f"{text}\n"
        return lines

    def _head(self, parts: Mapping[str, CodeCells]) -> Iterator[SavedCell]:
        codes = ["".join(part.lines) for part in parts.values()]
        modules = needed(codes, self._modules(any(map(OF_TASHIKA.search, codes))))
        if modules:
            yield SavedCell("code", f"# {self.words['modules']}\n{finder(modules)}", hidden=True)
        if len(parts) > 1:
            yield SavedCell("code", f"# {self.words['spaces']}\n{SPACES}", hidden=True)

    def _modules(self, is_installed: bool) -> dict[str, str]:
        own = {s.path.rpartition("/")[2].removesuffix(".py"): s.text for s in self.report.snippets}
        return own | ({} if is_installed else {"tashika": "", "tashika.figures": self.figures})

    def _body(self, page: Page, parts: Mapping[str, CodeCells]) -> Iterator[SavedCell]:
        now, front = "", front_matter_lines(page.plain)
        for index, block in enumerate(page.blocks):
            if not block.info:
                if block.at.line > front:
                    below = index > 0 and bool(page.blocks[index - 1].info)
                    yield SavedCell("markdown", self._prose.markdown(self._text(page, block), below))
            elif block.skip or (block.program not in parts and block.info != "output"):
                yield SavedCell("markdown", self._prose.markdown(self._text(page, block)))
            elif block.info != "output" and block.program:
                if len(parts) > 1 and block.program != now:
                    yield SavedCell("code", f"_use({block.program!r})", hidden=True)
                now = block.program
                yield from self._shown(block, parts[now])

    def _text(self, page: Page, block: Block) -> str:
        """The text of a block; in a .py file with cells it stands behind blanks, for the marks of comments."""
        text = dedented(block.source) if page.shadow else block.source
        return with_questions(text, block.at.line, page.quizzes, self.words)

    def _shown(self, block: Block, part: CodeCells) -> Iterator[SavedCell]:
        if block.info in PROMPTS:
            chunks = (chunk for each in self.report.programs if each.id == block.program for chunk in each.chunks)
            yield from part.prompts([c for c in chunks if block.at.line < c.line < block.at.end_line])
            return
        for first, last in self._lines(block):
            yield from part.show(first, last)

    @cached_property
    def _with_cells(self) -> set[str]:
        return {page.path for page in self.report.pages if page.shadow and not page.is_notebook}

    def _lines(self, block: Block) -> Sequence[tuple[int, int]]:
        """The lines of its program that a block shows."""
        snippet: Snippet | None = next((s for s in self.report.snippets if s.path == block.program), None)
        if snippet is None:
            if block.program in self._with_cells:
                return [(block.at.line + 1, block.at.line + block.source.count("\n"))]
            return [(block.at.line + 1, max(block.at.line + 1, block.at.line + block.source.rstrip().count("\n") - 1))]
        if not block.shows:
            return [(1, snippet.text.count("\n") + 1)]
        return [(snippet.sections[name].line, snippet.sections[name].end_line) for name in block.shows.split()]

    def _of_notebook(self, page: Page) -> Iterator[SavedCell]:
        for cell in read_file(page.path, page.text).cells:
            source = "".join(split_lines(page.shadow)[cell.line - 1 : cell.end_line]).rstrip("\n") if cell.line else ""
            if cell.kind == "markdown":
                text = with_questions(source, cell.line, page.quizzes, self.words)
                yield SavedCell("markdown", Prose().markdown(text))
            elif cell.kind == "code" and source:
                plain = cell.node.plain
                outputs = [_with_lines(output) for output in plain.get("outputs", ())]
                yield _of_cell(source, tuple(outputs), tuple(sorted(cell.tags)))


def _of_cell(source: str, outputs: tuple[dict[str, object], ...], tags: tuple[str, ...]) -> SavedCell:
    """A notebook's cell; one that only a real kernel understands is shown and not run."""
    try:
        return SavedCell("code", without_magics(source), outputs, tags)
    except (MagicError, SyntaxError):
        return SavedCell("markdown", f"```\n{source}\n```")


def _with_lines(output: dict[str, object]) -> dict[str, object]:
    text = output.get("text")
    return {**output, "text": text.splitlines(keepends=True)} if isinstance(text, str) else output


def _joined(cells: Sequence[SavedCell]) -> list[SavedCell]:
    """The cells, neighbours of running text as one."""
    result: list[SavedCell] = []
    for cell in cells:
        if result and cell.kind == result[-1].kind == "markdown":
            result[-1] = SavedCell("markdown", f"{result[-1].source}\n\n{cell.source}")
        else:
            result.append(cell)
    return result

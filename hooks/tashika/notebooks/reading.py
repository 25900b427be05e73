"""An .ipynb file → Page: its code cells are one program, its stored outputs and the numbers in its text are claims.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tashika.comments import Source, read_claims
from tashika.fences import Fence, find_fences
from tashika.includes import Shelf
from tashika.lines import Places
from tashika.markdown import RUNS, Reader
from tashika.model import Block, Chunk, Claim, Page, Problem, Program, Skip, Snippet, Span
from tashika.notebooks.attachments import check_attachments
from tashika.notebooks.cells import Cell, Notebook, read_file
from tashika.notebooks.magics import MagicError, without_magics
from tashika.notebooks.settings import check_cell, kernel_of, options_of
from tashika.notebooks.stored import MAY_RAISE, stored_claims
from tashika.snippets import syntax_problem
from tashika.statements import find_groups

KERNEL_CALL = "__tashika_kernel__"  # of `execute/inside/kernels.py`
SKIPS = {"no-run", "skip-execution"}


def read_notebook(path: str, text: str, snippets: Mapping[str, Snippet], folder: str) -> Page:
    """Parses a notebook. `snippets` are the files that its text may speak of, by their path below `folder`."""
    book = read_file(path, text)
    if not book.cells:
        return Page(path, text, problems=tuple(book.problems), shadow=book.shadow)
    return _NotebookReader(book, Shelf(snippets, folder)).read()


def _is_python(code: str) -> bool:
    try:
        find_groups(code)
    except SyntaxError:
        return False
    return True


class _NotebookReader:
    """Takes the cells one by one; the reader of pages takes what they hold."""

    def __init__(self, book: Notebook, shelf: Shelf) -> None:
        self.book = book
        self.path = book.places.path
        self.reader = Reader(Places(self.path, book.shadow), shelf)
        self.kernel = kernel_of(book)
        self.options = options_of(book)
        self.chunks: list[Chunk] = []
        self.claims: list[Claim] = []
        self.broken = False

    def read(self) -> Page:
        """What was read."""
        first, end = 1, len(self.book.places.lines) + 1
        starts = [cell.line for cell in self.book.cells if cell.line]
        for cell in self.book.cells:
            check_cell(self.book, cell)
            if not cell.line:
                self.claims += self._stored(cell, ()) if cell.kind == "code" else ()
                continue
            self.reader.take_prose(first, cell.line, claims=False)
            first = min([cell.last + 1, *(start for start in starts if start > cell.line)])
            self._take(cell, first)
        self.reader.take_prose(first, end, claims=False)
        return self._page()

    def _page(self) -> Page:
        page = self._asked(self.reader.page(self.book.places.text))
        chunks = tuple(self.chunks)
        own = (Program(self.path, chunks, search=self.reader.shelf.folder, options=self.options),)
        claims = sorted((*page.claims, *self.claims), key=lambda claim: claim.at)
        problems = sorted((*page.problems, *self.book.problems), key=lambda problem: problem.at)
        return replace(
            page,
            programs=own if chunks and not self.broken else (),
            claims=tuple(replace(claim, at=self._placed(claim.at)) for claim in claims),
            problems=tuple(replace(problem, at=self._placed(problem.at)) for problem in problems),
            shadow=self.book.shadow,
        )

    def _asked(self, page: Page) -> Page:
        """The page without claims on what is in a real kernel, where nothing can be asked; each is a problem."""
        if self.kernel == "tashika":
            return page
        beyond = [claim for claim in page.claims if claim.kind == "prose" and claim.program == self.path]
        message = "what Jupyter's kernel knows cannot be asked for: no run computes this"
        repair = 'name a file that does, with `in="ch01/file.py"`, or show it as an output of a cell'
        self.book.problems += [Problem(claim.at, "authoring", message, repair) for claim in beyond]
        return replace(page, claims=tuple(claim for claim in page.claims if claim not in beyond))

    def _placed(self, at: Span) -> Span:
        return at if at.cell else replace(at, cell=self.book.where(at.line))

    def _take(self, cell: Cell, end: int) -> None:
        """Takes a cell, which reaches to the line before `end`."""
        if cell.kind == "code":
            self._code(cell, end)
        elif cell.kind == "markdown":
            check_attachments(self.book, cell)
            self._text(cell, end)
        elif cell.kind == "raw":
            self.reader.take_prose(cell.line, end, claims=False)
        else:
            self.book.fault(cell.node, f"cell {cell.number} has the unknown type `{cell.kind}`")

    def _text(self, cell: Cell, end: int) -> None:
        """Takes a cell of Markdown. Code in it would be shown without being run."""
        first, fences = cell.line, [*self._fences(cell, end)]
        own = range(cell.line, cell.end_line + 1)
        if any("quiz" in self.reader.places.lines[n - 1] for n in own):
            self.reader.find_quizzes(fences, own)
        for fence in fences:
            self.reader.take_prose(first, fence.line)
            if fence.header.language not in RUNS or "no-run" in fence.header.classes:
                self.reader.take_fence(fence)
            else:
                repair = 'move it into a code cell, or write { .python .no-run reason="…" }'
                self.reader.fault(fence.line, "code in a Markdown cell does not run", repair)
                self.reader.take_prose(fence.line, fence.end_line + 1, claims=False)
            first = fence.end_line + 1
        self.reader.take_prose(first, end)

    def _fences(self, cell: Cell, end: int) -> Iterator[Fence]:
        """The fences of a cell of Markdown, by the lines of the file."""
        above = cell.line - 1
        fences, faults = find_fences(self.reader.places.lines[above : end - 1], 1)
        for found in faults:
            self.reader.fault(found.line + above, found.message)
        yield from (replace(fence, line=fence.line + above, end_line=fence.end_line + above) for fence in fences)

    def _code(self, cell: Cell, end: int) -> None:
        places = self.reader.places
        shown = "".join(places.lines[cell.line - 1 : end - 1])
        at = places.span(places.offset(cell.line, 1), places.offset(end, 1))
        block = Block(at, shown, "python", program=self.path)
        if cell.tags & SKIPS:
            self.reader.blocks.append(self._skip(cell, block))
            return
        code = "".join(places.lines[cell.line - 1 : cell.end_line]).removesuffix("\n")
        steps = self._run(cell, code) if self.kernel == "tashika" else self._send(cell, code)
        if steps:
            self.reader.above = (self.path, max(steps))
        self.claims += self._stored(cell, steps)
        self.reader.blocks.append(replace(block, steps=steps))

    def _skip(self, cell: Cell, block: Block) -> Block:
        reason = cell.setting("reason")
        if not reason:
            repair = 'give the cell the metadata {"tashika": {"reason": "…"}}'
            self.reader.fault(cell.line, "a cell that does not run must say why", repair)
        self.reader.skips.append(Skip(self._placed(self.reader.places.line_span(cell.line)), reason))
        return replace(block, skip=reason or "?")

    def _run(self, cell: Cell, code: str) -> tuple[int, ...]:
        """Takes code into the program; the first lines of its statements."""
        try:
            plain = without_magics(code)
            groups = find_groups(plain, cell.line)
        except MagicError as error:
            self.broken = True
            self.reader.fault(cell.line + error.index, str(error), error.repair)
            return ()
        except SyntaxError as error:
            self.broken = True
            self.reader.problems.append(syntax_problem(self.path, error, cell.line))
            return ()
        claims, problems = read_claims(Source(self.path, plain, cell.line), groups, self.path)
        self.reader.claims += claims
        self.reader.problems += problems
        self.chunks.append(Chunk(self.path, cell.line, plain, "cell"))
        return tuple(group.line for group in groups if group.top)

    def _send(self, cell: Cell, code: str) -> tuple[int, ...]:
        """Takes code that a real kernel runs whole: each cell is one statement, which sends it."""
        found = read_claims(Source(self.path, code, cell.line), (), self.path) if _is_python(code) else ((), ())
        for claim in found[0]:
            message = "a claim in a comment cannot be checked where Jupyter's kernel runs the code"
            self.reader.problems.append(
                Problem(claim.at, "authoring", message, "remove it: what a cell stores is checked")
            )
        self.options = replace(self.options, network=True)  # by which the kernel is spoken to
        self.chunks.append(Chunk(self.path, cell.line, f"{KERNEL_CALL}({code!r})"))
        return (cell.line,)

    def _stored(self, cell: Cell, steps: tuple[int, ...]) -> list[Claim]:
        claims = list(stored_claims(self.book, cell, self.path, steps))
        raises = next((claim for claim in claims if claim.kind == "raises"), None)
        if raises and MAY_RAISE not in cell.tags:
            repair = f"mend the code, or tag the cell {MAY_RAISE} if the exception belongs there"
            self.book.problems.append(Problem(raises.at, "authoring", "this cell stores an exception", repair))
        return claims

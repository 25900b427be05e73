"""A .py file with `# %%` cells → Page: comments in Markdown cells are its text, the other cells one program. Pure.

Such a file stores no outputs, so its claims are those of a page. The shadow is as long as the file, and each character
stands where the file has it: what is found in the one is edited in the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tashika import wishes
from tashika.fences import Fence, Header, find_fences
from tashika.includes import Shelf
from tashika.lines import Places, bare, split_lines
from tashika.markdown import RUNS, Reader
from tashika.model import Page, Program, Snippet
from tashika.quizzes.reading import unled
from tashika.statements import find_groups

MARKER = re.compile(r"# ?%%(?:[ \t]+(?P<title>[^\[\]=]*))?(?:[ \t]*\[(?P<kind>\w+)\])?(?P<rest>.*)")
MARKER_LINE = re.compile(r"^# ?%%(?![%\w])", re.MULTILINE)
TEXT = {"markdown", "md"}
LEAD = 2
"""What stands before the text of a line in a cell of Markdown: `#` and a blank."""


@dataclass(frozen=True)
class PercentCell:
    """A cell: `line` is that of its marker, `end_line` its last one."""

    line: int
    end_line: int
    is_text: bool


def has_cells(text: str) -> bool:
    """Whether a .py file has a line that begins a cell."""
    return bool(MARKER_LINE.search(text))


def read_percent(path: str, text: str, snippets: Mapping[str, Snippet], folder: str) -> Page:
    """Parses a .py file with cells. `snippets` are the files that it may speak of, by their path below `folder`."""
    lines = split_lines(text)
    starts = [number for number, line in enumerate(lines, 1) if MARKER_LINE.match(line)]
    ends = [*starts[1:], len(lines) + 1]
    cells = [_cell(lines, first, end - 1) for first, end in zip(starts, ends, strict=True)]
    shadow = _shadow(lines, cells)
    reader = Reader(Places(path, shadow), Shelf(snippets, folder))
    reader.written = Places(path, text, lines)
    reader.take_prose(1, starts[0], claims=False)
    for cell in cells:
        _take(reader, cell, lines)
    _check_head(reader, lines[: starts[0] - 1])
    return _with_options(replace(reader.page(text), shadow=shadow), text)


def dedented(text: str) -> str:
    """Text of a shadow without the blanks that stand for the marks of comments."""
    return unled(text, LEAD)


def _cell(lines: Sequence[str], first: int, last: int) -> PercentCell:
    match = MARKER.match(bare(lines[first - 1]))
    return PercentCell(first, last, bool(match and (match["kind"] or "").lower() in TEXT))


def _shadow(lines: Sequence[str], cells: Sequence[PercentCell]) -> str:
    """The file with nothing but blanks for markers, for what is above the first of them, and before text."""
    made = [*lines]
    for n in range(cells[0].line - 1):
        made[n] = _blank(lines[n])
    for cell in cells:
        made[cell.line - 1] = _blank(lines[cell.line - 1])
        for n in range(cell.line, cell.end_line if cell.is_text else 0):
            made[n] = re.sub(r"^# ?", lambda match: " " * len(match[0]), lines[n])
    return "".join(made)


def _blank(line: str) -> str:
    return re.sub(r"[^\r\n]", " ", line)


def _check_head(reader: Reader, head: Sequence[str]) -> None:
    for n, line in enumerate(head, 1):
        if line.strip("\ufeff \t\r\n") and not line.lstrip("\ufeff").startswith("#"):
            reader.fault(n, "this code stands above the first cell, where no reader sees it", "write `# %%` above it")
            return


def _take(reader: Reader, cell: PercentCell, lines: Sequence[str]) -> None:
    match = MARKER.match(bare(lines[cell.line - 1]))
    kind = match["kind"] if match else None
    if match is None or match["rest"].strip() or (kind and not cell.is_text):
        repair = "write `# %%`, `# %% a title` or `# %% [markdown]`"
        reader.fault(cell.line, "this begins no cell that could be checked: it has settings, or another kind", repair)
    if cell.is_text:
        _text(reader, cell, lines)
        return
    content = tuple(map(bare, lines[cell.line : cell.end_line]))
    if "".join(content).strip():
        fence = Fence(cell.line, cell.end_line, "", Header("python"), content, tuple(0 for _ in content))
        reader.take_fence(fence)
    else:
        reader.take_prose(cell.line, cell.end_line + 1, claims=False)


def _text(reader: Reader, cell: PercentCell, lines: Sequence[str]) -> None:
    """Takes a cell of Markdown. Code in it would be shown without being run."""
    for number, line in enumerate(lines[cell.line : cell.end_line], cell.line + 1):
        if line.strip() and not re.match(r"#( |[\r\n]|$)", line):
            reader.fault(number, "a line of a Markdown cell begins with `# `", "write it as a comment, or begin a cell")
            reader.take_prose(cell.line, cell.end_line + 1, claims=False)
            return
    first, own, fences = cell.line, range(cell.line, cell.end_line + 1), [*_fences(reader, cell)]
    if any("quiz" in reader.places.lines[n - 1] for n in own):
        reader.find_quizzes(fences, own, LEAD)
    for fence in fences:
        runs = fence.header.language in RUNS and "no-run" not in fence.header.classes
        reader.take_prose(first, fence.line)
        first = fence.end_line + 1
        if runs:
            repair = 'move it into a cell of code, or write { .python .no-run reason="…" }'
            reader.fault(fence.line, "code in a Markdown cell does not run", repair)
            reader.take_prose(fence.line, first, claims=False)
        else:
            reader.take_fence(fence)
    reader.take_prose(first, cell.end_line + 1)


def _fences(reader: Reader, cell: PercentCell) -> Iterator[Fence]:
    """The fences of a cell, by the lines of the file."""
    above = cell.line - 1
    fences, faults = find_fences(reader.places.lines[above : cell.end_line], 1)
    for found in faults:
        reader.fault(found.line + above, found.message)
    yield from (replace(fence, line=fence.line + above, end_line=fence.end_line + above) for fence in fences)


def _with_options(page: Page, text: str) -> Page:
    """The page whose program has the bounds that comments above its first statement ask for."""
    try:
        first = min((group.line for group in find_groups(text)), default=0)
    except SyntaxError:
        return page  # the cell that cannot be read is a problem already
    options, problems = wishes.of_file(text, Places(page.path, text), first)
    programs: Iterator[Program] = (replace(p, options=options) if p.id == page.path else p for p in page.programs)
    return replace(page, programs=tuple(programs), problems=(*page.problems, *problems))

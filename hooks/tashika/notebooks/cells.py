"""The cells of an .ipynb file and its shadow: a text with as many lines, each line of a cell's source on the line where
it stands in the file, and all other lines empty. Pure.

Lines of code, messages and tracebacks then name lines of the file itself. Columns count in the line of source, as they
do where a cell is edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tashika.lines import Places
from tashika.model import Problem, Span
from tashika.notebooks.spanned import Node, NotJson, parse

NBFORMAT = 4


@dataclass(frozen=True)
class Cell:
    """A cell, counted from 1. `line` and `end_line` are the first and last lines of its source, 0 for none;
    `last` is the line on which its JSON ends."""

    number: int
    node: Node
    kind: str
    line: int
    end_line: int
    last: int

    @property
    def tags(self) -> frozenset[str]:
        """The tags of its metadata."""
        tags = self.node.get("metadata", "tags")
        return frozenset(tag.value for tag in (tags.items if tags else ()) if isinstance(tag.value, str))

    def setting(self, name: str) -> str:
        """What its metadata say under `tashika`."""
        return self.node.text("metadata", "tashika", name).strip()


@dataclass
class Notebook:
    """A notebook's file. `strings` are the strings of sources by their lines."""

    places: Places
    root: Node
    shadow: str
    cells: Sequence[Cell] = ()
    strings: Mapping[int, Node] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def span(self, node: Node) -> Span:
        """Where a value stands."""
        return self.places.span(node.start, node.end)

    def fault(self, node: Node, message: str, repair: str = "") -> None:
        """Notes an authoring problem at the first line of a value."""
        at = self.places.span(node.start, node.start)
        self.problems.append(Problem(at, "authoring", message, repair))

    def where(self, line: int) -> str:
        """A line in the words of somebody who sees the notebook and not its file."""
        cell = next((c for c in self.cells if self.places.place(c.node.start)[0] <= line <= c.last), None)
        if cell is None:
            return ""
        if cell.line <= line <= cell.end_line:
            return f"cell {cell.number}, line {line - cell.line + 1}"
        return f"cell {cell.number}"


def read_file(path: str, text: str) -> Notebook:
    """A notebook's cells, or the problems that keep it from being read."""
    places = Places(path, text)
    blank = "".join("\n" for _ in places.lines)
    try:
        root = parse(text)
    except NotJson as error:
        broken = Notebook(places, Node(error.offset, error.offset, {}), blank)
        broken.fault(broken.root, f"this notebook is not valid JSON: {error}", "undo the last change of its file")
        return broken
    book = Notebook(places, root, blank)
    if _is_known(book):
        _read_cells(book)
    return book


def _is_known(book: Notebook) -> bool:
    """Whether it is a notebook of a known format whose code is Python; notes what it is otherwise."""
    major, root = book.root.get("nbformat"), book.root
    if major is None or not isinstance(major.value, int) or (root.get("cells") is None and major.value == NBFORMAT):
        book.fault(root, "this is no notebook: it has no `nbformat` or no `cells`")
    elif major.value != NBFORMAT:
        repair = "jupyter nbconvert --to notebook --nbformat 4 --inplace " + book.places.path
        book.fault(major, f"notebooks of format {major.value} cannot be read, only those of format 4", repair)
    else:
        return _is_python(book)
    return False


def _is_python(book: Notebook) -> bool:
    for names in (("kernelspec", "language"), ("language_info", "name")):
        node = book.root.get("metadata", *names)
        if node and str(node.value).lower() not in ("python", "ipython", "python3"):
            book.fault(node, f"the code of this notebook is {node.value}: only Python can be checked")
            return False
    return True


def _read_cells(book: Notebook) -> None:
    lines = ["\n"] * len(book.places.lines)
    strings: dict[int, Node] = {}
    cells: list[Cell] = []
    for number, node in enumerate(book.root.value["cells"].items, 1):
        own = list(_source_lines(book, node, number, strings))
        for line, text in own:
            lines[line - 1] = f"{text}\n"
        numbers = [line for line, _ in own]
        last = book.places.place(node.end)[0]
        first = min(numbers, default=0)
        cells.append(Cell(number, node, node.text("cell_type"), first, max(numbers, default=0), last))
    book.shadow, book.cells, book.strings = "".join(lines), cells, strings


def _source_lines(book: Notebook, cell: Node, number: int, strings: dict[int, Node]) -> Iterator[tuple[int, str]]:
    """The lines of a cell's source with their places. A line of source that has no line to itself is a problem."""
    source = cell.get("source")
    if source is None:
        book.fault(cell, f"cell {number} has no source")
        return
    parts = [source] if isinstance(source.value, str) else source.items
    for part in parts:
        line = book.places.place(part.start)[0]
        text = part.value if isinstance(part.value, str) else ""
        last = part is parts[-1]
        whole = text.endswith("\n") or last
        if line in strings or "\n" in text.removesuffix("\n") or "\r" in text or not whole:
            message = f"the source of cell {number} does not stand line by line, as Jupyter writes it"
            book.fault(part, message, "save the notebook in Jupyter once")
            return
        if text or not last:
            strings[line] = part
            yield line, text.removesuffix("\n")

"""The docstrings of a module as a page: each with `>>>` prompts is a program in the module's namespace. Pure.

Claims stand in the source file itself, so that a report names its lines and `update` can write there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tashika.comments import Source
from tashika.lines import Places, bare, split_lines
from tashika.model import Block, Chunk, Claim, Page, Problem, Program
from tashika.snippets import syntax_problem

PROMPT = re.compile(r"^[ \t]*>>>", re.MULTILINE)
LITERAL = re.compile(r"(?P<open>[rRuU]*(?P<quote>\"\"\"|'''|\"|'))(?P<text>.*)(?P=quote)", re.DOTALL)
UNSAFE = ("\\", "\t", '"""', "'''")
# What doctest has a docstring's examples see: all names of the module.
NAMESPACE = (
    "globals().update({{name: value for name, value in vars(__import__('importlib').import_module({module!r})).items()"
    " if not (name.startswith('__') and name.endswith('__'))}})\n"
)


@dataclass(frozen=True)
class Module:
    """How a file is imported: under `name`, with `search` first on the path. `path` and `search` are relative to the
    project."""

    path: str
    name: str
    search: str


Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def read_docstrings(module: Module, text: str) -> Page:
    """Parses a module. Whatever is wrong with it or its prompts is in `problems`."""
    lines = split_lines(text.removeprefix("\ufeff"))
    block = Block(Places(module.path, text).span(0, len(text)), text, "py")
    page = Page(module.path, text, (block,) if text else ())
    if not PROMPT.search(text) and ">>>" not in text:
        return page
    try:
        tree = ast.parse("".join(f"{bare(line)}\n" for line in lines))
    except SyntaxError as error:
        return replace(page, problems=(syntax_problem(module.path, error),))
    parts = [_read(module, lines, name, node) for name, node in _docstrings(tree, "")]
    return replace(
        page,
        programs=tuple(p for part in parts for p in part.programs),
        claims=tuple(c for part in parts for c in part.claims),
        problems=tuple(p for part in parts for p in part.problems),
        skips=tuple(s for part in parts for s in part.skips),
    )


def _docstrings(node: Documented, name: str) -> Iterator[tuple[str, ast.Constant]]:
    """The docstrings that doctest finds: of a module, its functions, its classes, and theirs."""
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        yield name, first.value
    for child in node.body if isinstance(node, ast.Module | ast.ClassDef) else ():
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _docstrings(child, f"{name}.{child.name}" if name else child.name)


def _read(module: Module, lines: Sequence[str], name: str, node: ast.Constant) -> Page:
    value = str(node.value)
    page = Page(module.path, "")
    if not PROMPT.search(value):
        return page
    program = f"{module.path}#{name}".removesuffix("#")
    source = _source(module.path, lines, node)
    if source is None:
        place = Places(module.path, "", lines).line_span(node.lineno)
        message = "escapes in this docstring move its lines, so that its prompts have no place in the file"
        return replace(page, problems=(Problem(place, "authoring", message, 'make it raw: r"""…"""'),))
    from tashika.prompts import read_prompts  # which brings doctest along, and few notes have prompts

    found = read_prompts(source, program, skips=True)
    page = replace(page, claims=found.claims, problems=found.problems, skips=found.skips)
    if found.broken or not found.chunks:
        return page
    names = Chunk(module.path, 1, NAMESPACE.format(module=module.name))
    return replace(page, programs=(Program(program, (names, *found.chunks), search=module.search),))


def _source(path: str, lines: Sequence[str], node: ast.Constant) -> Source | None:
    """A docstring's text, dedented as doctest does it, with its place in the file; None if that cannot be told."""
    value = str(node.value)
    literal, column = _literal(lines, node)
    match = LITERAL.fullmatch(literal)
    if match is None or match["text"].count("\n") != value.count("\n"):
        return None
    rows = value.expandtabs().split("\n")
    depth = min((len(row) - len(row.lstrip(" ")) for row in rows if row.strip(" ")), default=0)
    first = column + len(match["open"])
    cuts = [min(depth, len(row)) + (0 if index else first) for index, row in enumerate(rows)]
    return Source(path, "\n".join(row[depth:] for row in rows) + "\n", node.lineno, cuts)


def _literal(lines: Sequence[str], node: ast.Constant) -> tuple[str, int]:
    """The source of a string, and the column at which it starts; the parser counts bytes."""
    rows = [bare(line).encode("utf-8") for line in lines[node.lineno - 1 : node.end_lineno]]
    column = len(rows[0][: node.col_offset].decode("utf-8"))
    rows[-1] = rows[-1][: node.end_col_offset]
    rows[0] = rows[0][node.col_offset :]
    return b"\n".join(rows).decode("utf-8"), column


def fault_of_edit(claim: Claim, actual: str, places: Places) -> str:
    """Why an output cannot be written into the docstring where a claim stands, or ""."""
    start, end = places.offsets(claim.at)
    text = "".join(places.lines)[start:end]
    if text.split() != claim.expected.split() or any(sign in actual for sign in UNSAFE):
        return 'escapes, tabs or quotes in this docstring or in the output: write it yourself, into r"""…"""'
    if start == end and places.lines[claim.at.line - 1].split(">>>")[0].strip():
        return "these prompts begin on the line of the quotes: let them begin on the next one"
    return ""

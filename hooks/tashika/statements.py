"""Where the statements of a piece of Python begin and end. Pure.

A *group* is a statement together with the following siblings that start on a line where the one before ends
(`a; b`): the least that a comment at the end of a line can speak of. Its first line names it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Group:
    """Statements that share lines. `column` is 1-based; `top` tells whether it belongs to the module's own body."""

    line: int
    end_line: int
    header_line: int
    """Where the first statement's own keyword stands: below its decorators, if there are any."""
    column: int
    top: bool
    has_value: bool


def find_groups(code: str, line: int = 1) -> list[Group]:
    """Every group of statements, outer before inner, in the order of the source, whose first line is `line`.

    Raises SyntaxError with a line number that counts from the code's own first line.
    """
    groups = list(_in_body(ast.parse(code).body, top=True))
    shift = line - 1
    return [
        Group(g.line + shift, g.end_line + shift, g.header_line + shift, g.column, g.top, g.has_value) for g in groups
    ]


def steps_of(groups: Iterable[Group]) -> tuple[tuple[int, int], ...]:
    """The first and last lines of the top-level ones."""
    return tuple((group.line, group.end_line) for group in groups if group.top)


def first_line(statement: ast.stmt) -> int:
    """The line on which a statement starts, decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(d.lineno for d in decorators)])


def _in_body(body: Sequence[ast.stmt], top: bool) -> Iterator[Group]:
    for run in _sharing_lines(body):
        first = run[0]
        end = max(s.end_lineno or s.lineno for s in run)
        has_value = isinstance(run[-1], ast.Expr)
        yield Group(first_line(first), end, first.lineno, first.col_offset + 1, top, has_value)
        for statement in run:
            for inner in _bodies(statement):
                yield from _in_body(inner, top=False)


def _sharing_lines(body: Sequence[ast.stmt]) -> Iterator[list[ast.stmt]]:
    run: list[ast.stmt] = []
    for statement in body:
        if run and first_line(statement) > (run[-1].end_lineno or 0):
            yield run
            run = []
        run.append(statement)
    if run:
        yield run


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body
    for name in ("handlers", "cases"):
        for part in getattr(node, name, []):
            yield from _bodies(part)


def imported_names(code: str) -> set[str]:
    """The top-level modules that a piece of valid Python names in its imports."""
    return {*_imported(ast.parse(code).body)} if "import" in code else set()  # to parse takes long


def _imported(statements: Iterable[ast.AST]) -> Iterator[str]:
    """The same for statements, at any depth; expressions have no imports, and most of the tree is theirs."""
    for each in statements:
        if isinstance(each, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in each.names)
        elif isinstance(each, ast.ImportFrom):
            yield from [each.module.partition(".")[0]] if each.module and not each.level else []
        else:
            for part in ("body", "orelse", "finalbody", "handlers", "cases"):
                yield from _imported(getattr(each, part, ()))


@lru_cache(maxsize=4096)
def imported_modules(code: str) -> frozenset[str]:
    """The dotted names that may be modules in a piece of valid Python: `import a.b`, `from a import b`, `a.b.c`.

    An attribute of an imported name is one too, since packages import parts of themselves when they are asked for.
    """
    if "import" not in code:  # nothing is named without it, and to parse takes long
        return frozenset()
    nodes = [*ast.walk(ast.parse(code))]
    names: set[str] = set()
    known: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
            known |= {a.asname or a.name.partition(".")[0]: a.name if a.asname else "" for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")}
            known |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    for node in nodes:
        if isinstance(node, ast.Attribute) and (dotted := _dotted(node)):
            first, _, rest = dotted.partition(".")
            if first in known:
                names.add(f"{known[first] or first}.{rest}")
    return frozenset(names)


def _dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute of a name, else ""."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return before and f"{before}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""

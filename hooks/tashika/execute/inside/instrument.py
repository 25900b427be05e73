"""Rewrites a statement so that the watched statements inside it report when they run.

A watched group of siblings becomes the body of a `with`, which leaves no name in the frame and sees the
exception that passes. Tracing would need no rewriting, but it slows every line down and programs use it too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from copy import copy

# Names that no program can spell, looked up in builtins.
WATCH, VALUE = "<tashika watch>", "<tashika value>"
PAUSE, RESUME = "<tashika pause>", "<tashika resume>"
OFFER, RELAY = "<tashika offer>", "<tashika relay>"
SHOW, FLUSH = "<tashika show>", "<tashika flush>"

Wanted = Mapping[int, frozenset[str]]


def first_line(statement: ast.stmt) -> int:
    """The line a statement begins on, counting its decorators."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def groups(body: Iterable[ast.stmt]) -> list[list[ast.stmt]]:
    """The siblings of a block, those that share a line (`a; b`) together."""
    found: list[list[ast.stmt]] = []
    for statement in body:
        if found and first_line(statement) == found[-1][-1].end_lineno:
            found[-1].append(statement)
        else:
            found.append([statement])
    return found


def instrument(group: list[ast.stmt], wanted: Wanted, is_async: bool = False) -> None:
    """Make a group report what is wanted of it as an expression, and of the statements inside it; in place."""
    line, last = first_line(group[0]), group[-1].end_lineno or 0
    if "value" in wanted.get(line, ()):
        _report_value(group[-1], line)
    inner = {other: kinds for other, kinds in wanted.items() if line < other <= last}
    for statement in group if inner else ():
        _rewrite(statement, inner, is_async)


def end_cell(group: list[ast.stmt], code: str) -> None:
    """Make the last statements of a notebook's cell display what they give, and the figures that are open; in place."""
    last = group[-1]
    if not isinstance(last, ast.Expr):
        group.append(ast.fix_missing_locations(ast.copy_location(ast.Expr(_call(FLUSH)), last)))
        return
    if not _is_silenced(last, code):
        last.value = _located(_call(SHOW, last.value), last.value)
    last.value = _located(_call(FLUSH, last.value), last.value)


def _is_silenced(last: ast.Expr, code: str) -> bool:
    """Whether a semicolon follows the last expression of a cell."""
    lines = code.split("\n")[(last.end_lineno or 1) - 1 :]
    rest = [lines[0].encode("utf-8")[last.end_col_offset or 0 :].decode("utf-8", "replace"), *lines[1:]]
    return any(line.partition("#")[0].strip().startswith(";") for line in rest)


def is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a bare string, which is a docstring where it comes first."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _rewrite(node: ast.AST, wanted: Wanted, is_async: bool) -> None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        is_async = isinstance(node, ast.AsyncFunctionDef)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            setattr(node, name, _rewritten(block, wanted, is_async))
    for name in ("handlers", "cases"):
        for part in getattr(node, name, ()):
            _rewrite(part, wanted, is_async)


def _rewritten(block: list[ast.stmt], wanted: Wanted, is_async: bool) -> list[ast.stmt]:
    result: list[ast.stmt] = []
    for group in groups(block):
        text = [copy(group[0])] if is_text(group[0]) else []  # before it becomes a call: it may be a docstring
        instrument(group, wanted, is_async)
        line = first_line(group[0])
        result += [*text, _watched(group, line, is_async)] if line in wanted else group
    return result


def _watched(group: list[ast.stmt], line: int, is_async: bool) -> ast.stmt:
    body = [_Pausing(is_async).visit(statement) for statement in group]
    watch = ast.With(items=[ast.withitem(context_expr=_call(WATCH, ast.Constant(line)))], body=body)
    return ast.fix_missing_locations(ast.copy_location(watch, group[0]))


def _report_value(statement: ast.stmt, line: int) -> None:
    if isinstance(statement, ast.Expr):
        value = statement.value
        call = ast.copy_location(_call(VALUE, ast.Constant(line), value), value)
        statement.value = ast.fix_missing_locations(call)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=list(arguments), keywords=[])


class _Pausing(ast.NodeTransformer):
    """Takes a generator's watched statements off the stack while its consumer runs.

    `yield x` becomes `yield from offer(x)`, and `yield from x` becomes `yield from relay(x)`. An asynchronous
    generator cannot delegate: there it is `resume((yield pause(x)))`. An `await` stays as it is: what runs while
    a statement waits for it (`await gather(...)`) runs on that statement's behalf.
    """

    def __init__(self, is_async: bool) -> None:
        self._is_async = is_async

    def visit_Yield(self, node: ast.Yield) -> ast.expr:
        self.generic_visit(node)
        if getattr(node, "pauses", False):
            return node
        value = node.value or ast.copy_location(ast.Constant(None), node)
        if self._is_async:
            node.value = _located(_call(PAUSE, value), value)
            return _located(_call(RESUME, _marked(node)), node)
        return _located(_marked(ast.YieldFrom(_call(OFFER, value))), node)

    def visit_YieldFrom(self, node: ast.YieldFrom) -> ast.expr:
        self.generic_visit(node)
        if not getattr(node, "pauses", False):
            node.value = _located(_call(RELAY, node.value), node.value)
        return _marked(node)

    def _another_frame(self, node: ast.AST) -> ast.AST:
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = _another_frame


def _marked(node: ast.expr) -> ast.expr:
    """An expression that the groups around this one leave as it is."""
    node.pauses = True  # type: ignore[attr-defined]
    return node


def _located(node: ast.expr, place: ast.AST) -> ast.expr:
    return ast.fix_missing_locations(ast.copy_location(node, place))

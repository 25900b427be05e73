"""Compiles a program into steps: top-level statements, with the siblings that share a line.

All are compiled before the first one runs, so that a program cannot disturb it. What the compiler has to say
about a step (an error, a warning) is said again when the step runs, so that it belongs to that step.
"""

from __future__ import annotations
import __future__

import ast
import re
import warnings
from types import CodeType
from typing import Any, NamedTuple

from .instrument import Wanted, end_cell, first_line, groups, instrument, is_text
from .order import Order, Piece

_FUTURES = 0
for _name in __future__.all_feature_names:
    _FUTURES |= getattr(__future__, _name).compiler_flag

_STRING = re.compile(r"[(\s]*[a-zA-Z]{0,2}['\"]")  # may be a docstring

Warned = list[warnings.WarningMessage]


class _Warnings(NamedTuple):
    """What parsing a piece gave, and all that was heard so far of parsing and compiling it."""

    parsed: Warned
    heard: Warned


class Step(NamedTuple):
    """Code to run, or the error that kept it from being compiled, with the warnings that came with it.

    `cell` is the first line of the notebook's cell that it belongs to, 0 for none.
    """

    line: int
    code: CodeType | None
    error: Exception | None
    warned: Warned
    cell: int = 0

    def run(self, namespace: dict[str, Any]) -> None:
        """Run the step in `namespace`; whatever it raises passes through."""
        for told in self.warned:
            warnings.warn_explicit(told.message, told.category, told.filename, told.lineno)
        if self.error is not None:
            raise self.error
        if self.code is not None:
            exec(self.code, namespace)


def plan(order: Order) -> list[Step]:
    """The steps of all pieces, in order."""
    if order.compiled is not None:
        return [Step(line, code, None, [], cell) for line, code, cell in order.compiled]
    planner = _Planner(order.path, order.watch)
    return [step for piece in order.pieces for step in planner.steps(piece)]


def compiled(order: Order) -> tuple[tuple[int, CodeType | None, int], ...] | None:
    """The steps for `Order.compiled`; None where something is to be said of one."""
    steps = plan(order)
    if any(step.error or step.warned for step in steps):
        return None
    return tuple((step.line, step.code, step.cell) for step in steps)


class _Planner:
    """Carries what earlier statements mean for later ones: `from __future__` flags."""

    def __init__(self, path: str, wanted: Wanted) -> None:
        self._path = path
        self._wanted = wanted
        self._flags = 0
        self._first = True

    def steps(self, piece: Piece) -> list[Step]:
        return self._by_text(piece) or self._by_tree(piece)

    def _by_text(self, piece: Piece) -> list[Step]:
        """The steps of a piece whose statements are known, each compiled from its own text where nothing inside it is
        watched: a tree takes twice as long. None where that fails, or warns."""
        before, lines = (self._flags, self._first), piece.code.split("\n")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return [
                    Step(
                        first,
                        self._code("\n".join(lines[first - piece.line : last - piece.line + 1]), first, last),
                        None,
                        [],
                    )
                    for first, last in piece.steps
                ]
        except Exception:
            self._flags, self._first = before
            return []

    def _code(self, text: str, first: int, last: int) -> CodeType:
        """The code of statements that stand on these lines."""
        source = "\n" * (first - 1) + text
        if (
            any(first < line <= last for line in self._wanted)
            or "value" in self._wanted.get(first, ())
            or _STRING.match(text)
        ):
            tree = compile(source, self._path, "exec", self._flags | ast.PyCF_ONLY_AST, dont_inherit=True)
            code = self._compile(self._tree(tree.body, single=False))
        else:
            code = compile(source, self._path, "exec", self._flags, dont_inherit=True)
            self._first = False
        self._flags |= code.co_flags & _FUTURES
        return code

    def _by_tree(self, piece: Piece) -> list[Step]:
        source = "\n" * (piece.line - 1) + piece.code  # the compiler's own line numbers are then those of the file
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            try:
                flags = self._flags | ast.PyCF_ONLY_AST
                tree = compile(source, self._path, "exec", flags, dont_inherit=True)
            except Exception as error:
                return [Step(piece.line, None, error, list(heard))]
            parsed = list(heard)
            if piece.cell and tree.body:
                return self._cell(groups(tree.body), source, _Warnings(parsed, heard), piece.line)
            return [self._step(group, piece.single, _Warnings(parsed, heard)) for group in groups(tree.body)]

    def _cell(self, parts: list[list[ast.stmt]], source: str, warned: _Warnings, line: int) -> list[Step]:
        """The steps of a notebook's cell; the last one displays."""
        lines = [first_line(group[0]) for group in parts]
        end_cell(parts[-1], source)
        steps = [self._step(group, False, warned) for group in parts]
        return [step._replace(line=at, cell=line) for step, at in zip(steps, lines, strict=True)]

    def _step(self, group: list[ast.stmt], single: bool, warned: _Warnings) -> Step:
        line, last = first_line(group[0]), group[-1].end_lineno or 0
        told = [warning for warning in warned.parsed if line <= warning.lineno <= last]
        before = len(warned.heard)
        try:
            code = self._compile(self._tree(group, single))
        except Exception as error:
            return Step(line, None, error, told + warned.heard[before:])
        self._flags |= code.co_flags & _FUTURES
        return Step(line, code, None, told + warned.heard[before:])

    def _tree(self, group: list[ast.stmt], single: bool) -> ast.Module | ast.Interactive:
        # Only the first statement of a program can be its docstring.
        text = is_text(group[0]) and not self._first
        instrument(group, self._wanted)
        self._first = False
        if single:
            return ast.Interactive(body=group)
        nothing: list[ast.stmt] = [ast.copy_location(ast.Pass(), group[0])] if text else []
        return ast.Module(body=nothing + group, type_ignores=[])

    def _compile(self, tree: ast.Module | ast.Interactive) -> CodeType:
        mode = "single" if isinstance(tree, ast.Interactive) else "exec"
        code: CodeType = compile(tree, self._path, mode, self._flags, dont_inherit=True)
        return code

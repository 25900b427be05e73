"""Runs one program from its first step to its end."""

from __future__ import annotations

import builtins
import linecache
from posix import _exit
from typing import Any

from . import displays
from .copies import Copies
from .failure import exception_text, failing_line, formatted, is_ours
from .imports import Imports
from .order import Order, Question
from .recorder import Recorder
from .steps import Step, plan


class Session:
    """A program at work in one namespace."""

    def __init__(self, order: Order, recorder: Recorder, namespace: dict[str, Any]) -> None:
        self._order = order
        self._recorder = recorder
        self._namespace = namespace
        self._imports = Imports(order.root, order.search)
        self._steps = plan(order)
        self._done = 0
        self._line = 0
        self.copies: Copies | None = None
        self._left = 0  # the cell of a notebook that an exception which belongs there has ended

    def run(self) -> None:
        """Run all steps and note how it went. What a forked child raises passes through, as in plain python."""
        try:
            while self._done < len(self._steps):
                step = self._next_step()
                if step.cell and step.cell == self._left:
                    self._done += 1
                    continue
                self._take(step)
                self._answer(step.line)
                self._done += 1
        except BaseException as error:
            if not self._recorder.at_home:
                raise
            self._failed(error)
        else:
            self._ended()

    def _next_step(self) -> Step:
        """The next step; in a copy of the process, once it is woken, that of the new rest."""
        while self.copies and (order := self.copies.leave(self._steps[self._done].line)):
            self._go_on(order)
        return self._steps[self._done]

    def _go_on(self, order: Order) -> None:
        """Have another rest, if all that has run would be the same in it; else end without a word."""
        steps, done = plan(order), self._done
        if len(steps) <= done or list(map(_likeness, steps[:done])) != list(map(_likeness, self._steps[:done])):
            _exit(0)
        self._order, self._steps = order, steps
        self._recorder.wanted = order.watch
        show_source(order)
        self._recorder.note("woken", steps[done].line)

    def _take(self, step: Step) -> None:
        self._line = displays.Line.now = step.line
        token = self._recorder.begin("step", step.line)
        try:
            step.run(self._namespace)
        except BaseException as error:
            if "raises" not in self._order.watch.get(step.line, ()):
                raise
            self._recorder.note("raised", step.line, exception_text(error))
            self._left = step.cell
        finally:
            for name in self._imports.fresh():
                self._recorder.note("module", name)
            self._recorder.done(token)

    def _answer(self, after: int) -> None:
        for question in self._order.questions:
            if question.after == after:
                self._evaluate(question)

    def _evaluate(self, question: Question) -> None:
        self._recorder.note("probe")
        try:
            source = "\n" * (question.line - 1) + question.expression.strip()
            text = _as_prose(eval(compile(source, question.path, "eval", dont_inherit=True), self._namespace))
        except BaseException as error:
            self._recorder.note("failed", question.id, exception_text(error))
        else:
            self._recorder.note("prose", question.id, text)

    def _ended(self) -> None:
        self._answer(0)
        self._recorder.note("end", "ok", 0, "", "")

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, SystemExit) and (error.code is None or error.code == 0):
            self._ended()
            return
        _mend_builtins()
        told = formatted(error, self._order.root)
        if is_ours(error) and not any(error is step.error for step in self._steps):
            self._recorder.note("broken", told)
            return
        line = failing_line(error, self._order.path) or self._line
        self._recorder.note("end", "raised", line, exception_text(error), told)


def show_source(order: Order) -> None:
    """Let tracebacks and `inspect` see the program's lines, without the page and the indentation around them."""
    lines: dict[int, str] = {}
    for piece in order.pieces:
        lines.update(enumerate((f"{text}\n" for text in piece.code.split("\n")), piece.line))
    text = [lines.get(number, "\n") for number in range(1, max(lines, default=0) + 1)]
    linecache.cache[order.path] = (sum(map(len, text)), None, text, order.path)


def _likeness(step: Step) -> tuple[object, ...]:
    """What makes two steps the same: code compares by what it does and by its first line."""
    return step.line, step.code, repr(step.error), [(str(told.message), told.lineno) for told in step.warned]


def _as_prose(value: Any) -> str:
    """The text of a value as prose has it: a scalar of NumPy or torch is a plain number."""
    try:
        plain = value.item()
    except Exception:
        plain = value
    return str(plain)


def _mend_builtins() -> None:
    """Give back what the program deleted from builtins: the standard library cannot report without."""
    kept = globals()["__builtins__"]
    for name, value in (kept if isinstance(kept, dict) else vars(kept)).items():
        vars(builtins).setdefault(name, value)

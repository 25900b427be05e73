"""The code of one program as cells: what a page shows of it, what it does not, and what each part put out. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tashika.comments import SECTION_MARK
from tashika.model import Chunk, Run
from tashika.outputs import last_name, merged, of_run
from tashika.site.save_model import RAISES, SavedCell, silenced


@dataclass
class CodeCells:
    """A program's source by its lines, of which those up to `done` have become cells."""

    lines: Sequence[str]
    run: Run
    pictures: Mapping[str, str]
    not_shown: str
    done: int = 0

    def show(self, first: int, last: int) -> Iterator[SavedCell]:
        """The cells for the lines that a page shows, behind those that they need."""
        shown = self._code(first, last)
        start, end = self._whole(first, last)
        if first <= self.done or (start, end) != (first, last):
            yield SavedCell("markdown", f"```python\n{shown}\n```")
            start, end = self.done + 1, max(end, self.done)
            first = start if start != first else first
        if self._acts(self.done + 1, start - 1):
            yield from self._cells(self.done + 1, start - 1, f"# {self.not_shown}\n")
        if start <= end:
            yield from self._cells(start, end, "" if start == first else f"# {self.not_shown}\n")
        self.done = max(self.done, end)

    def prompts(self, examples: Sequence[Chunk]) -> Iterator[SavedCell]:
        """A cell for each example of a prompt, which shows what its expression gives."""
        for example in examples:
            outputs, code = of_run(self.run.events, [example.line]), example.code.rstrip("\n")
            self.done = max(self.done, example.line + code.count("\n"))
            if any(output.kind == "error" for output in outputs):
                yield SavedCell("code", code, tuple(self._outputs([example.line])), (RAISES,))
                continue
            text = "".join(output.text for output in outputs if output.kind == "stdout")
            is_shown = silenced(code) != code and text
            value: dict[str, Any] = {
                "output_type": "execute_result",
                "data": {"text/plain": text.rstrip("\n").splitlines(True)},
            }
            stream: dict[str, Any] = {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}
            output = value | {"metadata": {}, "execution_count": None} if is_shown else stream
            yield SavedCell("code", code, (output,) if text else ())

    @cached_property
    def _statements(self) -> list[ast.stmt]:
        return ast.parse("".join(self.lines)).body

    def _code(self, first: int, last: int) -> str:
        kept = [line.rstrip("\r\n") for line in self.lines[first - 1 : last] if SECTION_MARK not in line]
        return "\n".join(kept).strip("\n")

    def _acts(self, first: int, last: int) -> bool:
        """Whether lines hold more than comments and what a file says of itself."""
        own = (each for each in self._statements if first <= each.lineno <= last)
        return any(not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)) for each in own)

    def _whole(self, first: int, last: int) -> tuple[int, int]:
        """The lines with all of the statements that they cut into."""
        for statement in self._statements:
            start, end = _lines_of(statement)
            if start <= last and end >= first:
                first, last = min(first, start), max(last, end)
        return first, last

    def _cells(self, first: int, last: int, head: str) -> Iterator[SavedCell]:
        """Code cells for whole statements; one that raises has a cell of its own."""
        raising = {e.lines[0] for e in self.run.events if e.kind == "raised" and len(e.lines) == 1}
        at = first
        for statement in self._statements:
            start, end = _lines_of(statement)
            if start in raising and first <= start <= last:
                yield from self._cell(at, start - 1, head)
                yield from self._cell(start, end, "", (RAISES,))
                at, head = end + 1, ""
        yield from self._cell(at, last, head)

    def _cell(self, first: int, last: int, head: str, tags: tuple[str, ...] = ()) -> Iterator[SavedCell]:
        code = self._code(first, last)
        if not code.strip():
            return
        steps = sorted({e.lines[0] for e in self.run.events if e.lines and first <= e.lines[0] <= last})
        outputs, value = list(self._outputs(steps)), self._value(first, last)
        if value is None:
            code = silenced(code)
        elif value != "None":
            data = {"text/plain": [value]}
            outputs.append({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})
        yield SavedCell("code", head + code, tuple(outputs), tags, tuple(self._drawn(steps)))

    def _value(self, first: int, last: int) -> str | None:
        """What the last statement gave, if the run was asked for it."""
        body = [s for s in self._statements if first <= s.lineno and (s.end_lineno or 0) <= last]
        line = _lines_of(body[-1])[0] if body else 0
        values = [e.text for e in self.run.events if e.kind == "value" and e.lines == (line,)]
        return values[-1] if values else None

    def _outputs(self, steps: Sequence[int]) -> Iterator[dict[str, Any]]:
        for output in merged(of_run(self.run.events, steps)) if steps else ():
            if output.kind == "error":
                name, _, value = last_name(output.text).partition(": ")
                yield {"output_type": "error", "ename": name, "evalue": value, "traceback": [last_name(output.text)]}
            elif output.kind in ("stdout", "stderr"):
                yield {"output_type": "stream", "name": output.kind, "text": output.text.splitlines(keepends=True)}
        for name in self._drawn(steps):
            data = {"image/svg+xml": self.pictures[name].splitlines(keepends=True)}
            yield {"output_type": "display_data", "data": data, "metadata": {}}

    def _drawn(self, steps: Sequence[int]) -> Iterator[str]:
        """The names of the pictures that statements save and the page shows."""
        for event in self.run.events:
            if event.kind == "figure" and event.lines and event.lines[0] in steps and event.key in self.pictures:
                yield event.key


def _lines_of(statement: ast.stmt) -> tuple[int, int]:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)]), statement.end_lineno or statement.lineno

"""Text as numbered lines, and spans as places in it. Pure.

`str.splitlines` is refused: it also splits at form feeds and other marks that Markdown and Python keep inside a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from tashika.model import Span

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends; joined they are the text."""
    return LINE.findall(text)


def bare(line: str) -> str:
    """A line without its end."""
    return line.rstrip("\r\n")


class Places:
    """Turns character offsets of one text into spans, and back."""

    def __init__(self, path: str, text: str, lines: Sequence[str] | None = None) -> None:
        self.path = path
        self.text = text
        self.size = len(text)
        self.lines = split_lines(text) if lines is None else lines
        self.starts = [0, *accumulate(map(len, self.lines))]

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column; past the last line it is the end of the text."""
        return self.starts[line - 1] + column - 1 if line <= len(self.lines) else self.size

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset."""
        line = min(bisect_right(self.starts, offset), max(len(self.lines), 1))
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets."""
        return Span(self.path, *self.place(start), *self.place(end))

    def line_span(self, line: int, end_line: int | None = None) -> Span:
        """The span of whole lines, without the last one's end."""
        last = line if end_line is None else end_line
        width = len(bare(self.lines[last - 1])) if last <= len(self.lines) else 0
        return Span(self.path, line, 1, last, width + 1)

    def offsets(self, span: Span) -> tuple[int, int]:
        """The offsets of a span's two ends."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

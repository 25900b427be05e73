"""A program without its comments and its place on the page: what it means stays, where it stands does not. Pure.

The lines that hold code are numbered through all chunks. Claims in comments, prose between fences and blank lines can
then change without changing the program; whoever can see its own lines or comments says so (`position`).
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tashika.model import Program

_NOTHING = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
_HIDES = re.compile(r"#|'''|\"\"\"|[\\\r\f]")  # where a line with code is not just one that is not blank
_TYPE = re.compile(r"#\s*type:")  # torch.jit reads these
_FSTRING_START, _FSTRING_END = (getattr(tokenize, name, -1) for name in ("FSTRING_START", "FSTRING_END"))


@dataclass(frozen=True)
class Normal:
    """The code of a program and the numbers of its code lines, both ways; 0 is 0."""

    code: tuple[str, ...]
    number: Mapping[int, int]
    line: Mapping[int, int]


def normalised(program: Program) -> Normal:
    """The program's code by chunks."""
    number, chunks = {0: 0}, []
    for chunk in program.chunks:
        kept = []
        for offset, text in _code_lines(chunk.code):
            number[chunk.line + offset] = len(number)
            kept.append(text)
        chunks.append("\n".join([chunk.mode, *kept]))
    return Normal(tuple(chunks), number, {value: key for key, value in number.items()})


@lru_cache(maxsize=1024)
def _code_lines(code: str) -> tuple[tuple[int, str], ...]:
    """Offset and text of the lines that hold code; all lines as they are where comments cannot be told apart."""
    return tuple(_found_lines(code))


def _found_lines(code: str) -> Iterator[tuple[int, str]]:
    lines = code.split("\n")
    if not _HIDES.search(code):  # reading the tokens takes longer than all the rest of a key
        yield from ((row, text) for row, text in enumerate(lines) if text.strip())
        return
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError):
        yield from enumerate(lines)
        return
    cut = dict(_comments(tokens))
    filled = {row for t in tokens if t.type not in _NOTHING for row in range(t.start[0], t.end[0] + 1)}
    for row in sorted(filled | {row for row, column in cut.items() if column < 0}):
        text = lines[row - 1] if row <= len(lines) else ""
        column = cut.get(row, -1)
        yield row - 1, text if column < 0 else text[:column].rstrip()


def _comments(tokens: list[tokenize.TokenInfo]) -> Iterator[tuple[int, int]]:
    """Row and column of each comment that can be cut off; column -1 for one that must stay."""
    inside = 0
    for token in tokens:
        inside += (token.type == _FSTRING_START) - (token.type == _FSTRING_END)
        if token.type == tokenize.COMMENT:
            yield token.start[0], -1 if inside or _TYPE.match(token.string) else token.start[1]

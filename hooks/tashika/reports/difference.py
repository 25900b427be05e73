"""Marks what differs between two texts, for readers: parts of lines, with every difference made visible.

Not `difflib.ndiff`: it compares letter by letter, so that two unlike numbers look half alike, and it takes
minutes on long outputs. Here numbers and words are compared whole, and texts too long for that by their ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from tashika.compare import RuleError, matches, tidy

_MOST_COMPARISONS = 100_000
_LONG_PART = 240
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Part:
    """A stretch of one line, ready to print; an empty part that differs is where text is missing."""

    text: str
    differs: bool


Line = tuple[Part, ...]


@dataclass(frozen=True)
class Difference:
    """Both texts as lines of parts, and the first pair of lines that stand for each other but differ."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]
    first: tuple[int, int] | None


def compare_texts(left: str, right: str, rule: str = "exact") -> Difference:
    """Marks the lines that differ under a rule; what it never looks at (blanks at line ends) is not shown either."""
    if tidy(left) != tidy(right):
        left, right = tidy(left), tidy(right)
    lefts, rights = left.split("\n"), right.split("\n")
    marked = ([_plain(line) for line in lefts], [_plain(line) for line in rights])
    first: tuple[int, int] | None = None
    for i, j in _unlike(lefts, rights, rule):
        if i is not None and j is not None:
            marked[0][i], marked[1][j] = compare_lines(lefts[i], rights[j])
            first = first or (i, j)
        elif i is not None:
            marked[0][i] = _whole(lefts[i])
        elif j is not None:
            marked[1][j] = _whole(rights[j])
    return Difference(tuple(marked[0]), tuple(marked[1]), first)


def compare_lines(left: str, right: str) -> tuple[Line, Line]:
    """Two lines with the parts marked that differ, number by number and word by word."""
    lefts, rights = _tokens(left), _tokens(right)
    parts: tuple[list[Part], list[Part]] = ([], [])
    for tag, i, i_end, j, j_end in _opcodes(lefts, rights):
        if tag == "equal":
            for side in parts:
                side.append(Part(without_middle(printable("".join(lefts[i:i_end]))), False))
        else:
            _differing("".join(lefts[i:i_end]), "".join(rights[j:j_end]), parts)
    return tuple(parts[0]), tuple(parts[1])


def underline(line: Line) -> str:
    """Carets below the parts that differ, by the columns that a terminal gives them."""
    carets: set[int] = set()
    column = 0
    for part in line:
        if part.differs:
            carets.update(range(column, column + max(width(part.text), 1)))
        column += width(part.text)
    return "".join("^" if at in carets else " " for at in range(max(carets, default=-1) + 1))


def width(text: str) -> int:
    """The columns of a terminal that the text takes: two for a wide character, none for a combining one."""
    return sum(0 if _joins(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def printable(text: str) -> str:
    """The text with each control character as its picture or code, so that it cannot act on a terminal."""
    return _UNPRINTABLE.sub(_picture, text)


def without_middle(text: str) -> str:
    """A long text without its middle, and with a count of what is left out."""
    if len(text) <= _LONG_PART:
        return text
    end = _LONG_PART // 3
    return f"{text[:end]} ⋯ {len(text) - 2 * end:,} characters left out ⋯ {text[-end:]}"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else f"<U+{code:04X}>"


def _unlike(lefts: Sequence[str], rights: Sequence[str], rule: str) -> Iterator[tuple[int | None, int | None]]:
    """The indices of the lines that differ: pairs, or one index where a line has no partner."""
    if rule == "unordered":
        yield from zip_longest(_surplus(lefts, rights), _surplus(rights, lefts))
    elif rule != "exact" and len(lefts) == len(rights):
        pairs = [
            (n, n) for n, (left, right) in enumerate(zip(lefts, rights, strict=True)) if not _agree(left, right, rule)
        ]
        # A rule may judge the whole otherwise than its lines: then nothing is left out.
        yield from pairs or [(n, n) for n in range(len(lefts)) if lefts[n] != rights[n]]
    else:
        for tag, i, i_end, j, j_end in _opcodes(lefts, rights):
            if tag != "equal":
                yield from zip_longest(range(i, i_end), range(j, j_end))


def _agree(left: str, right: str, rule: str) -> bool:
    try:
        return matches(left, right, rule)
    except RuleError:
        return left == right


def _surplus(lines: Sequence[str], others: Sequence[str]) -> Iterator[int]:
    left = Counter(others)
    for n, line in enumerate(lines):
        left[line] -= 1
        if left[line] < 0:
            yield n


def _opcodes(lefts: Sequence[str], rights: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """As difflib's, but what the ends have in common is set aside first, and only a middle of some size compared."""
    head = _common(lefts, rights)
    tail = _common(lefts[head:][::-1], rights[head:][::-1])
    i_end, j_end = len(lefts) - tail, len(rights) - tail
    if head:
        yield "equal", 0, head, 0, head
    if (i_end - head) * (j_end - head) > _MOST_COMPARISONS:
        yield "replace", head, i_end, head, j_end
    else:
        middle = SequenceMatcher(None, lefts[head:i_end], rights[head:j_end], autojunk=False)
        for tag, i, i_to, j, j_to in middle.get_opcodes():
            yield tag, head + i, head + i_to, head + j, head + j_to
    if tail:
        yield "equal", i_end, len(lefts), j_end, len(rights)


def _common(lefts: Sequence[str], rights: Sequence[str]) -> int:
    pairs = enumerate(zip(lefts, rights, strict=False))
    return next((n for n, (left, right) in pairs if left != right), min(len(lefts), len(rights)))


def _differing(left: str, right: str, parts: tuple[list[Part], list[Part]]) -> None:
    """Adds a pair that differs; what it begins with in common is not marked, and blanks and look-alikes are shown."""
    lefts, rights = _clusters(left), _clusters(right)
    head = _common(lefts, rights)
    alike = _looks(left) == _looks(right)
    for side, clusters in zip(parts, (lefts, rights), strict=True):
        rest = "".join(clusters[head:])
        side.append(Part(without_middle(printable("".join(clusters[:head]))), False))
        side.append(Part(without_middle(_reveal(rest) if alike else printable(rest)), True))


def _looks(text: str) -> str:
    """What a reader sees of a text: without blanks and what is invisible, with one form of letters and dashes."""
    seen = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf" and not c.isspace())
    return "".join(seen).translate(_DASHES)


def _reveal(text: str) -> str:
    """Blanks as ␠, and as its code each character that could be taken for another."""
    shown = ("␠" if c == " " else c if c.isascii() or _full(c) else f"<U+{ord(c):04X}>" for c in text)
    return printable("".join(shown))


def _full(char: str) -> bool:
    return unicodedata.east_asian_width(char) == "F" and not char.isspace()


def _tokens(text: str) -> list[str]:
    """A line as numbers, words of plain letters, and single characters: what is compared whole."""
    tokens: list[str] = []
    for kind, group in groupby(_clusters(text), _kind):
        clusters = list(group)
        tokens += ["".join(clusters)] if kind else clusters
    return tokens


def _kind(cluster: str) -> str:
    if cluster.isdecimal():
        return "number"
    return "word" if cluster.isascii() and cluster.isidentifier() else ""


def _clusters(text: str) -> list[str]:
    """The characters, each with those that join it: neither a mark nor a joiner is ever shown alone."""
    if text.isascii():
        return list(text)
    clusters: list[str] = []
    for char in text:
        if clusters and _joins(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _joins(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Cf") and char != "\u00ad"


def _plain(line: str) -> Line:
    return (Part(without_middle(printable(line)), False),)


def _whole(line: str) -> Line:
    return (Part(without_middle(printable(line)) or "␤", True),)

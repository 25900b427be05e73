"""Finds the code fences of a Markdown text, wherever pymdownx.superfences would. Pure.

A Markdown parser is refused: none keeps the columns that `update` needs, and superfences itself works on lines:
a fence may open after any run of blanks, tabs and quote marks, and closes at the same width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tashika.lines import bare

TAB = 4
PREFIX = re.compile(r"\ufeff?[> \t]*")
MARKS = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
HEADER = re.compile(r"[ \t]*\.?(?P<language>[\w#.+-]+)?(?:[ \t]*\{(?P<attrs>.*)\}|(?P<options>(?:[ \t]+\S.*)?))[ \t]*$")
OPTION = re.compile(r"""[ \t]*(?P<key>[a-zA-Z]\w*)(?:=(?P<quote>["'])(?P<value>.*?)(?P=quote))?(?=[ \t]|$)""")
ATTRIBUTE = re.compile(
    r"""\s*(?:(?P<key>[\w:-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>[^\s"']*))|(?P<mark>[.\#]?[^\s"']+))"""
)
PLAIN_OPTIONS = {"hl_lines", "linenums", "title", "title_mode"}
FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?:.*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
PYTHON = {"python", "py", "python3", "py3"}
PROMPTS = {"pycon", "python-console"}
KNOWN = PYTHON | PROMPTS | {"output"}


@dataclass(frozen=True)
class Header:
    """What stands behind the marks that open a fence."""

    language: str = ""
    classes: frozenset[str] = frozenset()
    options: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True)
class Fence:
    """A fence, by its opening and closing line. `cuts` tell how much of each content line is indentation."""

    line: int
    end_line: int
    prefix: str
    header: Header
    content: tuple[str, ...]
    cuts: tuple[int, ...]

    @property
    def code(self) -> str:
        """The content without the fence's indentation, with plain line ends."""
        return "".join(f"{line}\n" for line in self.content)


@dataclass(frozen=True)
class Fault:
    """A line that looks like a fence and would not be rendered as one; reading goes on after line `resume`.

    `opened` is the line of the fence that is broken there, if that is another one.
    """

    line: int
    message: str
    resume: int
    opened: int = 0


def width(prefix: str) -> int:
    """The column at which text behind a prefix stands, tabs expanded."""
    return len(prefix.removeprefix("\ufeff").expandtabs(TAB))


def split_prefix(line: str, columns: int) -> tuple[str, str]:
    """Cuts blanks and quote marks off a line's start, up to a width in columns."""
    size, reached = 0, 0
    while size < len(line) and reached < columns and line[size] in "> \t":
        reached += TAB - reached % TAB if line[size] == "\t" else 1
        size += 1
    return line[:size], line[size:]


def parse_header(text: str) -> Header:
    """Reads language, classes and options; `fault` says why superfences would not take it."""
    match = HEADER.match(text)
    if match is None:
        return Header(fault="the header is not understood")
    language = (match["language"] or "").lower()
    if match["attrs"] is not None:
        return _braced(language, match["attrs"])
    return _plain(language, match["options"].strip())


def _braced(language: str, attrs: str) -> Header:
    classes: list[str] = []
    options: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(attrs):
        if match["key"]:
            options[match["key"]] = match["double"] or match["single"] or match["plain"] or ""
        elif match["mark"].startswith("."):
            classes.append(match["mark"][1:])
        elif not match["mark"].startswith("#"):
            options[match["mark"]] = ""
    if not language and classes:
        language = classes.pop(0).lower()
    return Header(language, frozenset(classes), options)


def _plain(language: str, text: str) -> Header:
    options: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = OPTION.match(text, position)
        if match is None or (language in KNOWN and match["key"] not in PLAIN_OPTIONS):
            rest = text[position:].strip()
            return Header(language, fault=f"`{rest}` needs braces: {{ .{language or 'python'} {_quoted(rest)} }}")
        options[match["key"]] = match["value"] if match["value"] is not None else match["key"]
        position = match.end()
    return Header(language, options=options)


def _quoted(option: str) -> str:
    key, sign, value = option.partition("=")
    return f'{key}="{value}"' if sign and value[:1] not in "\"'" else option


def front_matter_lines(text: str) -> int:
    """How many lines of YAML front matter a page starts with."""
    match = FRONT_MATTER.match(text)
    return match[0].count("\n") if match else 0


def find_fences(lines: Sequence[str], first: int = 1) -> tuple[list[Fence], list[Fault]]:
    """All fences from line `first` on, in order, and the lines that only look like one."""
    fences: list[Fence] = []
    faults: list[Fault] = []
    number = first
    while number <= len(lines):
        found = _fence_at(lines, number)
        if isinstance(found, Fence):
            fences.append(found)
            number = found.end_line
        elif found is not None:
            faults.append(found)
            number = found.resume
        number += 1
    return fences, faults


def _fence_at(lines: Sequence[str], number: int) -> Fence | Fault | None:
    if "```" not in lines[number - 1] and "~~~" not in lines[number - 1]:  # as in most lines
        return None
    line = bare(lines[number - 1])
    prefix = PREFIX.match(line)[0]  # type: ignore[index]  # the pattern matches the empty string
    marks = MARKS.match(line, len(prefix))
    if marks is None:
        return None
    header = parse_header(line[marks.end() :])
    if header.fault:
        message = f"this fence would be shown as text: {header.fault}"
        return Fault(number, message, _closing(lines, number, marks[0]))
    return _content(lines, number, prefix, marks[0], header)


def _content(lines: Sequence[str], number: int, prefix: str, marks: str, header: Header) -> Fence | Fault:
    content: list[str] = []
    cuts: list[int] = []
    for at, cut, text in _inside(lines, number, width(prefix)):
        if cut is None:
            message = f"this line stands left of the fence that opened at line {number}, which breaks the fence"
            return Fault(at, message, _closing(lines, at, marks), number)
        if text.rstrip(" \t") == marks:
            return Fence(number, at, prefix, header, tuple(content), tuple(cuts))
        content.append(text)
        cuts.append(cut)
    return Fault(number, "this fence is never closed", number)


def _closing(lines: Sequence[str], number: int, marks: str) -> int:
    """The line that was meant to close a broken fence, so that it is not taken for an opening one."""
    for later in range(number + 1, len(lines) + 1):
        if lines[later - 1].strip("> \t\r\n") == marks:
            return later
    return number


def _inside(lines: Sequence[str], opened: int, columns: int) -> Iterator[tuple[int, int | None, str]]:
    for number in range(opened + 1, len(lines) + 1):
        line = bare(lines[number - 1])
        if not columns:
            yield number, 0, line
            continue
        prefix, text = split_prefix(line, columns)
        short = width(prefix) < columns and text != ""
        yield number, None if short else len(prefix), text

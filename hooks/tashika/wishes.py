"""Finds a program's options where its author wrote them: at the head of a file, and on the fences of a page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tashika.comments import find_comments
from tashika.fences import PLAIN_OPTIONS, Fence
from tashika.lines import Places, bare
from tashika.model import Problem, Span
from tashika.options import NAMES, OptionError, Options, with_option

_EXAMPLE = "# tashika: timeout=120, network=true"
_MARK = re.compile(r"#[ \t]*tashika[ \t]*:")
_ITEM = re.compile(r"[ \t]*(?P<name>[^\s,=]+)[ \t]*(?:=[ \t]*(?P<value>[^,]*?))?[ \t]*(?:,|$)")
_VALUE = r"""=(?:"[^"]*"|'[^']*'|[^\s}]*)"""
# What else may stand on a fence of Python: our own marks, those of superfences, and HTML's attributes.
_OTHERS = PLAIN_OPTIONS | {"session", "reason", "rule", "linenums_start", "id", "class", "style", "lang"}


def of_file(code: str, places: Places, first: int) -> tuple[Options, list[Problem]]:
    """The options in the comments of valid source above its first statement, which starts on line `first` (0: none)."""
    options, problems = Options(), []
    for comment in find_comments(code) if "tashika" in code else ():
        if not _MARK.match(comment.text):
            continue
        start = places.offset(comment.line, comment.column)
        if not comment.alone or (first and comment.line > first):
            at = places.span(start, start + len(comment.text))
            problems.append(Problem(at, "authoring", "options stand at the head of a file", "move this line up there"))
            continue
        options, faults = _read(options, comment.text, start, places)
        problems += faults
    return options, problems


def _read(options: Options, text: str, offset: int, places: Places) -> tuple[Options, list[Problem]]:
    """The options with those of a comment that stands at `offset`."""
    problems = []
    mark = _MARK.match(text)
    begin = position = mark.end() if mark else 0
    while position < len(text) and (item := _ITEM.match(text, position)):
        try:
            options = with_option(options, item["name"], item["value"] or "")
        except OptionError as error:
            at = places.span(offset + item.start("name"), offset + item.end("value" if item["value"] else "name"))
            problems.append(Problem(at, "authoring", str(error), error.repair))
        position = item.end()
    if text[position:].strip() or position == begin:
        at = places.span(offset + position, offset + len(text))
        problems.append(Problem(at, "authoring", "no option is written here", f"write {_EXAMPLE}"))
    return options, problems


def of_fence(options: Options, fence: Fence, places: Places) -> tuple[Options, list[Problem]]:
    """The options of a page's session with those that one more of its fences has."""
    problems = []
    for name, value in _written(fence):
        try:
            options = with_option(options, name, value)
        except OptionError as error:
            repair = error.repair.replace("=", '="', 1) + '"' if "=" in error.repair else error.repair
            problems.append(Problem(_place(places, fence, name), "authoring", str(error), repair))
    return options, problems


def of_include(fence: Fence, places: Places) -> Iterator[Problem]:
    """A problem for each option on a fence that shows a file: the file may stand on many pages, and runs once."""
    for name, value in _written(fence):
        if name in NAMES:
            item = f"{name}={value}" if value else name
            message = f"`{name}` belongs to the file that this block shows"
            yield Problem(_place(places, fence, name), "authoring", message, f"write # tashika: {item} at its head")


def _written(fence: Fence) -> list[tuple[str, str]]:
    header = fence.header
    known = [(name, value) for name, value in header.options.items() if name not in _OTHERS and not _is_html(name)]
    return known + [(name, "") for name in ("pure", "frozen") if name in header.classes]


def _is_html(name: str) -> bool:
    return "-" in name or ":" in name


def _place(places: Places, fence: Fence, name: str) -> Span:
    """Where an option stands on the line that opens a fence; the whole line if it cannot be told."""
    line = bare(places.lines[fence.line - 1])[len(fence.prefix) :]
    found = re.search(rf"(?<=[{{\s])\.?{re.escape(name)}(?:{_VALUE})?(?=[\s}}])", line)
    if found is None:
        return places.line_span(fence.line)
    start = places.offset(fence.line, 1) + len(fence.prefix)
    return places.span(start + found.start(), start + found.end())

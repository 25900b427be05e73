"""A snippet file, its sections and the claims in its comments. Pure.

Sections are read here and not by pymdownx.snippets, which accepts unclosed and doubled ones without a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tashika import wishes
from tashika.comments import Source, read_claims
from tashika.lines import Places, bare, split_lines
from tashika.model import Chunk, Problem, Program, Section, Snippet, Span
from tashika.statements import Group, find_groups, steps_of

MARKER = re.compile(
    r"(?<!;)-+8<-+[ \t]+\[[ \t]*(?P<type>start|end)[ \t]*:[ \t]*(?P<name>[a-z][-_0-9a-z]*)[ \t]*\]", re.IGNORECASE
)


@dataclass
class _Open:
    line: int
    end_line: int = 0
    doubled: bool = False


def read_snippet(path: str, text: str) -> Snippet:
    """Parses a snippet file; `path` is relative to the project. Whatever is wrong is in `problems`."""
    lines = split_lines(text)
    code = "".join(f"{bare(line)}\n" for line in lines).removeprefix("\ufeff")
    places = Places(path, text, lines)
    marks, problems = _find_sections(lines, places)
    try:
        groups = find_groups(code)
    except SyntaxError as error:
        sections = {name: Section(name, mark.line, mark.end_line) for name, mark in marks.items()}
        return Snippet(path, text, None, (), sections, problems=(*problems, syntax_problem(path, error)))
    claims, faults = read_claims(Source(path, code), groups, path)
    sections = {name: _section(name, mark, groups) for name, mark in marks.items()}
    options, misfits = wishes.of_file(code, places, min((group.line for group in groups), default=0))
    search = str(PurePosixPath(path).parent)
    program = Program(path, (Chunk(path, 1, code, steps=steps_of(groups)),), search=search, file=path, options=options)
    steps = tuple(group.line for group in groups if group.top)
    return Snippet(path, text, program, steps, sections, tuple(claims), (*problems, *faults, *misfits))


def _section(name: str, mark: _Open, groups: Sequence[Group]) -> Section:
    steps = steps_between(groups, mark.line, mark.end_line)
    reached = max((g.line for g in groups if g.top and g.line <= mark.end_line), default=0)
    return Section(name, mark.line, mark.end_line, steps, reached)


def steps_between(groups: Sequence[Group], line: int, end_line: int) -> tuple[int, ...]:
    """The first lines of the outermost statements that start between two lines: what an output there speaks of."""
    inside = [g for g in groups if line <= g.line <= end_line]
    steps: list[int] = []
    reached = 0
    for group in inside:
        if group.line > reached:
            steps.append(group.line)
            reached = group.end_line
    return tuple(steps)


def syntax_problem(path: str, error: SyntaxError, line: int = 1) -> Problem:
    """What to tell of code that does not parse, when its first line is line `line` of its file."""
    at = (error.lineno or 1) + line - 1
    column = max(error.offset or 1, 1)
    message = f"{type(error).__name__}: {error.msg}"
    source = (error.text or "").strip()
    if source.startswith(("%", "!")):
        message += " (notebook magics are not Python: run the command outside of the note, or mark the block no-run)"
    return Problem(Span(path, at, column, at, column), "authoring", message)


def _find_sections(lines: Sequence[str], places: Places) -> tuple[dict[str, _Open], list[Problem]]:
    sections: dict[str, _Open] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        marker = MARKER.search(line)
        found = _mark(sections, marker, number) if marker else None
        if found:
            problems.append(Problem(places.line_span(number), "authoring", *found))
    for name, mark in sections.items():
        if not mark.end_line:
            message, repair = f"section `{name}` is never closed", f"write `# --8<-- [end:{name}]` where it ends"
            problems.append(Problem(places.line_span(mark.line - 1), "authoring", message, repair))
            mark.end_line = len(lines)
    return sections, problems


def _mark(sections: dict[str, _Open], marker: re.Match[str], number: int) -> tuple[str, str] | None:
    """Takes a marker into account; what is wrong with it and the repair, if anything is."""
    name = marker["name"]
    mark = sections.get(name)
    if marker["type"].lower() == "start":
        if mark is None:
            sections[name] = _Open(number + 1)
            return None
        mark.doubled = True
        return f"section `{name}` starts a second time, first at line {mark.line - 1}", "rename one of them"
    if mark is None:
        return f"section `{name}` ends without a start", f"write `# --8<-- [start:{name}]` above it"
    if mark.end_line:
        return None if mark.doubled else (f"section `{name}` ends a second time", "remove this line")
    mark.end_line = number - 1
    return None

"""What KaTeX sets without complaint and a reader would see wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tashika.formulas.colours import COLOURS
from tashika.formulas.numbers import LABEL, REFERENCE

PERCENT = re.compile(r"(?<!\\)(?:\\\\)*(?P<at>%)")
COLOUR = re.compile(
    r"\\(?:textcolor|color|colorbox)\s*\{(?P<one>[^{}]*)\}|\\fcolorbox\s*\{(?P<two>[^{}]*)\}\s*\{(?P<three>[^{}]*)\}"
)
HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}){1,2}")
DOUBLE_STRUCK = re.compile(r"\\(?:mathbb|Bbb)\s*(?:\{[^{}\\]*?(?P<in>[0-9a-jl-z])[^{}]*\}|(?P<bare>\d))")
NAME = re.compile(r"[\w:.*/+-]+")
PIPE = re.compile(r"(?<!\\)(?:\\\\)*(?P<at>\|)")


@dataclass(frozen=True)
class Fault:
    """Something wrong in a formula, by its offsets there."""

    start: int
    end: int
    message: str
    repair: str = ""


def find_faults(tex: str, known: Mapping[str, str], in_table: bool = False) -> Iterator[Fault]:
    """What is wrong with a formula; `known` are the labels of its page."""
    for match in PERCENT.finditer(tex):
        yield Fault(*match.span("at"), "a bare % hides the rest of its line", r"write \%")
    for match in COLOUR.finditer(tex):
        for name in ("one", "two", "three"):
            if match[name] is not None and not _is_colour(match[name]):
                yield Fault(*match.span(name), f"`{match[name]}` is no colour that a browser knows", "write #rrggbb")
    for match in DOUBLE_STRUCK.finditer(tex):
        span = match.span("in" if match["in"] else "bare")
        yield Fault(*span, "KaTeX has double-struck capitals alone, and would set this plain", r"write \mathbf{1}")
    for match in PIPE.finditer(tex) if in_table else ():
        yield Fault(*match.span("at"), "| ends the cell of a table", r"write \mid, \lvert or \rvert")
    yield from _references(tex, known)


def _is_colour(text: str) -> bool:
    return text.strip().lower() in COLOURS or HEX.fullmatch(text.strip()) is not None


def _references(tex: str, known: Mapping[str, str]) -> Iterator[Fault]:
    for match in LABEL.finditer(tex):
        if not NAME.fullmatch(match["name"]):
            yield Fault(*match.span("name"), "a label is made of letters, digits and : . * / + -")
    for match in REFERENCE.finditer(tex):
        if match["name"] not in known:
            yield Fault(*match.span("name"), f"no formula of this page has the label `{match['name']}`")

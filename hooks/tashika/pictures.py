"""Pictures below a code fence: which images of a page claim a figure, and the data that a picture carries. Pure."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tashika.compare import RuleError, parse_rule

RULE = "rtol=1e-6,atol=1e-9"
"""How closely a figure's numbers agree where nothing else is said: another machine's last digits do not count."""

_IMAGE = re.compile(
    r"(?P<lead>\ufeff?[> \t]*)(?P<image>!\[(?P<alt>.*)\]\([ \t]*<?(?P<target>[^()\s<>]+)>?"
    r"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)(?:\{(?P<attributes>[^{}]*)\})?)[ \t]*"
)
_RULE = re.compile(r"""\brule=(["'])(?P<rule>.*?)\1""")
_METADATA = re.compile(r'<metadata id="tashika-figure">(.*?)</metadata>', re.DOTALL)
_RASTERS = {".png", ".jpg", ".jpeg", ".gif", ".webp"}


@dataclass(frozen=True)
class Picture:
    """An image alone on line `index` of a text, from character `start` to `end`; `fault` says what is wrong with it."""

    index: int
    start: int
    end: int
    target: str
    rule: str
    fault: str = ""

    @property
    def is_vector(self) -> bool:
        """Whether it is such a file as a figure claim speaks of."""
        return posixpath.splitext(self.target)[1].lower() == ".svg"

    def fault_below(self, code: str, page: str) -> str:
        """What is wrong with it below a fence of this code; "" if it is well, or has nothing to do with the code."""
        name = posixpath.basename(self.target)
        if self.is_vector:
            path = self.path(page)
            return f"{path} is outside of the project" if path.startswith("..") else self.fault
        if posixpath.splitext(name)[1].lower() in _RASTERS and name in code:
            return f"nothing can be told of the data in `{name}`: save the figure as .svg"
        return ""

    def path(self, page: str) -> str:
        """The picture's file, relative to the project as the page's own path is."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(page), self.target))


def find_pictures(lines: Sequence[str]) -> Iterator[Picture]:
    """The images of the project's own files that stand alone on the first lines of a text that are not blank."""
    for index, line in enumerate(lines):
        match = _IMAGE.fullmatch(line.rstrip("\r\n"))
        if match is None and line.strip("> \t\r\n"):
            return
        if match is not None and _is_local(match["target"]):
            yield _picture(index, match)


def _is_local(target: str) -> bool:
    return ":" not in target and not target.startswith(("/", "#", "?"))


def _picture(index: int, match: re.Match[str]) -> Picture:
    found = _RULE.search(match["attributes"] or "")
    rule = found["rule"] if found else RULE
    target = unquote(re.split(r"[#?]", match["target"])[0])
    return Picture(index, match.start("image"), match.end("image"), target, rule, _rule_fault(rule))


def _rule_fault(rule: str) -> str:
    try:
        name, _ = parse_rule(rule)
    except RuleError as error:
        return str(error)
    if name not in ("exact", "tolerance"):
        return f"the rule of a figure is `exact`, `rtol=…` or `atol=…`, not `{rule}`"
    return ""


def is_drawn(svg: str) -> bool:
    """Whether a picture is one that `tashika update` has drawn, whatever has become of its data."""
    return '<metadata id="tashika-figure"' in svg


def data_of(svg: str) -> Any:
    """The data that a picture carries; None if it carries none that can be read."""
    found = _METADATA.search(svg)
    try:
        return json.loads(found[1]) if found else None
    except ValueError:
        return None


def data_text(svg: str) -> str:
    """The data of a picture as text for people and programs; "" if it carries none."""
    data = data_of(svg)
    return "" if data is None else lines_of(data)


def lines_of(data: Any, depth: int = 0) -> str:
    """JSON with a line for each part of a figure: changes of it can be read."""
    if depth < 4 and isinstance(data, dict) and data:
        inner = (f"{json.dumps(key)}: {lines_of(item, depth + 1)}" for key, item in data.items())
        return "{\n" + ",\n".join(inner) + "\n}"
    if depth < 4 and isinstance(data, list) and any(isinstance(item, dict | list) for item in data):
        return "[\n" + ",\n".join(lines_of(item, depth + 1) for item in data) + "\n]"
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

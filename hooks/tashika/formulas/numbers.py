r"""Numbers of equations, as static tags: KaTeX's own numbers are counted by the style sheet, so that nothing can refer
to them and no screen reader hears them. Pure.

Numbered are the rows of `equation`, `align`, `gather` and `alignat`, unless they have a `\tag` or `\notag`, and every
display formula with a `\label`. Numbers start anew on each page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tashika.formulas.words import plain

TOKEN = re.compile(r"\\\\|\\begin\{(?P<begin>[^}]*)\}|\\end\{(?P<end>[^}]*)\}|\\[A-Za-z]+\*?|\\.|[{}]", re.DOTALL)
LABEL = re.compile(r"\\label\s*\{(?P<name>[^{}]*)\}")
TAG = re.compile(r"\\tag\*?\s*(?P<text>\{)")
REFERENCE = re.compile(r"\\(?:eq)?ref\s*\{(?P<name>[^{}]*)\}")
NUMBERED = {"equation", "align", "gather", "alignat"}


@dataclass(frozen=True)
class Numbered:
    """A formula as it is set: the tags that were put in, by their offset in the source, and the labels that it has."""

    tex: str
    source: str
    inserted: tuple[tuple[int, str], ...] = ()
    labels: tuple[str, ...] = ()

    def origin(self, position: int) -> int:
        """The offset in the source of an offset in `tex`."""
        shift = 0
        for offset, text in self.inserted:
            if position < offset + shift:
                break
            shift += min(len(text), position - offset - shift)
        return position - shift


@dataclass
class Numbering:
    """The equations of one page: what was numbered so far, and the text that refers to each label."""

    last: int = 0
    known: dict[str, str] = field(default_factory=dict)

    def number(self, tex: str, display: bool) -> Numbered:
        """A formula with its tags; takes up the labels that it has."""
        labels = tuple(match["name"] for match in LABEL.finditer(tex))
        if not display:
            return Numbered(tex, tex, (), labels)
        inserted = tuple(self._tags(tex))
        out, at = "", 0
        for offset, text in inserted:
            out, at = out + tex[at:offset] + text, offset
        return Numbered(out + tex[at:], tex, inserted, labels)

    def _tags(self, tex: str) -> Iterator[tuple[int, str]]:
        for start, end, automatic in _rows(tex):
            row = tex[start:end]
            label, tag = LABEL.search(row), TAG.search(row)
            if tag:
                text = _group(row, tag.start("text"))
            elif label or (automatic and not re.search(r"\\(?:notag|nonumber)(?![A-Za-z])", row)):
                self.last += 1
                text = str(self.last)
                yield end, rf"\tag{{{text}}}"
            if label:
                self.known.setdefault(label["name"], text)


def shown_tags(tex: str) -> list[str]:
    """The numbers of a formula's rows as they are read: in parentheses, but for those of a starred tag."""
    found = ((match[0].startswith(r"\tag*"), _group(tex, match.start("text"))) for match in TAG.finditer(tex))
    return [plain(text.replace("$", "")) if star else f"({plain(text.replace('$', ''))})" for star, text in found]


def _group(text: str, start: int) -> str:
    """What stands in the braces that open at `start`."""
    depth = 0
    for match in re.finditer(r"\\.|[{}]", text[start:], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return text[start + 1 : start + match.start()]
    return text[start + 1 :]


def _rows(tex: str) -> list[tuple[int, int, bool]]:
    """The rows that may have a number, by their ends, and whether they have one without being asked."""
    opened: list[str] = []
    rows: list[tuple[int, int, bool]] = []
    start = None
    for match in TOKEN.finditer(tex):
        outer = len(opened) == 1 and opened[0].rstrip("*") in NUMBERED
        starred = bool(opened) and opened[0].endswith("*")
        if match["begin"] is not None or match[0] == "{":
            opened.append(match["begin"] or "{")
            if len(opened) == 1 and opened[0].rstrip("*") in NUMBERED:
                start = match.end()
        elif match["end"] is not None or match[0] == "}":
            if outer and start is not None:
                rows.append((start, match.start(), not starred))
            opened = opened[:-1]
        elif match[0] == r"\\" and outer and start is not None:
            rows.append((start, match.start(), not starred))
            start = match.end()
    return [row for row in rows if tex[row[0] : row[1]].strip()] or [(0, len(tex), False)]


def number_all(formulas: Sequence[tuple[str, bool]]) -> tuple[list[Numbered], Mapping[str, str]]:
    """The formulas of a page, each as its source and whether it is displayed, with their numbers; and every label."""
    numbering = Numbering()
    return [numbering.number(tex, display) for tex, display in formulas], numbering.known

"""The text that would make a claim true, in the claim's own form. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tashika.comments import LABEL, SECTION_MARK
from tashika.compare import matches, parse_rule, plain_number, tidy
from tashika.fences import PREFIX
from tashika.lines import Places, bare
from tashika.model import Claim, ClaimForm
from tashika.quizzes import keys
from tashika.restyle import keep_digits, prose_number

ARROW = re.compile(r"#>(?:\[[^\]]*\])?[ \t]*$")


class Unwritable(ValueError):
    """An output that cannot stand where the claim stands; the message says why."""


@dataclass(frozen=True)
class Edit:
    """Replace the characters from `start` to `end` of a file by `text`."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Applies edits that do not overlap, last first, so that offsets stay true."""
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def render(claim: Claim, actual: str, places: Places) -> Edit:
    """The edit that puts a run's true output into a claim. Raises Unwritable."""
    start, end = places.offsets(claim.at)
    first, last = (bare(places.lines[line - 1]) for line in (claim.at.line, claim.at.end_line))
    site = _Site(claim, _lines(claim, actual), first, last, start, end, "".join(places.lines)[start:end])
    edit = FORMS[claim.form](site)
    newline = places.lines[claim.at.line - 1][len(first) :] or "\n"
    return Edit(edit.start, edit.end, edit.text.replace("\n", newline))


@dataclass(frozen=True)
class _Site:
    """A claim with the lines to write, the page's lines at its two ends, and its offsets."""

    claim: Claim
    lines: Sequence[str]
    first: str
    last: str
    start: int
    end: int
    text: str

    def edit(self, text: str) -> Edit:
        return Edit(self.start, self.end, text)

    @property
    def indent(self) -> str:
        """What stands left of the statement that a comment belongs to."""
        return PREFIX.match(self.first)[0]  # type: ignore[index]  # the pattern matches the empty string


def _lines(claim: Claim, actual: str) -> list[str]:
    text = tidy(actual)
    if parse_rule(claim.rule)[0] in ("digits", "tolerance"):
        rounded = keep_digits(claim.expected, text)
        text = rounded if matches(rounded, text, claim.rule) else text
    if any(ord(char) < 32 and char not in "\n\t" for char in text) or "\x7f" in text:
        raise Unwritable("the output holds control characters")
    return text.split("\n") if text else []


def _line(site: _Site) -> Edit:
    if len(site.lines) > 1 and ARROW.search(site.first[: site.claim.at.column - 1]):
        return site.edit(_arrows(site).text.removeprefix(" "))
    if len(site.lines) > 1:
        gap = 1 if site.first[site.claim.at.column - 2].isspace() else 0
        return Edit(site.start - gap, site.end, _block(site).text)
    _check_comment(site.lines)
    return site.edit("".join(site.lines))


def _block(site: _Site) -> Edit:
    _check_comment(site.lines)
    return site.edit("".join(f"\n{site.indent}# {line}".rstrip() for line in site.lines))


def _check_comment(lines: Sequence[str]) -> None:
    for line in lines:
        if LABEL.match(f"# {line}") or SECTION_MARK in line:
            raise Unwritable(f"`{line}` would be read as a claim of its own: use an output fence")


def _arrows(site: _Site) -> Edit:
    return site.edit(f"\n{site.indent}#>".join(f" {line}".rstrip() for line in site.lines))


def _fence(site: _Site) -> Edit:
    if any(line.strip().startswith(("```", "~~~")) for line in site.lines):
        raise Unwritable("the output holds a fence of its own")
    prefix = site.last[: site.claim.at.end_column - 1]
    lead = prefix[site.claim.at.column - 1 :] if site.lines else ""
    later = [f"{prefix}{line}" if line else prefix.rstrip() for line in site.lines[1:]]
    return site.edit(lead + "\n".join([*site.lines[:1], *later, prefix]) if site.lines else "")


def _prompt(site: _Site) -> Edit:
    if any(line.lstrip().startswith((">>>", "...")) for line in site.lines):
        raise Unwritable("the output holds prompts of its own")
    is_new = site.start == site.end
    prefix = re.split(r">>>|\.\.\.", site.first)[0] if is_new else site.first[: site.claim.at.column - 1]
    text = f"\n{prefix}".join(line or "<BLANKLINE>" for line in site.lines)
    return site.edit(f"\n{prefix}{text}" if is_new and text else text)


def _prose(site: _Site) -> Edit:
    text = "\n".join(site.lines)
    number = prose_number(site.claim.expected, text, site.claim.rule)
    is_number = site.claim.form == "formula" or plain_number(site.claim.expected) is not None
    breaks = "`" in text or ("|" in text and site.first.lstrip("> \t").startswith("|"))
    if number is None and (is_number or len(site.lines) != 1 or breaks):
        raise Unwritable(f"`{text}` cannot be written in place of `{site.claim.expected}`")
    return site.edit(text if number is None else number)


def _equation(site: _Site) -> Edit:
    raise Unwritable("no text can be written for an equation: mend the formula or the code")


def _key(site: _Site) -> Edit:
    text = keys.repaired(site.claim, "\n".join(site.lines), site.text)
    if text is None:
        raise Unwritable("no option is what the key gives: write one that is")
    return site.edit(text)


def _table(site: _Site) -> Edit:
    return site.edit("\n".join(["", *site.lines, "", ""]))


FORMS: Mapping[ClaimForm, Callable[[_Site], Edit]] = {
    "line": _line,
    "block": _block,
    "arrows": _arrows,
    "fence": _fence,
    "prompt": _prompt,
    "prose": _prose,
    "formula": _prose,
    "equation": _equation,
    "table": _table,
    "choice": _key,
    "choices": _key,
    "order": _key,
}

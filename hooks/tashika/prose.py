"""Claims in running text: a number, code span or formula with its expression in a comment behind it. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tashika.compare import RuleError, check_rule
from tashika.formulas.comments import Equivalence, find_equivalences

COMMENT = re.compile(r"<!--\s*=(?![=>])(?P<options>\[[^\]]*\])?(?P<expression>.*?)-->", re.DOTALL)
TARGET = re.compile(r"""\bin\s*=\s*(?P<quote>["'])(?P<name>.*?)(?P=quote)""")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?P<inner>(?:(?!\n[ \t>]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
FORMULA = re.compile(
    r"(?P<open>(?<![\\$])\$\$?(?!\$))(?P<inner>(?:\\.|[^$\\])+)(?P=open)$|\\\((?P<round>(?:(?!\\\)).)+)\\\)$", re.DOTALL
)
RELATION = re.compile(r"=|≈|→|\\(?:approx|simeq|sim|doteq|fallingdotseq|to|rightarrow|le|ge|leq|geq)(?![A-Za-z])")
DIGIT = "[0-9０-９]"
TEX_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.])[-+−]?\d+(?:(?:\{,\}|,|\\,)\d{3})*(?:\.\d+)?(?:\s*\\(?:times|cdot)\s*10\s*\^\s*(?:\{\s*[-+]?\d+\s*\}|\d))?"
)
NUMBER = re.compile(
    rf"(?<![A-Za-z0-9_.０-９])[-+−－]?{DIGIT}(?:{DIGIT}|[,，_](?={DIGIT}))*(?:[.．]{DIGIT}+)?(?:[eE][-+−]?{DIGIT}+)?$"
)
EMPHASIS = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?![\s*_])(?P<inner>[^*_\n]+?)(?P=mark)[ \t]*$")
CLOSERS = re.compile(r"[*_]{0,3}[ \t]*$")


@dataclass(frozen=True)
class ProseClaim:
    """A claim by its offsets in the text: what `expected` covers, and where the comment stands."""

    start: int
    end: int
    comment_start: int
    comment_end: int
    expected: str
    expression: str
    rule: str
    target: str | None
    formula: bool = False
    fault: str = ""
    equivalent: bool = False
    given: tuple[tuple[str, str], ...] = ()


def find_prose_claims(text: str) -> Iterator[ProseClaim]:
    """Every `<!-- = expression -->` outside of code spans, with the literal that stands before it, and every
    `<!-- ≡ expression -->` with its formula."""
    if "<!--" not in text:
        return
    spans = [(match.start(), match.end()) for match in CODE_SPAN.finditer(text)]
    for match in COMMENT.finditer(text):
        if not any(start <= match.start() < end for start, end in spans):
            yield _read(text, match)
    for found in find_equivalences(text):
        if not any(start <= found.comment_start < end for start, end in spans):
            yield _equivalent(text, found)


def _equivalent(text: str, found: Equivalence) -> ProseClaim:
    places = (found.start, found.end, found.comment_start, found.comment_end)
    expected = text[found.start : found.end]
    claim = ProseClaim(*places, expected, found.expression, found.rule, found.target, True, found.fault)
    return replace(claim, equivalent=True, given=found.given)


def _read(text: str, match: re.Match[str]) -> ProseClaim:
    options = (match["options"] or "[]")[1:-1]
    target = TARGET.search(options)
    rule = TARGET.sub("", options).strip(" ,") or "exact"
    expression = match["expression"].strip()
    start, end, formula, fault = _literal(text, match.start())
    expected = text[start:end]
    return ProseClaim(
        start,
        end,
        match.start(),
        match.end(),
        expected,
        expression,
        rule,
        target["name"] if target else None,
        formula,
        fault or _expression_fault(expression) or _rule_fault(rule, expected),
    )


def _literal(text: str, end: int) -> tuple[int, int, bool, str]:
    """Start and end of what a comment at `end` speaks of, whether a formula holds it, and what is wrong."""
    emphasis = EMPHASIS.search(text, 0, end)
    end = CLOSERS.search(text, 0, end).start()  # type: ignore[union-attr]  # the pattern matches the empty string
    number = NUMBER.search(text, 0, end)
    if number:
        return _unsigned(text, number.start()), end, False, ""
    code = next((m for m in CODE_SPAN.finditer(text, 0, end) if m.end() == end), None)
    if code:
        return code.start("inner"), code.end("inner"), False, ""
    formula = FORMULA.search(text, 0, end) or _displayed(text, end)
    if formula:
        return _right_hand_side(text, formula)
    if emphasis:
        return emphasis.start("inner"), emphasis.end("inner"), False, ""
    if text[:end].endswith(("%", "％")):
        return end, end, False, "put the comment before the percent sign, right behind the number"
    return end, end, False, "no number, code span or formula stands right before this comment"


def _displayed(text: str, end: int) -> re.Match[str] | None:
    """A formula whose last line stands above the comment's own."""
    above = text[:end].rstrip(" \t>")
    return FORMULA.search(above.rstrip()) if above.endswith("$$\n") else None


def _unsigned(text: str, start: int) -> int:
    """Steps over a dash that joins two words or numbers rather than negates."""
    joined = text[start] in "-+−－" and start > 0 and (text[start - 1].isascii() and text[start - 1].isalnum())
    return start + 1 if joined else start


def _right_hand_side(text: str, formula: re.Match[str]) -> tuple[int, int, bool, str]:
    group = "inner" if formula["inner"] else "round"
    start, end = formula.span(group)
    relations = list(RELATION.finditer(text, start, end))
    begin = relations[-1].end() if relations else start
    numbers = list(TEX_NUMBER.finditer(text[begin:end]))  # a slice: the letters of \approx take no sign away
    if len(numbers) != 1:
        return start, end, True, f"the formula's right-hand side must hold one number, but holds {len(numbers)}"
    return begin + numbers[0].start(), begin + numbers[0].end(), True, ""


def _expression_fault(expression: str) -> str:
    try:
        ast.parse(f"({expression}\n)", mode="eval")
    except SyntaxError as error:
        return f"`{expression}` is not a Python expression: {error.msg}"
    return ""


def _rule_fault(rule: str, expected: str) -> str:
    try:
        check_rule(rule, expected)
    except RuleError as error:
        return str(error)
    return ""

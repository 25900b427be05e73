"""Comments that tie a formula to code: `<!-- ≡[x=real(-1, 1), rtol=1e-6] function(x) -->`. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tashika.compare import RuleError, check_rule
from tashika.formulas.equations import Comparison, fault

COMMENT = re.compile(r"<!--\s*≡(?P<body>.*?)-->", re.DOTALL)
TARGET = re.compile(r"""\bin\s*=\s*(?P<quote>["'])(?P<name>.*?)(?P=quote)\s*,?""")
BEHIND = re.compile(r"[ \t]*(?:\r?\n[ \t>]*)?\Z")
ENDINGS = {"$$": "$$", "\\]": "\\[", "\\)": "\\(", "$": "$"}
RULE = "rtol=1e-9"


@dataclass(frozen=True)
class Equivalence:
    """A formula by the offsets of its LaTeX, the comment behind it, and what the comment says."""

    start: int
    end: int
    comment_start: int
    comment_end: int
    expression: str = ""
    given: tuple[tuple[str, str], ...] = ()
    rule: str = RULE
    target: str | None = None
    fault: str = ""


def find_equivalences(text: str) -> Iterator[Equivalence]:
    """Every `<!-- ≡ expression -->` with the formula right before it."""
    for match in COMMENT.finditer(text):
        place = formula_before(text, match.start())
        if place is None:
            message = "no formula stands right before this comment"
            yield Equivalence(match.start(), match.start(), *match.span(), fault=message)
            continue
        yield _checked(_parsed(Equivalence(*place, *match.span()), match["body"].strip()), text)


def formula_before(text: str, end: int) -> tuple[int, int] | None:
    """The ends of the LaTeX of a formula that ends at `end`, or on the line above it."""
    end = BEHIND.search(text, 0, end).start()  # type: ignore[union-attr]  # the pattern matches the empty string
    for closing, opening in ENDINGS.items():
        if text.endswith(closing, 0, end):
            start = text.rfind(opening, 0, end - len(closing))
            return _stripped(text, start + len(opening), end - len(closing)) if start >= 0 else None
    environment = re.search(r"\\end\{([a-z]+\*?)\}\Z", text[:end])
    start = text.rfind(f"\\begin{{{environment[1]}}}", 0, end) if environment else -1
    return (start, end) if start >= 0 else None


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    left, right = inner.lstrip("> \t\r\n"), inner.rstrip("> \t\r\n")
    return start + len(inner) - len(left), end - len(inner) + len(right)


def _parsed(found: Equivalence, body: str) -> Equivalence:
    options, expression = _split(body)
    target = TARGET.search(options)
    try:
        ast.parse(expression, mode="eval")
        call = ast.parse(f"f({TARGET.sub('', options).strip(' ,')})", mode="eval").body
    except SyntaxError as error:
        return replace(found, fault=f"`{body}` is not a Python expression: {error.msg}")
    if not isinstance(call, ast.Call) or call.args or any(keyword.arg is None for keyword in call.keywords):
        return replace(found, fault="what stands in brackets is `name=…`, with commas between")
    options_by_name = {str(keyword.arg): ast.unparse(keyword.value) for keyword in call.keywords}
    rule = ",".join(f"{name}={options_by_name.pop(name)}" for name in ("rtol", "atol") if name in options_by_name)
    name = target["name"] if target else None
    return replace(found, expression=expression, given=tuple(options_by_name.items()), rule=rule or RULE, target=name)


def _split(body: str) -> tuple[str, str]:
    """The options, without their brackets, and the expression."""
    if body.startswith("["):
        for match in re.finditer(r"\]", body):
            options = body[1 : match.start()]
            try:
                ast.parse(f"f({TARGET.sub('', options).strip(' ,')})", mode="eval")
            except SyntaxError:
                continue
            return options, body[match.end() :].strip()
    return "", body


def _checked(found: Equivalence, text: str) -> Equivalence:
    if found.fault:
        return found
    try:
        check_rule(found.rule, "")
    except RuleError as error:
        return replace(found, fault=str(error))
    return replace(found, fault=fault(Comparison(text[found.start : found.end], found.expression, found.given)))

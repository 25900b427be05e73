"""The opening mark of a quiz: its kind, its name, and what computes its key. Pure."""

from __future__ import annotations

import ast
import re
from typing import get_args

from tashika.compare import RuleError, check_rule
from tashika.model import QuizKind
from tashika.quizzes.model import Fault, Header

KINDS: tuple[str, ...] = get_args(QuizKind)
WORD = re.compile(
    r"""[ \t]*(?:(?P<name>[a-z]+)=(?:(?P<quote>["'])(?P<value>.*?)(?P=quote)|(?P<bare>[^\s"']+))|(?P<other>\S+))"""
)
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NAMES = ("id", "key", "in", "rule")


def read_header(words: str, line: int) -> tuple[Header, list[Fault]]:
    """What stands behind `quiz:`, and all that is wrong with it."""
    kind, _, rest = words.strip().partition(" ")
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for match in WORD.finditer(rest):
        name = match["name"]
        if name not in NAMES or name in values:
            what = f"`{name}` stands here twice" if name in values else f"`{match[0].strip()}` is not understood"
            faults.append(Fault(line, what, 'write `<!-- quiz: single id=name key="expression" in="ch01/file.py" -->`'))
        else:
            values[name] = match["value"] if match["quote"] else match["bare"]
    header = Header(kind, values.get("id", ""), values.get("key", ""), values.get("in"), values.get("rule", "exact"))
    return header, [*faults, *(Fault(line, *fault) for fault in _faults(header))]


def _faults(header: Header) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if header.kind not in KINDS:
        found.append((f"there is no quiz of kind `{header.kind}`", f"write one of {', '.join(KINDS)}"))
    if not header.id:
        found.append(("this quiz has no name", "write `id=name`: it stays the same when the question is reworded"))
    elif not ID.fullmatch(header.id):
        found.append((f"`{header.id}` is no name for a quiz", "use small letters, digits and single hyphens"))
    if not header.key and (header.target is not None or header.rule != "exact"):
        found.append(("this quiz has no key to compute", 'write `key="expression"`, or leave `in` and `rule` out'))
    if header.key and header.kind in ("numeric", "recall"):
        found.append(
            (f"a {header.kind} quiz has no key", "put `<!-- = expression -->` behind the number in its answer")
        )
    return found + [(fault, "") for fault in (_expression_fault(header.key), _rule_fault(header.rule)) if fault]


def _expression_fault(key: str) -> str:
    try:
        ast.parse(f"({key or 0}\n)", mode="eval")
    except SyntaxError as error:
        return f"`{key}` is not a Python expression: {error.msg}"
    return ""


def _rule_fault(rule: str) -> str:
    try:
        check_rule(rule, "0")
    except RuleError as error:
        return str(error)
    return ""

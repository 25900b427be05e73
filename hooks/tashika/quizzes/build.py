"""A quiz as it stands in a page, as the values that the rest of the pipeline sees. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from tashika.compare import parse_rule, plain_number
from tashika.lines import Places, bare
from tashika.model import Option, Problem, Quiz, QuizKind
from tashika.prose import ProseClaim, find_prose_claims
from tashika.quizzes.model import Draft, Item
from tashika.quizzes.reading import text_of, unled

PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def to_quiz(draft: Draft, places: Places, lead: int = 0) -> Quiz:
    """What a quiz without faults says, its lines without the `lead` blanks before them."""
    lines = [unled(line, lead) for line in places.lines] if lead else places.lines
    kind = cast(QuizKind, draft.header.kind)
    notes = [clean(text_of(lines, part)).strip() for part in draft.notes]
    hidden = kind in ("numeric", "recall")
    answer, *rest = PARAGRAPHS.split("\n\n".join(notes), maxsplit=1) if hidden else ("", "\n\n".join(notes))
    return Quiz(
        draft.header.id,
        places.line_span(draft.line, draft.end_line),
        kind,
        clean(text_of(lines, draft.question)).strip(),
        tuple(_option(draft, item, places) for item in draft.items),
        answer,
        "".join(rest).strip(),
        *(_number(first_claim(draft, lines)) if kind == "numeric" else ()),
    )


def clean(text: str) -> str:
    """Markdown without the comments of claims."""
    for claim in sorted(find_prose_claims(text), key=lambda claim: claim.comment_start, reverse=True):
        text = text[: claim.comment_start] + text[claim.comment_end :]
    return text


def _option(draft: Draft, item: Item, places: Places) -> Option:
    text = clean(bare(places.lines[item.line - 1])[item.column :]).strip()
    reason = clean(textwrap.dedent(text_of(places.lines, item.why))).strip()
    return Option(text, item.mark == "x" or draft.header.kind == "order", reason, places.line_span(item.line))


def first_claim(draft: Draft, lines: Sequence[str]) -> ProseClaim | None:
    """The claim on the number that a numeric quiz asks for."""
    return next(find_prose_claims(text_of(lines, draft.notes[-1])), None) if draft.notes else None


def twins(quizzes: Iterable[Quiz]) -> Iterator[Problem]:
    """A problem for each quiz whose name another one above or on a page before it has."""
    known: dict[str, Quiz] = {}
    for quiz in quizzes:
        first = known.setdefault(quiz.id, quiz)
        if first is not quiz:
            message = f"the quiz at {first.at.path}:{first.at.line} has the name `{quiz.id}` too"
            yield Problem(replace(quiz.at, end_line=quiz.at.line, end_column=1), "authoring", message, "rename one")


def _number(claim: ProseClaim | None) -> tuple[str, str, bool]:
    """The number, how far an answer may be from it, and whether fewer digits will do."""
    number = plain_number(claim.expected) if claim else None
    if claim is None or number is None:
        return "", "0", False
    name, options = parse_rule(claim.rule)
    if name == "digits":
        return number, str(Decimal(5).scaleb(int(Decimal(number).as_tuple().exponent) - 1)), True
    atol, rtol = (Decimal(options.get(key, "0")) for key in ("atol", "rtol"))
    return number, str(atol + rtol * abs(Decimal(number))), name == "tolerance"

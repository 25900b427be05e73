"""Keys that are computed: which option the run's value makes right, and how to mend the marks. Pure.

A claim speaks of one option, so that a wrong key is reported at that option's line. `given` holds the option itself and
then all options of its quiz: (mark, answer), or for an order (answer, text).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from tashika import compare
from tashika.lines import Places, bare
from tashika.model import Claim, ClaimForm
from tashika.prose import CODE_SPAN, find_prose_claims
from tashika.quizzes.model import Draft, Item
from tashika.restyle import prose_number

FORMS: dict[str, ClaimForm] = {"single": "choice", "multiple": "choices", "order": "order"}
BOLD = re.compile(r"\*\*(?P<inner>[^*]+)\*\*")
NUMBER = re.compile(r"(?<![\w.])[-+−]?\d+(?:,\d{3})*(?:\.\d+)?(?![\w.]*\d)")
TRUE = {"正", "正しい", "○", "はい", "true", "yes"}
FALSE = {"誤", "誤り", "×", "いいえ", "false", "no"}


def claims_of(draft: Draft, places: Places, program: str | None, after: tuple[int, ...]) -> Iterator[Claim]:
    """A claim on each option of a quiz whose key is computed."""
    if not draft.header.key or draft.header.kind not in FORMS:
        return
    form = FORMS[draft.header.kind]
    found = [answer(bare(places.lines[item.line - 1])[item.column :]) for item in draft.items]
    words = [text for text, _, _ in found]
    everything = [
        (word, _source(item, places)) if form == "order" else (item.mark, word)
        for item, word in zip(draft.items, words, strict=True)
    ]
    for n, item in enumerate(draft.items):
        line = places.offset(item.line, 1)
        start = line + (item.column if form == "order" else places.lines[item.line - 1].index("["))
        end = start + len(everything[n][1]) if form == "order" else line + item.column + found[n][2]
        given = (everything[n], *everything)
        at = places.span(start, end)
        yield Claim(at, program, after, "prose", form, words[n], draft.header.rule, draft.header.key, given)


def _source(item: Item, places: Places) -> str:
    """An item with what explains it, as it stands in the page."""
    start = places.offset(item.line, item.column + 1)
    return "".join(places.lines)[start : places.offset(item.why[1], 1)].rstrip()


def answer(text: str) -> tuple[str, int, int]:
    """What an option answers, and from where to where: the number of a claim, else a code span, else bold text,
    else its only number, else all of it."""
    for claim in find_prose_claims(text):
        return claim.expected, claim.start, claim.end
    for pattern in (CODE_SPAN, BOLD):
        if match := pattern.search(text):
            return match["inner"], *match.span("inner")
    numbers = list(NUMBER.finditer(text))
    if len(numbers) == 1:
        return numbers[0][0], *numbers[0].span()
    return text.strip(), 0, len(text.rstrip())


def asked(claim: Claim) -> str:
    """What the program is asked for: the key, of several answers as a list of plain values."""
    if claim.form == "choice":
        return claim.detail
    return f"[str(_.item() if hasattr(_, 'item') else _) for _ in ({claim.detail}\n)]"


def holds(claim: Claim, actual: str) -> bool:
    """Whether an option is marked as the run's value says, or stands where it says."""
    if claim.form != "order":
        mark, word = claim.given[0]
        return _is_right(claim, word, actual) == (mark == "x")
    place, values = claim.given[1:].index(claim.given[0]), _values(claim, actual)
    return len(values) == len(claim.given) - 1 and agrees(claim.given[0][0], values[place], claim.rule)


def why(claim: Claim, actual: str) -> str:
    """What is wrong with an option that does not hold."""
    if claim.form == "order":
        return f"`{claim.detail}` gives another order"
    marked, right = ("", "wrong") if claim.given[0][0] == "x" else ("not ", "right")
    return f"this option is {marked}marked, but `{claim.detail}` makes it {right}"


def _is_right(claim: Claim, word: str, actual: str) -> bool:
    return any(agrees(word, value, claim.rule) for value in _values(claim, actual))


def _values(claim: Claim, actual: str) -> Sequence[str]:
    return [actual] if claim.form == "choice" else ast.literal_eval(actual)


def agrees(word: str, value: str, rule: str) -> bool:
    """Whether an option's answer is a value, True and False as people say them."""
    if value in ("True", "False") and word.lower() in TRUE | FALSE:
        return (word.lower() in TRUE) == (value == "True")
    return compare.prose(word, value, rule)


def only_numbers(claim: Claim, actual: str) -> bool:
    """Whether all options are numbers, so that moving a mark changes no words."""
    words = [word for _, word in claim.given]
    return claim.form != "order" and all(compare.plain_number(word) for word in (*words, *_values(claim, actual)))


def is_rewritten(claim: Claim, actual: str) -> bool:
    """Whether the marked option gets another text, since none is what the key gives."""
    return claim.form == "choice" and not any(_is_right(claim, word, actual) for _, word in claim.given[1:])


def repaired(claim: Claim, actual: str, text: str) -> str | None:
    """The text of a claim's span that makes it true; None if there is none."""
    if claim.form == "order":
        return _moved(claim, _values(claim, actual))
    if not is_rewritten(claim, actual):
        return f"[{' ' if claim.given[0][0] == 'x' else 'x'}]{text[3:]}"
    new = prose_number(claim.expected, actual, claim.rule)
    if new is None and compare.plain_number(claim.expected) is None and not re.search(r"[\n`*]", actual):
        new = actual
    return None if new is None else text[: len(text) - len(claim.expected)] + new


def _moved(claim: Claim, values: Sequence[str]) -> str | None:
    """The item that belongs where this one stands."""
    place = claim.given[1:].index(claim.given[0])
    fitting = [
        text for word, text in claim.given[1:] if place < len(values) and agrees(word, values[place], claim.rule)
    ]
    return fitting[0] if len(fitting) == 1 and len(values) == len(claim.given) - 1 else None

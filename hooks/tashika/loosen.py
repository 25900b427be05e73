"""The tightest rule under which one text holds for two runs that gave different ones. Pure.

A rule is only worth proposing while it can still fail: two numbers must share two digits, or lie within a hundredth of
each other. What differs by more is for the program to mend, not for a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from tashika import compare
from tashika.compare import NUMBER, tidy
from tashika.model import Claim, ClaimKind

_TOKEN = re.compile(rf"{NUMBER.pattern}|\w+|\s+|.", re.DOTALL)
_DIGITS = 2  # significant ones; a single digit is shared by chance
_RTOL = -2  # the loosest relative tolerance, as a power of ten; also of atol, relative to the largest number
_NOISE = -6  # an absolute tolerance of this size is no more than rounding, however small the numbers


class Loosened(NamedTuple):
    """A rule as an author writes it, and the text to go with it."""

    rule: str
    text: str


def agrees(kind: ClaimKind, expected: str, actual: str, rule: str) -> bool:
    """Whether a text agrees with a claimed one, as the judge has it."""
    return {"prose": compare.prose, "raises": compare.raised}.get(kind, compare.matches)(expected, actual, rule)


def tightest(claim: Claim, first: str, second: str) -> Loosened | None:
    """What the claim could say to hold in both runs; None if nothing worth saying does."""
    for found in _candidates(tidy(first), tidy(second)):
        writable = claim.form != "prompt" or found.rule in ("exact", "...")  # doctest knows no other
        if writable and all(agrees(claim.kind, found.text, text, found.rule) for text in (first, second)):
            return found
    return None


def _candidates(first: str, second: str) -> Iterator[Loosened]:
    """From strict to loose."""
    yield Loosened("exact", first)
    yield Loosened("unordered", first)
    pairs = list(zip(NUMBER.findall(first), NUMBER.findall(second), strict=False))
    if rounded := _rounded(first, pairs):
        yield Loosened("digits", rounded)
    yield from _tolerances(first, [(Decimal(left), Decimal(right)) for left, right in pairs])
    shared = _shared(first, second)
    if re.search(r"\w", shared):
        yield Loosened("...", shared)


def _rounded(text: str, pairs: list[tuple[str, str]]) -> str:
    """The text with each number cut to the digits on which it agrees with its partner; "" if one shares too few."""
    cut = [_common(*pair) for pair in pairs]
    if not cut or len(cut) != len(NUMBER.findall(text)) or not all(cut):
        return ""
    rest = iter(cut)
    return NUMBER.sub(lambda _: next(rest), text)


def _common(first: str, second: str) -> str:
    """The longest number, written like `first`, that both round to; "" if it has too few significant digits."""
    left, right = Decimal(first), Decimal(second)
    if left == right:
        return first
    mantissa, mark, power = re.fullmatch(r"([^eE]+)([eE]?)(.*)", first, re.DOTALL).groups()  # type: ignore[union-attr]
    places, scale = len(mantissa.partition(".")[2]), int(power or 0)
    for keep in range(min(places, scale - (left - right).adjusted() + 1), -1, -1):
        written = f"{_quantized(left.scaleb(-scale), keep)}{mark}{power}"
        if _covers(written, left, right):
            return written if len(Decimal(written).as_tuple().digits) >= _DIGITS else ""
    return ""


def _quantized(number: Decimal, places: int) -> Decimal:
    try:
        return number.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation:  # more digits than Decimal keeps
        return Decimal("NaN")


def _covers(written: str, *numbers: Decimal) -> bool:
    return "NaN" not in written and all(compare.matches(written, f"{number:f}", "digits") for number in numbers)


def _tolerances(text: str, pairs: list[tuple[Decimal, Decimal]]) -> Iterator[Loosened]:
    """The smallest powers of ten that no pair of numbers is further apart than, relatively and absolutely."""
    apart = [(abs(left - right), abs(left)) for left, right in pairs if left != right]
    if not apart:
        return
    relative = _power(max(distance / size if size else Decimal(1) for distance, size in apart))
    if relative <= _RTOL:
        yield Loosened(f"rtol=1e{relative}", text)
    absolute, largest = _power(max(apart)[0]), max(abs(left) for left, _ in pairs)
    if Decimal(1).scaleb(absolute) <= max(Decimal(1).scaleb(_NOISE), largest.scaleb(_RTOL)):
        yield Loosened(f"atol=1e{absolute}", text)


def _power(number: Decimal) -> int:
    """The exponent of the smallest power of ten that is not below a positive number."""
    return number.adjusted() + (number.normalize().as_tuple().digits != (1,))


def _shared(first: str, second: str) -> str:
    """What both texts begin and end with, and `...` between: line by line where they have equally many."""
    lefts, rights = first.split("\n"), second.split("\n")
    if len(lefts) == len(rights) > 1:
        return "\n".join(_shared(left, right) for left, right in zip(lefts, rights, strict=True))
    if first == second:
        return first
    left, right = _TOKEN.findall(first), _TOKEN.findall(second)
    head = _same(left, right)
    most = min(len(left), len(right)) - head
    tail = min(most, _same(left[::-1], right[::-1]))
    return "".join([*left[:head], "...", *left[len(left) - tail :]])


def _same(left: list[str], right: list[str]) -> int:
    """How many tokens two lists have in common from their start."""
    return next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))

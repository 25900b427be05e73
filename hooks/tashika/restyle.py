"""Writes a run's value the way the author wrote the old one: digits, separators, signs. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, localcontext

from tashika.compare import NUMBER, matches, plain_number

SEPARATORS = ("{,}", r"\,", "，", ",", "_")
FULL_WIDTH = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}


def keep_digits(expected: str, actual: str) -> str:
    """The author's text with the run's numbers, each rounded to the digits that the author wrote.

    Where the texts differ in more than their numbers, it is the run's text as it is.
    """
    numbers = NUMBER.findall(actual)
    if NUMBER.sub("#", expected).split() != NUMBER.sub("#", actual).split():
        return actual
    found = iter(numbers)
    return NUMBER.sub(lambda match: round_like(match[0], next(found)), expected)


def round_like(model: str, number: str) -> str:
    """A number with as many digits behind its point, and the kind of exponent, that the model has."""
    with localcontext(prec=60):
        mantissa, _, exponent = model.lower().partition("e")
        places = len(mantissa.partition(".")[2])
        return f"{Decimal(number):.{places}{'e' if exponent else 'f'}}"


def prose_number(expected: str, actual: str, rule: str) -> str | None:
    """A number for running text or a formula, in the style of the old one; None if that cannot be done."""
    model, number = plain_number(expected), plain_number(actual)
    if model is None or number is None or "\\times" in expected or "\\cdot" in expected:
        return None
    rounded = round_like(model, number)
    plain = rounded if rule != "exact" and matches(rounded, number, rule) else number
    separator = next((mark for mark in SEPARATORS if mark in expected), "")
    if separator and "e" not in plain.lower():
        plain = _group(plain, separator)
    if "−" in expected:
        plain = plain.replace("-", "−")
    return plain.translate(FULL_WIDTH) if _is_full_width(expected) else plain


def _group(number: str, separator: str) -> str:
    whole, point, fraction = number.partition(".")
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", lambda _: separator, whole) + point + fraction


def _is_full_width(text: str) -> bool:
    return any(unicodedata.east_asian_width(char) == "F" for char in text if char.isdigit())

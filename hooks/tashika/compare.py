"""Whether what a run gave is what the author wrote, by a rule. Pure.

A rule is a function of the two texts and its own options; add one to `RULES` to extend the set.
Regular expressions as a rule are refused: they pass what their author did not think of.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

Options = Mapping[str, str]
Rule = Callable[[str, str, Options], bool]

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w)")
MINUS = str.maketrans({"\u2212": "-", "\uff0d": "-"})
THOUSANDS = re.compile(r"(?<=\d)(?:,|\{,\}|\\,|\\!|_)(?=\d{3}(?!\d))")
POWER = re.compile(r"\s*\\(?:times|cdot)\s*10\s*\^\s*(?:\{\s*([-+]?\d+)\s*\}|(\d))")


class RuleError(ValueError):
    """A rule that does not exist, has bad options, or could never fail."""


def tidy(text: str) -> str:
    """A text without what never counts: line ends, blanks at line ends, empty lines at its end."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").rstrip().split("\n"))


def exact(expected: str, actual: str, options: Options) -> bool:
    """The same text."""
    return tidy(expected) == tidy(actual)


def digits(expected: str, actual: str, options: Options) -> bool:
    """The same text, with each number rounding to the digits that the author wrote."""
    return _numbers_agree(expected, actual, lambda want, got: abs(_decimal(got) - _decimal(want)) <= _half_unit(want))


def tolerance(expected: str, actual: str, options: Options) -> bool:
    """The same text, with |actual - expected| <= atol + rtol * |expected| for each number, as numpy.isclose."""
    rtol, atol = Decimal(options.get("rtol", "0")), Decimal(options.get("atol", "0"))

    def close(want: str, got: str) -> bool:
        return abs(_decimal(got) - _decimal(want)) <= atol + rtol * abs(_decimal(want))

    return _numbers_agree(expected, actual, close)


def ellipsis(expected: str, actual: str, options: Options) -> bool:
    """`...` in the author's text stands for any text, line ends included."""
    pattern = ".*?".join(re.escape(part) for part in tidy(expected).split("..."))
    return re.fullmatch(pattern, tidy(actual), re.DOTALL) is not None


def unordered(expected: str, actual: str, options: Options) -> bool:
    """The same lines in any order; for a single line, an equal set or dict literal."""
    want, got = tidy(expected).split("\n"), tidy(actual).split("\n")
    if len(want) == len(got) == 1:
        return want == got or _equal_literals(want[0], got[0])
    return sorted(want) == sorted(got)


def prompt(expected: str, actual: str, options: Options) -> bool:
    """The standard library's doctest comparison, under the flags of the example."""
    import doctest  # which brings a debugger and more along, and few claims need it

    want, got = (f"{text.removesuffix(chr(10))}\n" if text else "" for text in (expected, actual))
    return doctest.OutputChecker().check_output(want, got, int(options.get("flags", "0")))


RULES: Mapping[str, Rule] = {
    "exact": exact,
    "digits": digits,
    "tolerance": tolerance,
    "...": ellipsis,
    "unordered": unordered,
    "doctest": prompt,
}
WRITABLE = ("exact", "digits", "rtol=…", "atol=…", "...", "unordered")


def matches(expected: str, actual: str, rule: str) -> bool:
    """Whether a text agrees with the author's under a rule as written. Raises RuleError for an unknown one."""
    name, options = parse_rule(rule)
    return RULES[name](expected, actual, options)


def parse_rule(text: str) -> tuple[str, dict[str, str]]:
    """A rule as an author writes it, as a name of `RULES` and options. Raises RuleError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    options = dict(part.split("=", 1) for part in parts if "=" in part)
    names = [part for part in parts if "=" not in part]
    if names == ["doctest"] or (options and not names):
        _check_options(options, {"flags"} if names else {"rtol", "atol"})
        return names[0] if names else "tolerance", options
    if options or len(names) > 1 or names[:1] == ["tolerance"] or (names and names[0] not in RULES):
        raise RuleError(f"unknown rule `{text}`: write one of {', '.join(WRITABLE)}")
    return names[0] if names else "exact", {}


def check_rule(rule: str, expected: str) -> None:
    """Raises RuleError when a rule is unknown or could not fail on this text."""
    name, _ = parse_rule(rule)
    if name == "..." and not tidy(expected).replace("...", "").strip():
        raise RuleError("`...` alone agrees with any text")


def _check_options(options: Mapping[str, str], allowed: set[str]) -> None:
    for key, value in options.items():
        if key not in allowed:
            raise RuleError(f"unknown rule option `{key}`: write one of {', '.join(WRITABLE)}")
        try:
            size = Decimal(value)
        except InvalidOperation:
            raise RuleError(f"`{key}={value}` is not a number") from None
        if not size.is_finite() or size < 0 or (key == "rtol" and size >= 1):
            raise RuleError(f"`{key}={value}` could never fail" if size >= 1 else f"`{key}={value}` makes no tolerance")


def plain_number(text: str) -> str | None:
    """A number as written in prose or TeX ("18{,}432", "−3", "１８", "3.4\\times10^{38}"), as Python writes it."""
    plain = unicodedata.normalize("NFKC", text.translate(MINUS)).strip()
    plain = POWER.sub(lambda match: f"e{match[1] or match[2]}", THOUSANDS.sub("", plain))
    return plain if NUMBER.fullmatch(plain) else None


def prose(expected: str, actual: str, rule: str) -> bool:
    """Whether a value agrees with what stands in running text: as numbers where both are, else as texts."""
    want, got = plain_number(expected), plain_number(actual)
    if want is None or got is None:
        return matches(expected, actual, rule)
    return _decimal(want) == _decimal(got) if parse_rule(rule)[0] == "exact" else matches(want, got, rule)


def raised(expected: str, actual: str, rule: str) -> bool:
    """Whether an exception ("package.Error: message") is the expected one; message and package may be left out."""
    want_type, colon, _ = expected.partition(":")
    got_type, _, got_message = actual.partition(":")
    if "." not in want_type:
        got_type = got_type.rpartition(".")[2]
    if not colon:
        return want_type.strip() == got_type.strip()
    return matches(expected, f"{got_type}:{got_message}", rule)


def _numbers_agree(expected: str, actual: str, agree: Callable[[str, str], bool]) -> bool:
    want, got = NUMBER.findall(expected), NUMBER.findall(actual)
    if _skeleton(expected) != _skeleton(actual) or len(want) != len(got):
        return False
    return all(agree(*pair) for pair in zip(want, got, strict=True))


def _skeleton(text: str) -> list[str]:
    """The text around the numbers; blanks do not count, since a number's width moves them."""
    return NUMBER.sub(" # ", text).split()


def _decimal(number: str) -> Decimal:
    return Decimal(number)


def _half_unit(number: str) -> Decimal:
    exponent = Decimal(number).as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


def _equal_literals(expected: str, actual: str) -> bool:
    try:
        want, got = ast.literal_eval(expected), ast.literal_eval(actual)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return isinstance(want, set | frozenset | dict) and type(want) is type(got) and bool(want == got)

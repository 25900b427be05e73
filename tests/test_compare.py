"""Rules: each passes what it should and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tashika.compare import RuleError, check_rule, matches, parse_rule, plain_number, prose, raised

HOLD = [
    ("exact", "a b", "a b\n"),
    ("exact", "a \nb", "a\nb  \n\n"),
    ("exact", "a\r\nb", "a\nb"),
    ("exact", "", "\n"),
    ("digits", "0.3010", "0.30102999566"),
    ("digits", "[0.33 0.67]", "[0.33333333 0.66666667]"),
    ("digits", "x = 1.5e-3", "x = 0.00149999"),
    ("digits", "33", "33.4"),
    ("rtol=1e-3", "1000", "1000.9"),
    ("atol=0.1", "loss 0.5", "loss 0.58"),
    ("rtol=1e-3, atol=1e-6", "0", "0.0000009"),
    ("...", "tensor(...)", "tensor([1, 2],\n [3])"),
    ("...", "a ... z", "a b c z"),
    ("unordered", "b\na", "a\nb"),
    ("unordered", "{1, 2}", "{2, 1}"),
    ("unordered", "{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"),
    ("doctest, flags=0", "1", "1\n"),
]
FAIL = [
    ("exact", "a b", "a  b"),
    ("exact", " a", "a"),
    ("exact", "a\n\nb", "a\nb"),
    ("exact", "1.0", "1"),
    ("digits", "0.3011", "0.30102999566"),
    ("digits", "[0.33 0.67]", "[0.33333333]"),
    ("digits", "loss 0.33", "cost 0.33"),
    ("digits", "33", "33.6"),
    ("digits", "1.0", "nan"),
    ("rtol=1e-3", "1000", "1001.1"),
    ("rtol=1e-3", "0", "0.0001"),
    ("atol=0.1", "0.5", "0.61"),
    ("...", "a ... z", "a b c"),
    ("...", "a.c", "abc"),
    ("unordered", "a\na", "a\nb"),
    ("unordered", "[1, 2]", "[2, 1]"),
    ("unordered", "{1, 2}", "{1, 3}"),
    ("doctest, flags=0", "1", "2\n"),
]


@pytest.mark.parametrize(("rule", "expected", "actual"), HOLD)
def test_texts_that_agree(rule: str, expected: str, actual: str) -> None:
    assert matches(expected, actual, rule)


@pytest.mark.parametrize(("rule", "expected", "actual"), FAIL)
def test_texts_that_do_not_agree(rule: str, expected: str, actual: str) -> None:
    assert not matches(expected, actual, rule)


@pytest.mark.parametrize(
    "rule", ["digit", "exact, digits", "rtol", "rtol=x", "rtol=2", "atol=inf", "rtol=-1", "p=3", "tolerance"]
)
def test_a_rule_that_is_unknown_or_could_never_fail_is_refused(rule: str) -> None:
    with pytest.raises(RuleError):
        parse_rule(rule)


@pytest.mark.parametrize("text", ["...", " ... ", "...\n..."])
def test_an_ellipsis_alone_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        check_rule("...", text)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("18,432", "18432"),
        ("18{,}432", "18432"),
        (r"18\,432", "18432"),
        ("１８，４３２", "18432"),
        ("−3.5", "-3.5"),
        (r"3.4\times10^{38}", "3.4e38"),
        ("1e-5", "1e-5"),
        ("1_000", "1000"),
    ],
)
def test_numbers_as_written_in_prose_and_formulas(written: str, number: str) -> None:
    assert plain_number(written) == number


@pytest.mark.parametrize("written", ["", "abc", "1,23", "1 2", "18,432個", "v2"])
def test_what_is_no_number(written: str) -> None:
    assert plain_number(written) is None


def test_prose_numbers_are_compared_as_numbers_and_words_as_words() -> None:
    assert prose("18,432", "18432", "exact")
    assert prose("0.250", "0.25", "exact")
    assert prose("8.47", "8.470588235", "digits")
    assert prose("torch.Size([1, 2])", "torch.Size([1, 2])", "exact")
    assert not prose("18,432", "18433", "exact")
    assert not prose("8.47", "8.470588235", "exact")
    assert not prose("8.48", "8.470588235", "digits")
    assert not prose("3", "True", "exact")


def test_an_expected_exception_may_leave_out_its_message_and_package() -> None:
    assert raised("ValueError", "ValueError: negative", "exact")
    assert raised("ValueError: negative", "ValueError: negative", "exact")
    assert raised("AxisError: axis 3", "numpy.exceptions.AxisError: axis 3", "exact")
    assert raised("numpy.exceptions.AxisError", "numpy.exceptions.AxisError: axis 3", "exact")
    assert raised("ValueError: ... 3", "ValueError: axis 3", "...")
    assert not raised("ValueError", "TypeError: negative", "exact")
    assert not raised("ValueError: positive", "ValueError: negative", "exact")
    assert not raised("Error", "ValueError: negative", "exact")


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_a_number_rounded_to_some_digits_agrees_by_the_digits_rule(value: float, places: int) -> None:
    assert matches(f"x = {value:.{places}f}", f"x = {value!r}", "digits")


@given(st.integers(-(10**6), 10**6), st.integers(1, 6))
def test_a_number_off_by_one_in_its_last_digit_does_not_agree(value: int, places: int) -> None:
    text = f"{value / 10**places:.{places}f}"
    other = f"{(value + 1) / 10**places:.{places}f}"
    assert not matches(text, other, "digits")
    assert not matches(text, other, "exact")


@given(st.text(max_size=40))
def test_every_text_agrees_with_itself_exactly(text: str) -> None:
    assert matches(text, text, "exact")

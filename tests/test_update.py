"""Updating: what is written, what is refused, and that nothing else moves."""

from collections.abc import Callable

import pytest

from tashika import compare
from tashika.judge import probe_id
from tashika.markdown import read_page
from tashika.model import Claim, Page, Report, Verdict
from tashika.update import Update, plan_update, shape


def differing(text: str, actual: str | Callable[[Claim], str]) -> Report:
    """A report in which every claim of a page differs."""
    page = read_page("p.md", text, {}, "snippets")
    assert page.problems == ()
    verdicts = [Verdict(c, "differs", actual if isinstance(actual, str) else actual(c)) for c in page.claims]
    return Report(tuple(verdicts), pages=(page,))


def updated(text: str, actual: str, accept: bool = False) -> Update:
    return plan_update(differing(text, actual), accept)


def claims_of(text: str) -> Page:
    return read_page("p.md", text, {}, "snippets")


CASES = {
    "line": ("```python\nf()  # 出力: 1 2\n```\n", "1 3\n", "```python\nf()  # 出力: 1 3\n```\n"),
    "full width colon": ("```python\nf()  # 出力：1\n```\n", "2\n", "```python\nf()  # 出力：2\n```\n"),
    "block": ("```python\nf()\n# 出力:\n# 1\n#  2\n```\n", "1\n 3\n", "```python\nf()\n# 出力:\n# 1\n#  3\n```\n"),
    "nested block": (
        "- x\n\n    ```python\n    f()\n    # 出力:\n    # 1\n    ```\n",
        "2\n",
        "- x\n\n    ```python\n    f()\n    # 出力:\n    # 2\n    ```\n",
    ),
    "empty block": ("```python\nf()\n# 出力:\n```\n", "1\n\n2\n", "```python\nf()\n# 出力:\n# 1\n#\n# 2\n```\n"),
    "arrows": ("```python\nf()\n#> 1\n#> 2\n```\n", "1\n3\n", "```python\nf()\n#> 1\n#> 3\n```\n"),
    "value": ("```python\nf()  # => 0.25\n```\n", "0.75", "```python\nf()  # => 0.75\n```\n"),
    "fence": (
        "```python\nf()\n```\n\n```output\n1\n2\n```\n",
        "1\n3\n",
        "```python\nf()\n```\n\n```output\n1\n3\n```\n",
    ),
    "empty fence": (
        "```python\nf()\n```\n\n```output\n```\n",
        "1\n2\n",
        "```python\nf()\n```\n\n```output\n1\n2\n```\n",
    ),
    "empty quoted fence": (
        "> ```python\n> f()\n> ```\n>\n> ```output\n> ```\n",
        "1\n2\n",
        "> ```python\n> f()\n> ```\n>\n> ```output\n> 1\n> 2\n> ```\n",
    ),
    "fence in a list": (
        "- x\n\n    ```python\n    f()\n    ```\n\n    ```output\n     1\n    ```\n",
        " 2\n",
        "- x\n\n    ```python\n    f()\n    ```\n\n    ```output\n     2\n    ```\n",
    ),
    "empty lines in a fence": (
        "- x\n\n    ```python\n    f()\n    ```\n    ```output\n    ```\n",
        "1\n\n2\n",
        "- x\n\n    ```python\n    f()\n    ```\n    ```output\n    1\n\n    2\n    ```\n",
    ),
    "tabs": (
        "- x\n\n\t```python\n\tf()\n\t# 出力:\n\t# 1\n\t```\n",
        "2\n",
        "- x\n\n\t```python\n\tf()\n\t# 出力:\n\t# 2\n\t```\n",
    ),
    "crlf": ("```python\r\nf()\r\n# 出力:\r\n# 1\r\n```\r\n", "2\n", "```python\r\nf()\r\n# 出力:\r\n# 2\r\n```\r\n"),
    "prompt": ("```pycon\n>>> f()\n1\n```\n", "2\n", "```pycon\n>>> f()\n2\n```\n"),
    "new prompt": (
        "```pycon\n>>> f()\n>>> x = 1\n```\n",
        "1\n\n2\n",
        "```pycon\n>>> f()\n1\n<BLANKLINE>\n2\n>>> x = 1\n```\n",
    ),
    "thousands": ("```python\nf\n```\n18,432<!-- = f -->\n", "1234567", "```python\nf\n```\n1,234,567<!-- = f -->\n"),
    "tex": ("```python\nf\n```\n$a=18{,}432$<!-- = f -->\n", "73728", "```python\nf\n```\n$a=73{,}728$<!-- = f -->\n"),
    "code span": ("```python\nf\n```\n`(1, 2)`<!-- = f -->\n", "(1, 3)", "```python\nf\n```\n`(1, 3)`<!-- = f -->\n"),
    "digits kept": (
        "```python\nf()  # 出力[digits]: 0.30 x\n```\n",
        "0.4771 x\n",
        "```python\nf()  # 出力[digits]: 0.48 x\n```\n",
    ),
    "prose digits kept": (
        "```python\nf\n```\n8.47<!-- =[digits] f -->\n",
        "9.3333",
        "```python\nf\n```\n9.33<!-- =[digits] f -->\n",
    ),
    "minus kept": ("```python\nf\n```\n−64<!-- = f -->\n", "-65", "```python\nf\n```\n−65<!-- = f -->\n"),
    "full width kept": ("```python\nf\n```\n１２<!-- = f -->\n", "34", "```python\nf\n```\n３４<!-- = f -->\n"),
    "twice on a line": (
        "```python\nf\n```\n1<!-- = f --> 2<!-- = f -->\n",
        "33",
        "```python\nf\n```\n33<!-- = f --> 33<!-- = f -->\n",
    ),
}
ACCEPTED = {
    "more lines behind an arrow": ("```python\nf()  #> 1\n```\n", "1\n2\n", "```python\nf()  #> 1\n#> 2\n```\n"),
    "more lines": ("```python\nf()  # 出力: 1\n```\n", "1\n2\n", "```python\nf()  # 出力:\n# 1\n# 2\n```\n"),
    "more lines, full width": (
        "```python\nf()  # 出力：1\n```\n",
        "1\n2\n",
        "```python\nf()  # 出力：\n# 1\n# 2\n```\n",
    ),
    "fewer lines": ("```python\nf()\n# 出力:\n# 1\n# 2\n```\n", "1\n", "```python\nf()\n# 出力:\n# 1\n```\n"),
    "a word": ("```python\nf()  # => True\n```\n", "False", "```python\nf()  # => False\n```\n"),
    "whole to broken": ("```python\nf()  # => 1\n```\n", "1.5", "```python\nf()  # => 1.5\n```\n"),
    "exception": (
        "```python\nf()  # 例外: ValueError: a\n```\n",
        "TypeError: b",
        "```python\nf()  # 例外: TypeError: b\n```\n",
    ),
}


@pytest.mark.parametrize(("text", "actual", "after"), CASES.values(), ids=CASES)
def test_a_number_that_drifted_is_written_in_place(text: str, actual: str, after: str) -> None:
    update = updated(text, actual)
    assert update.texts == {"p.md": after}
    assert update.refused == ()


@pytest.mark.parametrize(("text", "actual", "after"), ACCEPTED.values(), ids=ACCEPTED)
def test_a_change_of_shape_or_type_is_written_only_when_accepted(text: str, actual: str, after: str) -> None:
    refused = updated(text, actual)
    assert refused.texts == {}
    assert "--accept" in refused.refused[0].reason
    assert updated(text, actual, accept=True).texts == {"p.md": after}


@pytest.mark.parametrize(("text", "actual", "after"), [*CASES.values(), *ACCEPTED.values()], ids=[*CASES, *ACCEPTED])
def test_what_was_written_holds(text: str, actual: str, after: str) -> None:
    for claim in claims_of(after).claims:
        agree = {"prose": compare.prose, "raises": compare.raised}.get(claim.kind, compare.matches)
        assert agree(claim.expected, actual, claim.rule)


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("```python\nf()  # 出力: 1\n```\n", "a\x1b[0m\n"),
        ("```python\nf()\n# 出力:\n```\n", "出力: 3\n"),
        ("```python\nf()\n```\n```output\n```\n", "```\n"),
        ("```pycon\n>>> f()\n1\n```\n", ">>> 2\n"),
        ("```python\nf\n```\n$a=1$<!-- = f -->\n", "inf"),
        ("```python\nf()  # 例外: ValueError\n```\n", ""),
        ("```python\nf\n```\n| `a`<!-- = f --> |\n| --- |\n", "a|b"),
    ],
)
def test_what_cannot_stand_in_its_place_is_refused(text: str, actual: str) -> None:
    update = updated(text, actual, accept=True)
    assert update.texts == {}
    assert len(update.refused) == 1


def test_a_claim_that_holds_is_left_alone() -> None:
    page = read_page("p.md", "```python\nf()  # 出力:   1\n```\n", {}, "snippets")
    report = Report(tuple(Verdict(claim, "holds", "  1\n") for claim in page.claims), pages=(page,))
    assert plan_update(report) == Update({})


def test_claims_of_different_forms_on_one_page_are_written_at_once() -> None:
    text = "```python\nf()  # 出力: 1\ng()  # => 2\n```\n\n3<!-- = h --> と 4<!-- = i -->\n"
    report = differing(text, lambda claim: claim.expected * 2)
    assert plan_update(report).texts["p.md"] == text.replace("1", "11").replace("2", "22").replace("3", "33").replace(
        "4", "44"
    )


@pytest.mark.parametrize(
    ("one", "other"), [("1", "1.0"), ("True", "False"), ("1 2", "1"), ("a 1", "b 1"), ("1\n2", "1 2")]
)
def test_shapes_that_differ(one: str, other: str) -> None:
    assert shape(one) != shape(other)


def test_shapes_that_agree() -> None:
    assert shape("[1 2]") == shape("[10 -2]")
    assert shape("0.5 a") == shape("1.25e-3 a")
    assert shape("18,432") == shape("732")


def test_probes_are_told_apart_by_their_place() -> None:
    first, second = claims_of("```python\nf\n```\n1<!-- = f --> 1<!-- = f -->\n").claims
    assert probe_id(first) != probe_id(second)

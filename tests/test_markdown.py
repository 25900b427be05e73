"""Reading pages: without loss, wherever a fence stands."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tashika.lines import Places, split_lines
from tashika.markdown import read_page
from tashika.model import Claim, Page
from tashika.snippets import read_snippet

PIECES = [
    "# 題\n",
    "text 18,432<!-- = f(1) --> 個\n",
    "$a = 18{,}432$<!-- =[digits] f(1) -->\n",
    "`x`<!-- = x -->",
    "```python\n",
    "print(1)  # 出力: 1\n",
    "# 出力[digits]:\n# 1\n",
    "x  # => 3\n",
    "f()  # 例外: ValueError\n",
    "```\n",
    "````\n",
    "~~~ { .output rule='digits' }\n",
    "~~~\n",
    "    ",
    "\t",
    "> ",
    "- ",
    "!!! note\n",
    "```pycon\n>>> 1 + 1\n2\n",
    '--8<-- "a.py:part"\n',
    "\r\n",
    "\n",
    "\r",
    "\x0c",
    "\u2028",
    "---\ntitle: x\n---\n",
    "\ufeff",
    "<!-- = -->",
    "'''",
]
SHELF = {"a.py": read_snippet("snippets/a.py", "# --8<-- [start:part]\nprint(1)\n# --8<-- [end:part]\n")}


def read(text: str) -> Page:
    return read_page("docs/p.md", text, SHELF, "snippets")


def only(claims: Sequence[Claim]) -> Claim:
    assert len(claims) == 1
    return claims[0]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text())
def test_a_page_is_read_without_loss(text: str) -> None:
    page = read(text)
    assert "".join(block.source for block in page.blocks) == text == page.text


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_every_span_points_into_the_text_that_it_speaks_of(text: str) -> None:
    page = read(text)
    places = Places(page.path, text)
    for block in page.blocks:
        start, end = places.offsets(block.at)
        assert text[start:end] == block.source
    for claim in page.claims:
        start, end = places.offsets(claim.at)
        assert 0 <= start <= end <= len(text)
        if claim.form in ("line", "prose", "formula"):
            assert text[start:end] == claim.expected


@given(st.text(alphabet="a\r\n\u2028\x0c", max_size=30))
def test_lines_joined_are_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text


@given(st.text(alphabet="ab\n", max_size=30), st.data())
def test_offsets_and_places_are_inverse(text: str, data: st.DataObject) -> None:
    places = Places("p", text)
    offset = data.draw(st.integers(0, len(text)))
    assert places.offset(*places.place(offset)) == offset


FENCES = {
    "top": "```python\nprint(1)  # 出力: 1\n```\n",
    "tilde": "~~~python\nprint(1)  # 出力: 1\n~~~\n",
    "attributes": '``` { .python title="a b" linenums="1" }\nprint(1)  # 出力: 1\n```\n',
    "options": '```python title="a b" hl_lines="1"\nprint(1)  # 出力: 1\n```\n',
    "capital": "```Python\nprint(1)  # 出力: 1\n```\n",
    "list": "- x\n\n    ```python\n    print(1)  # 出力: 1\n    ```\n",
    "nested list": "1. x\n\n    - y\n\n        ```python\n        print(1)  # 出力: 1\n        ```\n",
    "admonition": '!!! note "n"\n\n    ```python\n    print(1)  # 出力: 1\n    ```\n',
    "details in tab": '=== "A"\n\n    ??? tip\n\n        ```py\n        print(1)  # 出力: 1\n        ```\n',
    "quote": "> ```python\n> print(1)  # 出力: 1\n> ```\n",
    "tabs": "- x\n\n\t```python\n\tprint(1)  # 出力: 1\n\t```\n",
    "tab and blanks": "- x\n\n\t```python\n    print(1)  # 出力: 1\n\t```\n",
    "crlf": "- x\r\n\r\n    ```python\r\n    print(1)  # 出力: 1\r\n    ```\r\n",
    "bom": "\ufeff```python\nprint(1)  # 出力: 1\n```\n",
    "front matter": "---\ntitle: x\n---\n```python\nprint(1)  # 出力: 1\n```\n",
    "blank line inside": "- x\n\n    ```python\n    a = 1\n\n    print(1)  # 出力: 1\n    ```\n",
}


@pytest.mark.parametrize("text", FENCES.values(), ids=FENCES)
def test_a_fence_is_found_wherever_it_stands(text: str) -> None:
    page = read(text)
    claim = only(page.claims)
    start, end = Places(page.path, text).offsets(claim.at)
    assert (text[start:end], claim.expected, page.problems) == ("1", "1", ())
    line = split_lines(text)[claim.after[0] - 1]
    assert "print(1)" in line


def test_a_fence_inside_a_longer_fence_is_text() -> None:
    page = read("````markdown\n```python\nprint(1)\n```\n````\n")
    assert page.programs == ()
    assert [block.info for block in page.blocks] == ["markdown"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x\n```python\n1\n", 2, "never closed"),
        ("- x\n\n    ```python\n  x\n    ```\n", 4, "stands left"),
        ('```output rule="digits"\n1\n```\n', 1, '{ .output rule="digits" }'),
        ("```output approx=1\n1\n```\n", 1, '{ .output approx="1" }'),
        ("```python session='b'\n1\n```\n", 1, "needs braces"),
        ("{ .python\n```python\nx = (\n```\n", 3, "SyntaxError"),
        ("``` { .python .no-run }\nx\n```\n", 1, "must say why"),
        ('```python\n--8<-- "b.py"\n```\n', 2, "no snippet file `b.py`"),
        ('```python\n--8<-- "../a.py"\n```\n', 2, "no snippet file"),
        ('```python\n--8<-- "a.py:nothing"\n```\n', 2, "no section `nothing`"),
        ('```python\n--8<-- "a.py:1:2"\n```\n', 2, "names lines"),
        ('```python\n--8<-- "a.py:part"\nx = 1\n```\n', 3, "not both"),
        ("1%<!-- = 1 -->\n", 1, "before the percent sign"),
        ("word<!-- = 1 -->\n", 1, "no number"),
        ("1<!-- = 1 + -->\n", 1, "not a Python expression"),
        ("$a = b$<!-- = 1 -->\n", 1, "one number"),
        ('1<!-- =[in="#b"] 1 -->\n', 1, "session `#b`"),
        ('1<!-- =[in="b.py"] 1 -->\n', 1, "no snippet file"),
        ("1<!-- =[digit] 1 -->\n", 1, "unknown rule"),
    ],
)
def test_a_broken_marker_is_reported_with_its_line(text: str, line: int, words: str) -> None:
    page = read(text)
    assert [(p.at.line, p.family) for p in page.problems] == [(line, "authoring")]
    assert words in f"{page.problems[0].message} {page.problems[0].repair}"


def test_a_claim_marker_inside_code_or_a_code_span_is_none() -> None:
    assert read("`1<!-- = 2 -->`\n\n```text\n1<!-- = 2 -->\n```\n").claims == ()


def test_prose_speaks_of_the_code_above_it() -> None:
    page = read('```python\nx = 1\n```\n\n1<!-- = x -->\n\n```python\n--8<-- "a.py:part"\n```\n\n2<!-- = y -->\n')
    assert [(c.program, c.after) for c in page.claims] == [("docs/p.md", (2,)), ("snippets/a.py", (2,))]


def test_prose_may_name_a_program_and_is_an_orphan_without_one() -> None:
    named, section, orphan = read(
        '1<!-- =[in="a.py"] x --> 1<!-- =[digits, in="a.py:part"] x --> 1<!-- = x -->\n'
    ).claims
    assert (named.program, named.after, named.rule) == ("snippets/a.py", (), "exact")
    assert (section.program, section.after, section.rule) == ("snippets/a.py", (2,), "digits")
    assert orphan.program is None


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("約18,432<!-- = x --> 個\n", "18,432"),
        ("−64<!-- = x -->\n", "−64"),
        ("1-64<!-- = x -->\n", "64"),
        ("１８，４３２<!-- = x -->\n", "１８，４３２"),
        ("**8.47**<!-- = x -->\n", "8.47"),
        ("`(1, 2)`<!-- = x -->\n", "(1, 2)"),
        ("1e-5 <!-- = x -->\n", "1e-5"),
        ("$9\\cdot 4 = 36$<!-- = x -->\n", "36"),
        ("$73{,}728\\to 18{,}432$<!-- = x -->\n", "18{,}432"),
        ("$x \\approx 3.4\\times10^{38}$<!-- = x -->\n", "3.4\\times10^{38}"),
        ("\\(n = 3\\)<!-- = x -->\n", "3"),
        ("| 73,728<!-- = x --> | b |\n", "73,728"),
    ],
)
def test_the_literal_before_a_prose_claim(text: str, literal: str) -> None:
    assert only(read(text).claims).expected == literal


def test_sessions_are_programs_of_their_own() -> None:
    page = read('```python\nx = 1\n```\n``` { .python session="b" }\nx = 2\n```\n```python\nx += 1\n```\n')
    assert [(p.id, [c.line for c in p.chunks]) for p in page.programs] == [("docs/p.md", [2, 8]), ("docs/p.md#b", [5])]


def test_an_output_fence_claims_what_the_fence_above_prints() -> None:
    text = "```python\nprint(1)\nprint(2)\n```\n\n```output\n1\n2\n```\n"
    claim = only(read(text).claims)
    assert (claim.after, claim.expected, claim.at.line) == ((2, 3), "1\n2", 7)


@pytest.mark.parametrize("between", ["words\n\n", "```text\n```\n\n", "    ```python\n    x\n    ```\n\n"])
def test_an_output_fence_that_is_not_right_below_its_code_is_an_orphan(between: str) -> None:
    text = f"```python\nprint(1)\n```\n\n{between}```output\n1\n```\n"
    assert [c.after for c in read(text).claims if c.form == "fence"] == [()]


def test_a_block_that_does_not_run_is_no_program_and_its_output_no_claim() -> None:
    page = read('``` { .python .no-run reason="needs a GPU" }\nprint(1)  # 出力: 2\n```\n```output\n3\n```\n')
    assert (page.programs, page.claims, page.problems) == ((), (), ())
    assert [skip.reason for skip in page.skips] == ["needs a GPU"]

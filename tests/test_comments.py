"""Claims in comments: which are claims, what they expect, and which statement they speak of."""

import pytest

from tashika.comments import Source, read_claims
from tashika.model import Claim
from tashika.statements import find_groups


def read(code: str) -> list[Claim]:
    claims, problems = read_claims(Source("a.py", code), find_groups(code), "a.py")
    assert problems == []
    return claims


@pytest.mark.parametrize(
    ("comment", "kind", "expected", "rule"),
    [
        ("# 出力: 1 2", "stdout", "1 2", "exact"),
        ("# 出力：1 2", "stdout", "1 2", "exact"),
        ("#出力:  1", "stdout", " 1", "exact"),
        ("# output: 1", "stdout", "1", "exact"),
        ("# Output: 1", "stdout", "1", "exact"),
        ("#> 1", "stdout", "1", "exact"),
        ("# 標準エラー: w", "stderr", "w", "exact"),
        ("# stderr: w", "stderr", "w", "exact"),
        ("# => [1, 2]", "value", "[1, 2]", "exact"),
        ("# =>[rtol=1e-3] 0.25", "value", "0.25", "rtol=1e-3"),
        ("# =>0.25", "value", "0.25", "exact"),
        ("# 例外: ValueError: a: b", "raises", "ValueError: a: b", "exact"),
        ("# raises: ValueError", "raises", "ValueError", "exact"),
        ("# 出力[digits]: 0.30", "stdout", "0.30", "digits"),
        ("# 出力 [...]: a ... b", "stdout", "a ... b", "..."),
    ],
)
def test_labels(comment: str, kind: str, expected: str, rule: str) -> None:
    (claim,) = read(f"f(x)  {comment}\n")
    assert (claim.kind, claim.expected, claim.rule, claim.after) == (kind, expected, rule, (1,))


@pytest.mark.parametrize(
    "code",
    [
        'print("# 出力: 1")\n',
        'x = """\n# 出力: 1\n"""\n',
        "x = 1  # 出力チャネル数\n",
        "x = 1  # > 3\n",
        "f(f'{x!r:#>3}')\n",
    ],
)
def test_what_is_no_claim(code: str) -> None:
    assert read(code) == []


@pytest.mark.parametrize(
    ("code", "line", "expected"),
    [
        ("print(a)\n# 出力:\n# [[1 2]\n#  [3 4]]\n", 1, "[[1 2]\n [3 4]]"),
        ("print(a)  # 出力:\n# 1\n#\n# 2\nx = 1\n", 1, "1\n\n2"),
        ("for i in r:\n    print(i)\n# 出力:\n# 1\n# 2\n", 1, "1\n2"),
        ("for i in r:\n    print(i)\n    # 出力:\n    # 1\n", 2, "1"),
        ("for i in r:  # 出力: 1\n    print(i)\n", 1, "1"),
        ("def f():\n    print(1)  # 出力: 1\n\n\nf()\n", 2, "1"),
        ("print(\n    1,\n)  # 出力: 1\n", 1, "1"),
        ("print(\n    1,  # 出力: 1\n)\n", 1, "1"),
        ("print(\n    # 出力: 1\n    1,\n)\n", 1, "1"),
        ("print(1); print(2)\n# 出力:\n# 1\n# 2\n", 1, "1\n2"),
        ("@d  # 出力: 1\n@e\ndef f(): ...\n", 1, "1"),
        ("@d\ndef f(): ...  # 出力: 1\n", 1, "1"),
        ("if x: print(1)  # 出力: 1\n", 1, "1"),
        ("if x:\n    pass\nelse: print(1)  # 出力: 1\n", 3, "1"),
        ("try:\n    f()  # 出力: 1\nexcept E:\n    g()\n", 2, "1"),
        ("match x:\n    case 1:\n        print(1)  # 出力: 1\n", 3, "1"),
        ("print(1)\n\n# an ordinary comment\n# 出力: 1\n", 1, "1"),
        ("print(1)\n#> a\n#> b\n", 1, "a\nb"),
        ("print(1)  #> a\n#> b\n", 1, "a\nb"),
        ('x = """\n"""; print(1)  # 出力: 1\n', 1, "1"),
        ("print(1)\n# 出力:\n# 1\n# --8<-- [end:a]\n", 1, "1"),
        ("async def f():\n    async with a as b:\n        print(1)  # 出力: 1\n", 3, "1"),
    ],
)
def test_the_statement_that_a_claim_speaks_of(code: str, line: int, expected: str) -> None:
    (claim,) = read(code)
    assert (claim.after, claim.expected) == ((line,), expected)


@pytest.mark.parametrize(
    "code",
    [
        "# 出力: 1\nprint(1)\n",
        "if x:\n    pass\nelse:  # 出力: 1\n    pass\n",
        "def f():\n    g()\n\nx = 1\n    # 出力: 1\n",
    ],
)
def test_a_claim_without_a_statement_is_an_orphan(code: str) -> None:
    assert [claim.after for claim in read(code)] == [()]


def test_two_labels_below_one_another_are_two_claims() -> None:
    output, error = read("f()\n# 出力:\n# 1\n# 標準エラー: 2\n")
    assert (output.expected, error.expected) == ("1", "2")


@pytest.mark.parametrize(("code", "words"), [("x = 1  # => 1\n", "value"), ("f()  # 出力[digit]: 1\n", "unknown rule")])
def test_a_claim_that_cannot_be_judged_is_an_authoring_problem(code: str, words: str) -> None:
    claims, (problem,) = read_claims(Source("a.py", code), find_groups(code), "a.py")
    assert claims == []
    assert (problem.family, problem.at.line) == ("authoring", 1)
    assert words in problem.message


def test_lines_and_columns_are_those_of_the_file() -> None:
    code = "x = 1\nprint(x)  # 出力: 1\n"
    (claim,), _ = read_claims(Source("p.md", code, 10, (4, 4)), find_groups(code, 10), "p.md")
    assert (claim.at.line, claim.at.column, claim.at.end_column, claim.after) == (11, 21, 22, (11,))

"""Marks and boxes in a page's Markdown: where they stand, and that nothing else of the page changes."""

import re
from dataclasses import replace

import markdown
import pytest

from tashika.markdown import read_page
from tashika.model import Event, Outcome, Page, Problem, Report, Run, Span, Verdict
from tashika.site.decorate import Decorator, duration
from tashika.site.findings import Findings
from tashika.site.report_page import report_page
from tashika.site.words import words
from tashika.snippets import read_snippet
from tashika.statements import imported_modules, imported_names

EXTENSIONS = ["admonition", "tables", "md_in_html", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.details"]
SNIPPET = read_snippet(
    "snippets/a.py", "# --8<-- [start:s]\nprint(1)  # 出力: 1\n# --8<-- [end:s]\nprint(2)  # 出力: 2\n"
)


def report_on(text: str, outcome: Outcome = "holds") -> Report:
    """A report in which every claim of a page and its snippet has the same outcome."""
    page = read_page("docs/p.md", text, {"a.py": SNIPPET}, "snippets")
    claims = [*page.claims, *(SNIPPET.claims if page.shown else ())]
    verdicts = tuple(Verdict(claim, outcome, "9") for claim in claims)
    runs = tuple(
        Run(
            program.id,
            "ok",
            tuple(Event("leave", (line,), seconds=1.5) for chunk in program.chunks for line in range(99)),
        )
        for program in page.programs
    )
    return Report(verdicts, page.problems, runs, (page,), (SNIPPET,) if page.shown else (), {"CPython": "3"})


def decorated(text: str, outcome: Outcome = "holds") -> str:
    report = report_on(text, outcome)
    return Decorator(Findings(report), words("ja")).decorate(report.pages[0])


def rendered(text: str, outcome: Outcome = "holds") -> str:
    return markdown.markdown(decorated(text, outcome), extensions=EXTENSIONS)


def test_a_page_without_claims_is_left_as_it_is() -> None:
    text = "\ufeff# 題\r\n\r\n```text\r\nx\r\n```\r\n<!-- note -->\r\n"
    assert decorated(text) == text


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("```python\nf()  # 出力: 1\n```\n", r"\A.*tashika-mark"),
        ("- x\n\n    ```python\n    f()  # 出力: 1\n    ```\n", r"<li>(?:(?!</li>).)*tashika-mark"),
        (
            '!!! note "n"\n\n    ```python\n    f()  # 出力: 1\n    ```\n',
            r'admonition note">(?:(?!</div>\Z).)*tashika-mark',
        ),
        ("> ```python\n> f()  # 出力: 1\n> ```\n", r"<blockquote>(?:(?!</blockquote>).)*tashika-mark"),
        ('??? tip "t"\n\n    ```python\n    f()  # 出力: 1\n    ```\n', r"<details(?:(?!</details>).)*tashika-mark"),
    ],
)
def test_the_mark_stands_where_its_block_stands(text: str, inside: str) -> None:
    html = rendered(text)
    assert html.count("tashika-mark") == 1
    assert re.search(inside, html, re.DOTALL)
    assert "検証済み · 1.50 秒" in html


def test_the_mark_stands_below_the_output_that_belongs_to_a_block() -> None:
    html = rendered("```python\nf()\n```\n\n```output\nwords\n```\n\n終\n")
    assert html.index("words") < html.index("tashika-mark") < html.index("終")
    assert html.count("tashika-mark") == 1


def test_a_block_without_a_claim_only_ran_and_one_that_fails_has_no_mark() -> None:
    assert "実行済み" in rendered("```python\nx = 1\n```\n")
    assert "tashika-mark" not in rendered("```python\nf()  # 出力: 1\n```\n", "differs")


def test_a_block_that_did_not_run_says_why_and_so_does_its_output_once() -> None:
    html = rendered('``` { .python .no-run reason="a <GPU>" }\nx\n```\n```output\n1\n```\n')
    assert html.count("実行していません: a &lt;GPU&gt;") == 1


def test_numbers_that_hold_are_marked_with_their_expression_and_the_comment_is_gone() -> None:
    html = rendered("```python\nx\n```\n\n**18,432**<!-- = f(x[0], *b) | c --> 個\n")
    assert '<strong><data class="tashika-value" value="9" title="' in html
    assert 'title="f&#40;x&#91;0&#93;&#44; &#42;b&#41; &#124; c">18,432</data></strong> 個' in html


@pytest.mark.parametrize("text", ["# 8<!-- = x -->\n", "`8`<!-- = x -->\n", "# $8$<!-- = x -->\n"])
def test_in_headings_and_code_only_the_comment_goes(text: str) -> None:
    page = f"```python\nx\n```\n\n{text}"
    assert text.replace("<!-- = x -->", "") in decorated(page)
    assert "<data" not in decorated(page)


def test_a_formula_whose_number_holds_is_marked_as_a_whole() -> None:
    marked = decorated("```python\nx\n```\n\nは **$2+6=8$**<!-- = x -->、$1$ です\n")
    assert re.search(r'は \*\*<data class="tashika-value"[^>]*>\$2\+6=8\$</data>\*\*、\$1\$ です', marked)


@pytest.mark.parametrize("prefix", ["", "    ", "> "])
def test_a_displayed_formula_that_holds_has_its_mark_below_and_its_lines_for_itself(prefix: str) -> None:
    lines = ["$$", "f(x)=8", "$$<!-- = x -->", "", "終", ""]
    marked = decorated("```python\nx\n```\n\n" + "\n".join(f"{prefix}{line}".rstrip() for line in lines))
    assert f'{prefix}$$\n{prefix.rstrip()}\n{prefix}<span class="tashika-mark"' in marked
    assert marked.index("tashika-mark") < marked.index("終")


@pytest.mark.parametrize(
    ("text", "between"),
    [
        ("- 8<!-- = x -->\n- b\n\n終\n", ("<li>b</li>", "終")),
        ("| a | b |\n| - | - |\n| 8<!-- = x --> | 2 |\n| 3 | 4 |\n\n終\n", ("</table>", "終")),
        ('??? q "問"\n\n    答 8<!-- = x -->\n\n    次\n', ("答", "次")),
    ],
)
def test_a_false_number_is_marked_and_told_right_below_its_paragraph(text: str, between: tuple[str, str]) -> None:
    html = rendered(f"```python\nx\n```\n\n{text}", "differs")
    assert '<mark class="tashika-false">8</mark>' in html
    assert html.index(between[0]) < html.index("検証に失敗しました: docs/p.md:") < html.index(between[1])


def test_a_claim_in_a_snippet_is_told_at_the_block_that_shows_it_or_else_at_the_file_s_last_one() -> None:
    html = decorated('```python\n--8<-- "a.py:s"\n```\n\n中\n\n```python\n--8<-- "a.py:s"\n```\n\n終\n', "differs")
    shown, hidden = html.index("snippets/a.py:2:17"), html.index("snippets/a.py:4:17")
    assert shown < html.index("中") < hidden < html.index("終")


def test_an_include_that_would_stop_the_preview_is_escaped_in_a_block_that_fails() -> None:
    text = '```python\n--8<-- "a.py:none"\n```\n'
    assert ';--8<-- "a.py:none"' in decorated(text)
    assert "no section `none`" in decorated(text)


def test_a_text_with_fences_in_a_failure_does_not_break_out_of_its_box() -> None:
    page = read_page("docs/p.md", "```python\nf()\n```\n\n終\n", {}, "snippets")
    problem = Problem(Span("docs/p.md", 2, 1, 2, 1), "claim", "raised\n```\n~~~\n<script>")
    html = markdown.markdown(
        Decorator(Findings(Report(problems=(problem,), pages=(page,))), words("ja")).decorate(page),
        extensions=EXTENSIONS,
    )
    assert "&lt;script&gt;" in html and "<script>" not in html
    assert html.rstrip().endswith("<p>終</p>")


def test_the_report_page_lists_every_claim_and_escapes_what_it_quotes() -> None:
    text = "# 題\n\n```python\nf()  # 出力: a|b`<x>\n```\n"
    page = report_page(report_on(text), "ja")
    html = page.finish(markdown.markdown(page.text, extensions=EXTENSIONS))
    assert html.count("<tr>") == 2 + 2 + 2
    assert "<code>a|b`&lt;x&gt;</code>" in html and "tashika-part" not in html
    assert '<a href="p.md">題</a>' in html


def test_the_report_page_quotes_formulas_as_such_and_of_drawings_and_tables_only_what_they_are() -> None:
    report = report_on("```python\nx = 18432\n```\n\n$128=18{,}432$<!-- = x -->\n")
    verdict = report.verdicts[0]
    said = [
        replace(verdict.claim, form="equation", expected="\nx=\\frac{1}{2}"),
        replace(verdict.claim, kind="display", form="cell", expected='<svg width="3">'),
        replace(verdict.claim, kind="table", form="table", expected="| a |", detail="exams/ch18.yml answers"),
    ]
    report = replace(report, verdicts=(verdict, *(replace(verdict, claim=claim) for claim in said)))
    page = report_page(report, "ja").parts[-1]
    assert "<td><code>18,432</code></td>" in page and "{,}" not in page
    assert '<td>数式</td>\n<td><code class="tashika-tex">⏎x=\\frac{1}{2}</code></td>' in page
    assert "<td>セルの表示</td>\n<td><code>SVG</code></td>" in page
    assert "<td>表</td>\n<td><code>exams/ch18.yml answers</code></td>" in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_report_says_whether_all_holds(language: str) -> None:
    report = report_on("```python\nf()  # 出力: 1\n```\n")
    assert words(language)["all_hold"] in report_page(report, language).text
    false = replace(report, verdicts=tuple(replace(v, outcome="differs") for v in report.verdicts))
    assert words(language)["not_all_hold"] in report_page(false, language).text


def test_every_language_has_every_word() -> None:
    assert words("ja").keys() == words("en").keys()


def test_durations() -> None:
    assert duration(1.234, words("ja")) == "1.23 秒"
    assert duration(0.0001, words("en")) == "< 0.01 s"


def test_no_page_is_no_error() -> None:
    assert "0 / 0" in report_page(Report(pages=(Page("docs/p.md", ""),)), "ja").text


def test_the_mark_of_a_fence_stands_below_its_pictures() -> None:
    text = '??? note "n"\n\n    ```python\n    f()\n    ```\n\n![a](a.svg)\n\n![b](b.svg)\n\nwords\n'
    marked = decorated(text)
    assert marked.index("![b]") < marked.index("tashika-mark") < marked.index("words")
    assert marked.count("tashika-mark") == 1
    assert "tashika-mark" not in decorated(text, "differs").split("!!! failure")[0]


IMPORTS = """\
import a.b, c as d
from e.f import g
from . import own
if d:
    import h
elif g:
    from i import j
else:
    import k
try:
    import l
except ImportError:
    import m
else:
    import n
finally:
    import o
class P:
    def q(self):
        with d:
            while d:
                for _ in d:
                    import r.s
match d:
    case 1:
        import t
x = [y for y in d if (lambda: a.b.z)]
"""


def test_the_libraries_of_a_program_are_those_it_imports_wherever_it_does() -> None:
    tops = {name.partition(".")[0] for name in imported_modules(IMPORTS)}
    assert imported_names(IMPORTS) == {*"acehiklmnort"} == tops

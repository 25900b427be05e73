"""Formulas are set when the site is built, and a broken one is reported where it stands."""

import json
import re
from pathlib import Path

import pytest

from tashika.formulas.numbers import number_all
from tashika.formulas.source import Formula, Stray, find_in_text
from tashika.formulas.words import plain
from tashika.markdown import read_page
from tashika.model import Problem
from tashika.site.math_check import formula_problems
from tashika.site.math_engine import Engine, Missing
from tashika.site.math_page import ELEMENT, MathPage, _elements, _replaced, formulas_in, without_marks
from tashika.site.math_setter import Setter

ROOT = Path(__file__).parents[1]
KATEX = ROOT / "node_modules" / "katex"
CASES = json.loads((ROOT / "tests" / "cases" / "math" / "formulas.json").read_text(encoding="utf-8"))
MACROS = CASES["macros"]


@pytest.fixture(scope="module")
def setter() -> Setter:
    return Setter(Engine(KATEX, MACROS))


def problems(text: str, setter: Setter) -> list[Problem]:
    return list(formula_problems(read_page("docs/a.md", text, {}, "snippets"), setter))


def found(text: str, setter: Setter) -> list[str]:
    return [f"{p.at.line}:{p.at.column} {p.message}" for p in problems(text, setter)]


def delimited(case: dict[str, object]) -> str:
    return f"$$\n{case['tex']}\n$$" if case["display"] else f"文 ${case['tex']}$ 文"


@pytest.mark.parametrize("case", CASES["good"], ids=lambda c: c["id"])
def test_formula_is_set_as_html_and_mathml(case: dict[str, object], setter: Setter) -> None:
    page = f"{CASES['before']}\n\n{delimited(case)}\n"
    assert found(page, setter) == []


@pytest.mark.parametrize("case", CASES["broken"], ids=lambda c: c["id"])
def test_broken_formula_is_reported_at_its_line_and_column(case: dict[str, object], setter: Setter) -> None:
    """Behind sound formulas, and in a list, where the formula's own lines are indented."""
    display = case["display"]
    text = delimited(case)
    indented = "".join(f"    {line}\n" for line in text.split("\n"))
    page = f"---\ntitle: t\n---\n\n$a^2$ と $b$\n\n{text}\n\n- 項目\n\n{indented}\n{text}\n"
    shift = 0 if display else 3
    line, column = 7 + (1 if display else 0), case["column"] + shift  # type: ignore[operator]
    got = problems(page, setter)
    places = [(p.at.line, p.at.column) for p in got]
    height = text.count("\n") + 1
    second, third = line + height + 3, line + 2 * height + 4
    assert places == [(line, column), (second, column + 4), (third, column)]
    assert all(case["message"] in p.message and p.family == "authoring" for p in got)


def test_error_in_the_third_line_of_a_quoted_formula_has_its_line_and_column(setter: Setter) -> None:
    page = "> 引用\n>\n> $$\n> \\begin{aligned}\n> a&=b^2^3\\\\\n> c&=d\n> \\end{aligned}\n> $$\n"
    assert found(page, setter) == ["5:9 formula: Double superscript (KaTeX), at `^3\\\\`"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$50%$ です", "1:4 formula: a bare % hides the rest of its line"),
        ("$$\na % b\n+ c\n$$", "2:3 formula: a bare % hides the rest of its line"),
        (r"$\textcolor{gren}{x}$", "1:13 formula: `gren` is no colour that a browser knows"),
        (r"$\fcolorbox{red}{#12}{x}$", "1:18 formula: `#12` is no colour that a browser knows"),
        (r"$\mathbb{1}_A$", "1:10 formula: KaTeX has double-struck capitals alone, and would set this plain"),
        (r"$\mathbb 1$", "1:10 formula: KaTeX has double-struck capitals alone, and would set this plain"),
        (r"$\eqref{eq:no}$", "1:9 formula: no formula of this page has the label `eq:no`"),
        ("$$\na\\label{x}\n$$\n\n$$\nb\\label{x}\n$$", "6:9 formula: another formula of this page has the label `x`"),
        ("$$\na\\label{b c}\n$$", "2:9 formula: a label is made of letters, digits and : . * / + -"),
        ("文\n$$\na\n$$", "2:1 formula: `$$` does not begin a formula here"),
        (r"文 \begin{align}a\end{align}", r"1:3 formula: `\begin{align}` does not begin a formula here"),
        (r"式 \eqref{x} より", r"1:3 formula: `\eqref{x}` stands outside of a formula"),
        ("| a |\n| - |\n| $|x|$ |", "3:4 formula: | ends the cell of a table"),
    ],
)
def test_lint_finds_what_katex_would_set_wrong(text: str, message: str, setter: Setter) -> None:
    assert found(text, setter)[0] == message


@pytest.mark.parametrize(
    "text",
    [
        r"$50\%$、$\textcolor{#0a0}{x}$、$\colorbox{yellow}{a}$、$\mathbb{R}$、$\|x\|$",
        "値段は 5$ と 6$ です",
        r"値段は \$5 と \$6 です",
        "`$x^2^3$` と <!-- $x^2^3$ -->",
        "```text\n$$\nx^2^3\n$$\n```",
        "| a |\n| - |\n| $\\lvert x\\rvert$ |",
        "- $$x^2$$\n\n1. $$\n   y\n   $$\n",
        "$$\na\n$$ <!-- = 1 -->",
    ],
)
def test_sound_text_has_no_finding(text: str, setter: Setter) -> None:
    assert found(text, setter) == []


def test_offsets_lead_back_to_the_page() -> None:
    text = "- 項目 $a+b$\n\n    $$\n    c\n    + d\n    $$\n\n> \\(e\\) と\n> $f\n> g$\n"
    formulas = [each for each in find_in_text(text) if isinstance(each, Formula)]
    assert [formula.tex for formula in formulas] == ["a+b", "c\n+ d", "e", "f\ng"]
    for formula in formulas:
        assert "".join(text[at] for at in formula.offsets[:-1]) == formula.tex
    assert not [each for each in find_in_text(text) if isinstance(each, Stray)]


def test_equations_are_numbered_by_row_and_labels_know_their_number() -> None:
    texts = [
        r"\begin{align}a&=b\label{eq:a}\\c&=\begin{cases}1\\2\end{cases}\\e&=f\notag\end{align}",
        r"x",
        r"\begin{align*}a&=b\\c&=d\label{eq:c}\end{align*}",
        r"\begin{equation}\begin{split}a&=b\\&=c\end{split}\end{equation}",
        r"y\tag{$\ast$}\label{eq:y}",
        r"z\label{eq:z}",
    ]
    numbered, labels = number_all([(text, True) for text in texts])
    assert [re.findall(r"\\tag\{(.*?)\}", formula.tex) for formula in numbered] == [
        ["1", "2"],
        [],
        ["3"],
        ["4"],
        [r"$\ast$"],
        ["5"],
    ]
    assert labels == {"eq:a": "1", "eq:c": "3", "eq:y": r"$\ast$", "eq:z": "5"}
    for formula in numbered:
        assert re.sub(r"\\tag\{\d\}", "", formula.tex) == re.sub(r"\\tag\{\d\}", "", formula.source)


def test_error_behind_a_number_that_was_put_in_keeps_its_column(setter: Setter) -> None:
    page = "$$\n\\begin{align}a&=b\\\\c&=d^2^3\\end{align}\n$$\n"
    assert found(page, setter)[0].startswith("2:26 formula: Double superscript")


def test_page_links_a_reference_to_its_numbered_equation(setter: Setter) -> None:
    html = '<p><span class="arithmatex">\\(\\eqref{eq:s}\\)</span></p>'
    html += '<div class="arithmatex">\\[\nE=m\\label{eq:s}\n\\]</div>'
    made = MathPage(setter)
    page = made.set(html)
    assert made.failures == [] and made.has_formulas
    assert 'id="eq-eq:s"' in page and '<a class="tashika-ref" href="#eq-eq:s">(1)</a>' in page
    assert "\\(" not in re.sub("<annotation.*?</annotation>", "", page)
    assert '<annotation encoding="application/x-tex">E=m\\label{eq:s}</annotation>' in page


def test_screen_readers_are_told_the_numbers_of_rows(setter: Setter) -> None:
    rows = r"\begin{align}a&=b\\c&=d\notag\\e&=f\tag*{[3]}\\g&=h\tag{$\ast$}\end{align}"
    page = MathPage(setter).set(f'<div class="arithmatex">\\[{rows}\\]</div>')
    assert re.findall("<mtd><mtext>(.*?)</mtext></mtd>", page) == ["(1)", "[3]", "(∗)"]


def test_reference_inside_a_longer_formula_is_a_link_that_the_keyboard_passes_by(setter: Setter) -> None:
    html = '<span class="arithmatex">\\(x\\ \\ref{s}\\)</span><div class="arithmatex">\\[y\\label{s}\\]</div>'
    page = MathPage(setter).set(html)
    assert '<a tabindex="-1" href="#eq-s">' in page


def test_only_a_formula_that_may_be_too_wide_is_a_stop_for_the_keyboard(setter: Setter) -> None:
    html = '<div class="arithmatex">\\[{}\\]</div>'
    assert 'tabindex="0"' not in MathPage(setter).set(html.format("E=mc^2"))
    assert '<div class="arithmatex" tabindex="0">' in MathPage(setter).set(html.format("a+b+c+d+e+f+g+h+i"))


def test_names_and_titles_show_no_raw_formula(setter: Setter) -> None:
    html = (
        '<title>計算量 \\(O(n^2)\\) - 題</title><meta name="a" content="\\(\\alpha\\le 1\\)">'
        '<nav aria-label="\\(x\\)"><span class="md-ellipsis">\n 計算量 \\(O(n^2)\\)\n</span></nav>'
        '<h1><span class="arithmatex">\\(O(n^2)\\)</span></h1><pre><code>re.compile("\\(a\\)")</code></pre>'
    )
    page = MathPage(setter).set(html)
    assert "<title>計算量 O(n²) - 題</title>" in page
    assert 'content="α≤1"' in page and 'aria-label="x"' in page
    assert page.count('<span class="katex">') == 2
    assert '<code>re.compile("\\(a\\)")</code>' in page


def test_a_preview_shows_a_broken_formula_as_it_was_written(setter: Setter) -> None:
    made = MathPage(setter)
    page = made.set('<span class="arithmatex">\\(x^2^3 &lt; 1\\)</span>')
    assert made.failures == ["Double superscript (KaTeX): x^2^3 < 1"]
    assert '<code class="tashika-false">x^2^3 &lt; 1</code>' in page


FORMULA = '<span class="arithmatex">\\(x\\)</span>'


@pytest.mark.parametrize(
    "page",
    [
        FORMULA,
        f"（{FORMULA}）",
        f"a（（{FORMULA}、）b{FORMULA}{FORMULA}（{FORMULA}",
        f"{FORMULA}）「{FORMULA}」",
        f'<span class="arithmatex">{FORMULA}',
        '<div class="arithmatex">\\[a\nb\\]</div>。<span class="arithmatex">none</span>',
        "（",
        "",
    ],
)
def test_the_quick_search_for_formulas_finds_what_their_pattern_finds(page: str) -> None:
    found, wanted = list(_elements(page)), list(ELEMENT.finditer(page))
    assert [(each.span(), each.groupdict()) for each in found] == [(w.span(), w.groupdict()) for w in wanted]
    assert _replaced(page, found, lambda match: f"[{match['tex']}]") == ELEMENT.sub(lambda m: f"[{m['tex']}]", page)


def test_search_entries_keep_the_latex_without_its_delimiters() -> None:
    content = '<p><span class="arithmatex">\\(a &lt; b\\)</span> <code>\\(c\\)</code></p>'
    text = "<p>\\( a\n&lt; b\\) <code>\\(c\\)</code> \\(d</p>"
    assert without_marks(text, formulas_in(content)) == "<p>a &lt; b <code>\\(c\\)</code> \\(d</p>"


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("O(n^2)", "O(n²)"),
        (r"\alpha\times\Omega", "α×Ω"),
        (r"O(n\log n)", "O(nlog n)"),
        (r"\mathrm{KL}(p\|q)", "KL(p‖q)"),
    ],
)
def test_formula_in_plain_words(tex: str, words: str) -> None:
    assert plain(tex) == words


def test_macros_of_the_site_and_operators_of_a_formula_are_known(setter: Setter) -> None:
    assert found(r"$\KL{p}{q}$ と $\DeclareMathOperator*{\am}{arg\,max}\am_x f(x)$", setter) == []
    assert "Undefined control sequence" in found(r"$\am_x f(x)$", setter)[0]
    assert "Undefined control sequence" in found(r"$\KL{p}{q}$", Setter(Engine(KATEX)))[0]


def test_a_formula_is_set_once_and_kept(tmp_path: Path) -> None:
    text = "$a$ と $b$ と $a$"
    first, second = (Setter(Engine(KATEX), tmp_path / "log") for _ in range(2))
    assert found(text, first) == found(text, second) == []
    assert (first.made, second.made) == (2, 0)
    assert "_set" not in vars(second.engine), "where all is kept, KaTeX does not even start"


@pytest.mark.parametrize("change", ["macros", "version", "display", "text", "number", "glue"])
def test_a_kept_formula_is_not_used_once_something_has_changed(change: str, tmp_path: Path) -> None:
    label = "$$\nz\\label{r}\n$$\n\n$\\ref{r}$"
    before, after = (Setter(Engine(KATEX, {"\\R": "r"}), tmp_path / "log") for _ in range(2))
    found(f"$\\R$\n\n{label}", before)
    text = f"$\\R$\n\n{label}"
    if change == "macros":
        after.engine.macros = {"\\R": "s"}
    elif change in ("version", "glue"):
        vars(after.engine)[change] = before.engine.glue + " " if change == "glue" else "0.0.0"
    else:
        text = {"display": "$$\n\\R\n$$", "text": "$\\R s$", "number": f"$$\ny\\label{{q}}\n$$\n\n{label}"}[change]
    found(text, after)
    assert after.made > 0


def test_a_damaged_kept_formula_is_set_anew(tmp_path: Path) -> None:
    file = tmp_path / "log"
    found("$a$", Setter(Engine(KATEX), file))
    good = file.read_bytes()
    for bad in (b"", good[:-2], good.replace(b"katex", b"kat3x"), b"\xff\xfe"):
        file.write_bytes(bad)
        for made in (1, 0):
            again = Setter(Engine(KATEX), file)
            assert found("$a$", again) == [] and again.made == made


def test_what_is_kept_stays_within_its_bound(tmp_path: Path) -> None:
    found("$a$ $b$ $c$", Setter(Engine(KATEX), tmp_path / "log"))
    last = Setter(Engine(KATEX), tmp_path / "log", bound=1)
    found("$d$", last)
    last.prune()
    again = Setter(Engine(KATEX), tmp_path / "log")
    assert found("$d$", again) == [] and again.made == 0
    assert found("$a$", again) == [] and again.made == 1


def test_katex_that_is_not_installed_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="make site"):
        found("$a$", Setter(Engine(tmp_path)))

"""What went wrong with formulas and drawings on their way to paper, each planted once: it is prevented, or found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest
from small_book import ROOT, formula, program, small_book

from tashika.pdf.browser import Browser
from tashika.pdf.formulas import set_formulas
from tashika.pdf.links import Places, resolve
from tashika.pdf.model import BookError
from tashika.pdf.nav import Leaf
from tashika.pdf.pages import INSIDE, Page
from tashika.pdf.tree import classed, find, markup, parse, text_of

STYLE = (ROOT / "hooks" / "tashika" / "pdf" / "book.css").read_text(encoding="utf-8")
ROOTS = "[...document.querySelectorAll('.katex .sqrt svg')].map(s => s.getBoundingClientRect().height)"
DRAWING = '<svg viewBox="0 0 4 2" preserveAspectRatio="none"><linearGradient id="a"/><clipPath id="b"/></svg>'
ENGINE = (
    "from tashika.site.math_engine import Engine; from pathlib import Path; e = Engine(Path({!r})); e.set('x', 0, {{}})"
)
LOITERING = "; import threading; threading.Thread(target=threading.Event().wait).start()"


def lower_cased(html: str) -> list[str]:
    """The names of SVG that have lost their capitals."""
    return [name for name in ("viewbox", "preserveaspectratio", "lineargradient", "clippath") if name in html]


def test_a_parser_makes_the_names_of_drawings_small_and_ours_gives_them_back_their_capitals() -> None:
    page = f"<body>{DRAWING}</body>"
    assert len(lower_cased(str(lxml.html.tostring(lxml.html.document_fromstring(page))))) == 4
    assert lower_cased(markup(parse(page))) == []


@pytest.mark.browser
@pytest.mark.slow
def test_the_book_s_style_draws_root_signs_and_a_rule_for_all_drawings_would_flatten_them(tmp_path: Path) -> None:
    small_book(tmp_path, formula(r"\sqrt{\frac{a}{b}}"), STYLE)
    with Browser(program()) as browser:
        page = browser.open(tmp_path / "book.html")
        (drawn,) = page.run(ROOTS)
        page.run(
            "document.head.insertAdjacentHTML('beforeend', '<style>.display-math svg { height: auto !important }')"
        )
        (flat,) = page.run(ROOTS)
    assert drawn > 20 and flat < 1


def formula_page(*layers: str, shown: str = "S") -> Page:
    tex = '<math><semantics><mi>S</mi><annotation encoding="application/x-tex">S</annotation></semantics></math>'
    parts = {"mathml": f'<span class="katex-mathml">{tex}</span>', "html": f'<span class="katex-html">{shown}</span>'}
    text = "".join(parts[layer] for layer in layers)
    article = parse(f'<body><span class="arithmatex"><span class="katex">{text}</span></span></body>')
    return Page(Leaf("a.md", "a.html"), "a", article)


def test_mathml_is_left_out_and_a_formula_in_mathml_alone_is_an_error_that_names_the_page() -> None:
    page = formula_page("mathml", "html")
    set_formulas(page)
    assert not find(page.article, "//math") and text_of(page.article) == "S"
    with pytest.raises(BookError, match=r"a\.md: a formula in MathML alone cannot be printed"):
        set_formulas(formula_page("mathml"))


def test_a_formula_keeps_the_room_for_the_signs_behind_it() -> None:
    page = formula_page("mathml", "html")
    (one,) = classed(page.article, "arithmatex")
    one.set("class", "arithmatex tashika-room")
    set_formulas(page)
    assert one.get("class") == "math short tashika-room"


def test_a_short_formula_in_the_text_stays_on_one_line_and_a_long_one_does_not() -> None:
    for shown, name in (("γ = 2", "math short"), ("a + b = c + d + e", "math")):
        page = formula_page("mathml", "html", shown=shown)
        (one,) = classed(page.article, "arithmatex")
        set_formulas(page)
        assert one.get("class") == name


def ends(script: str, limit: float = 60.0) -> bool:
    """Whether a program of one line comes to its end by itself, in so many seconds."""
    try:
        return not subprocess.run([sys.executable, "-c", script], timeout=limit, check=False).returncode
    except subprocess.TimeoutExpired:
        return False


def test_what_sets_formulas_leaves_nothing_that_keeps_its_process_alive() -> None:
    script = ENGINE.format(str(ROOT / "node_modules" / "katex"))
    assert ends(script)
    assert not ends(script + LOITERING, limit=2)


def narrow_folios(html: str) -> list[str]:
    """Page numbers that stand in cells or headings, where they would break lines."""
    narrow = parse(html).xpath("//*[self::td or self::th or self::h2]//span[contains(@class, 'folio ref')]")
    return [str(span.get("data-of")) for span in narrow]


@pytest.mark.parametrize("tag", ["td", "th", "h2"])
def test_links_say_the_page_in_paragraphs_and_never_in_what_is_narrow(tag: str) -> None:
    link = f'<a href="{INSIDE}a.html#x">節</a>'
    body = parse(f"<body><p>{link}</p><table><tr><td>{link}と</td><th>{link}と</th></tr></table><h2>{link}</h2></body>")
    resolve(body, Places({("a.html", ""): "a", ("a.html", "x"): "a--x"}, {}, ""))
    assert narrow_folios(markup(body)) == [] and markup(body).count("folio ref") == 1
    (cell,) = find(body, f"//{tag}/a")
    cell.append(find(body, "//p/a/span")[0])
    assert narrow_folios(markup(body)) == ["a--x"]

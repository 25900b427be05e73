"""What is left out of finished pages: blanks that nobody sees, and nothing else."""

import re
from pathlib import Path

import pytest

from tashika.site.slim import _NO_FRAME, slim, with_late_scripts, without_switching


def test_blanks_around_a_line_end_become_that_end() -> None:
    assert slim("\n<ul>\n\n    \n  <li>\n    a b  \n  </li>\n</ul>\n") == "<ul>\n<li>\na b\n</li>\n</ul>\n"


def test_blanks_within_a_line_stay() -> None:
    assert slim("<p>a  <b> b</b>  c</p>") == "<p>a  <b> b</b>  c</p>"


def test_code_scripts_and_sources_of_formulas_stay_as_they_are() -> None:
    kept = [
        "<pre class=x><code>if a:\n\n    b</code></pre>",
        "<textarea>\n  a</textarea>",
        "<script>\n  a\n</script>",
        "<style>\n  a {}\n</style>",
        '<annotation encoding="application/x-tex">a \\\\\n  b</annotation>',
    ]
    assert slim("  \n  ".join(kept)) == "\n".join(kept)


def test_names_and_blanks_in_code_need_no_colour_of_their_own() -> None:
    code = (
        '<pre><code><span class="n">x</span><span class="w"> </span><span class="o">=</span> <span class="nb">y</span>'
    )
    assert slim(f"{code}</code></pre>") == (
        '<pre><code>x <span class="o">=</span> <span class="nb">y</span></code></pre>'
    )
    style = (Path(__file__).parents[1] / "docs" / "assets" / "stylesheets" / "extra.css").read_text("utf-8")
    of_code, of_names = (re.findall(rf"--md-code-{what}-color: (\S+);", style) for what in ("fg", "hl-name"))
    assert len(of_code) == 2 and of_names == of_code


@pytest.mark.parametrize(
    ("line", "stop"), [("x" * 28, ""), ("x" * 29, ' tabindex="0"'), ("字" * 15, ' tabindex="0"'), ("&lt;" * 28, "")]
)
def test_code_that_may_be_too_wide_for_a_phone_is_a_stop_of_the_keyboard(line: str, stop: str) -> None:
    shown = f'<span class="s">{line}</span>\n'
    assert slim(f"<pre><span></span><code>{shown}</code></pre>") == (
        f"<pre><span></span><code{stop}>{shown}</code></pre>"
    )


def test_signs_hidden_from_markdown_are_plain_but_for_those_that_mean_something() -> None:
    assert slim("<td>a&#46;py&#58;1 &#60;b&#62; &#38;lt&#59; &#34;</td>") == (
        "<td>a.py:1 &#60;b&#62; &#38;lt&#59; &#34;</td>"
    )


def test_an_element_whose_name_begins_like_one_of_code_is_not_code() -> None:
    assert slim("<preface>\n  a</preface>") == "<preface>\na</preface>"


LATER = '<script src="../assets/javascripts/search-box.js"></script>'
SHIM = '<script src="../assets/javascripts/iframe-worker.js"></script>'
DEFERRED = LATER.replace("<script", "<script defer")
BUNDLE = '<script src="../assets/javascripts/bundle.a5f9d56c.min.js"></script>'
LAST = BUNDLE.replace("<script", "<script defer")


def test_what_search_needs_stands_before_the_script_of_the_theme_and_not_in_the_head() -> None:
    assert with_late_scripts(f"<head>{LATER}</head><body>{BUNDLE}</body>") == (
        f"<head></head><body>{DEFERRED}{_NO_FRAME}{LAST}</body>"
    )


def test_the_stand_in_for_workers_is_fetched_only_by_pages_opened_from_a_folder() -> None:
    page = with_late_scripts(f"<head>{SHIM}{LATER}</head><body>{BUNDLE}</body>")
    written = SHIM.replace("</", "<\\/").replace("<script", "<scr'+'ipt")
    assert (
        f"<script>location.protocol==='file:'&&document.write('{written}')</script>{DEFERRED}{_NO_FRAME}{LAST}" in page
    )
    assert SHIM not in page


def test_scripts_of_a_project_run_behind_the_theme_as_before() -> None:
    own, module = '<script src="a.js"></script>', '<script type="module" src="b.js"></script>'
    page = f"<head>{LATER}</head><body>{BUNDLE}{own}{module}</body>"
    assert with_late_scripts(page).endswith(f'{LAST}<script defer src="a.js"></script>{module}</body>')
    page = f"<head>{LATER}</head><body>{BUNDLE}{own}<script>document$.subscribe(f)</script></body>"
    assert with_late_scripts(page).endswith(f"{BUNDLE}{own}<script>document$.subscribe(f)</script></body>")


def test_a_page_without_that_script_stays_as_it_is() -> None:
    page = f"<head>{SHIM}</head><body></body>"
    assert with_late_scripts(page) == page


def test_no_rule_for_the_moment_of_a_change_of_colours_concerns_all_elements() -> None:
    rule = "[data-md-color-switching] *,[data-md-color-switching] :after{transition-duration:0s!important}"
    assert without_switching(f"a{{color:red}}{rule}b{{}}") == "a{color:red}b{}"

"""Pages that would end half empty are filled: each way to do so on pages of 400 pixels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_book import filled

from tashika.pdf.browser import Page
from tashika.pdf.document import page_rules

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STYLE = """
:root { --measure: 300px; --page-height: 400px }
* { margin: 0; padding: 0; font: 10px/20px sans-serif }
figure, .short:not(.split) { break-inside: avoid }
table:not(.split) { break-inside: avoid }
h3 { break-after: avoid }
.line, svg { display: block }
"""


def text(height: int, words: str = "text", name: str = "p") -> str:
    return f'<{name} style="height: {height}px">{words}</{name}>'


def drawing(height: int) -> str:
    return f'<figure><svg width="300" height="{height}"></svg><figcaption>drawn</figcaption></figure>'


LISTING = '<div class="listing short">' + '<span class="line">code</span>' * 12 + "</div>"


def table(rows: int) -> str:
    return f"<table>{'<tr><td>row</td></tr>' * rows}</table>"


CASES = {
    "short table": text(240) + table(8),
    "long table": text(180) + table(16),
    "smaller": text(180) + drawing(210),
    "later": text(200) + drawing(280) + text(60) + text(60) + text(60),
    "led": text(200) + drawing(280) + text(120, "as follows:") + "<ul><li>listed</li></ul>" + text(60),
    "earlier": text(60) + text(200) + drawing(200) + text(40, "next", "h3") + text(60),
    "broken": text(200) + LISTING,
    "hopeless": text(200, name="div") + drawing(380) + text(40, "next", "h3") + text(60),
    "full": text(350) + drawing(100) + text(60),
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """All cases after they were filled, each a section with its name."""
    with filled(tmp_path_factory.mktemp("fill") / "book.html", STYLE, CASES) as opened:
        yield opened


def order(page: Page, name: str) -> str:
    return str(page.run(f"[...document.querySelectorAll('#{name} .leaf > *')].map(one => one.localName).join(' ')"))


def test_a_figure_that_nearly_fits_is_made_a_little_smaller(page: Page) -> None:
    height = page.run("parseFloat(document.querySelector('#smaller svg').style.maxHeight)")
    assert 0.8 * 210 <= height <= 200
    assert order(page, "smaller") == "p figure"


def test_a_figure_that_does_not_fit_comes_behind_the_text_that_fills_the_page(page: Page) -> None:
    assert order(page, "later") == "p p p figure p"


def test_a_figure_does_not_come_between_a_list_and_what_leads_to_it(page: Page) -> None:
    assert order(page, "led") == "p p ul figure p"


def test_a_figure_at_the_end_of_a_section_comes_before_the_text_above_it(page: Page) -> None:
    assert order(page, "earlier") == "p figure p h3 p"


def test_a_short_listing_may_be_broken_where_it_would_leave_a_page_half_empty(page: Page) -> None:
    assert page.run("document.querySelector('#broken .listing').matches('.split')")


def test_a_table_of_few_rows_stays_whole_all_the_same_and_a_longer_one_does_not(page: Page) -> None:
    is_split = "document.getElementById('{} table').querySelector('table').matches('.split')"
    assert [page.run(is_split.format(name)) for name in ("short", "long")] == [False, True]


def test_what_cannot_be_helped_and_what_is_full_enough_stays_as_it_is(page: Page) -> None:
    assert order(page, "hopeless") == "div figure h3 p"
    assert order(page, "full") == "p figure p"
    assert page.run("[...document.querySelectorAll('[style*=max-height]')].length") == 1


def test_nothing_is_left_of_the_columns_in_which_pages_are_tried_out(page: Page) -> None:
    assert page.run("document.querySelectorAll('[class*=tashika]').length + document.head.children.length") == 2


def test_the_height_of_a_page_has_whole_pixels_as_a_browser_s_has() -> None:
    assert "--page-height: 817px" in page_rules("B5")

"""Pages as columns show them before they are printed, and what is parted where a page ends."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from small_book import program
from test_pdf_breaks import STYLE, in_browser, listing

from tashika.pdf.browser import Browser
from tashika.pdf.document import page_rules
from tashika.pdf.layout import Printed
from tashika.pdf.model import Paper
from tashika.pdf.named import named_places
from tashika.pdf.passes import GUESSES, RESUMED, in_pages, torn_boxes


def boxed(lines: int) -> str:
    """Code in a box, with a blank line after every three."""
    title = '<p class="admonition-title">コード</p>'
    code = listing(*("" if at % 4 == 3 else "x = 1" for at in range(lines)))
    return f'<div class="admonition opened">{title}{code}</div>'


BELOW = (
    lambda number: "",
    lambda number: boxed(15 + number),
    lambda number: re.sub(' id="[^"]*"', "", rows_of_table(9 + number)),
    lambda number: listing("a", "b", "c", output=9 + number % 4) * 3,
    lambda number: boxed(15 + number) + re.sub(' id="[^"]*"', "", rows_of_table(9 + number)),
)


@in_browser
@pytest.mark.parametrize("below", BELOW, ids=["text", "boxes", "tables", "outputs", "all"])
def test_pages_are_foreseen_as_they_are_printed(tmp_path: Path, below: Callable[[int], str]) -> None:
    """Also where a box or a table goes on on the next page, and is parted there, which moves what is behind it."""
    heads = "".join(
        f'<h2 id="h{number}">題</h2><p>{"文章を組む。" * (40 + 7 * number)}</p>{below(number)}' for number in range(30)
    )
    links = "".join(f'<a href="#h{number}">題</a>' for number in range(30))
    main = f'<section class="chapter"><p>{links}</p>{heads}</section><section class="chapter"><h2 id="last">題</h2>'
    main = f'<main>{main}<a href="#last">題</a></section></main>'
    body = f'<div class="cover"></div>{main}<section class="imprint"></section>'
    file = tmp_path / "book.html"
    file.write_text(
        f'<!doctype html><html lang="ja"><meta charset=utf-8><style>{page_rules("B5")}{STYLE}</style>{body}'
    )
    with Browser(program()) as browser:
        page = browser.open(file)
        with in_pages(page):
            seen = [page.run(guess) for guess in GUESSES][-1]
        with pikepdf.open(io.BytesIO(page.pdf())) as pdf:
            places = named_places(pdf)
            assert seen["pages"] == len(pdf.pages) > 5
            assert torn_boxes(Printed(len(pdf.pages), places)) == [], "each goes on at the top of a page"
    assert seen["places"] == {name: place.page for name, place in places.items()}
    assert sum(name.startswith("h") for name in places) == 30
    assert any(name.startswith(RESUMED) for name in places) == ("listing" in below(3))


def rows_of_table(count: int) -> str:
    cells = ((number, "説明。" * (number % 5)) for number in range(count))
    rows = "".join(f'<tr id="r{number}"><td>{number}</td><td>{said}</td></tr>' for number, said in cells)
    head = '<caption><b class="capno">表 1</b>　数</caption><thead><tr><th id="th">数</th><th>説明</th></tr></thead>'
    return f'<table class="long">{head}<tbody>{rows}</tbody></table>'


PARTS = """[...document.querySelectorAll("table")].map((table) => ({
    says: [table.caption, table.tHead].map((part) => part.textContent.trim()),
    named: table.querySelectorAll("#th").length,
    rows: [...table.tBodies[0].rows].map((row) => row.id),
    columns: [...table.tHead.rows[0].cells].map((cell) => cell.offsetWidth),
}))"""


@in_browser
def test_a_table_that_goes_on_on_other_pages_says_so_on_each_and_keeps_its_columns(tmp_path: Path) -> None:
    tables = rows_of_table(100) + rows_of_table(3).replace(' id="r', ' id="s')
    body = f'<div class="cover"></div><main><section class="chapter"><p>文。</p>{tables}</section></main>'
    links = "".join(f'<a href="#r{number}"></a>' for number in range(100))
    file = tmp_path / "table.html"
    head = f'<!doctype html><html lang="ja"><meta charset=utf-8><style>{page_rules("B5")}{STYLE}</style>'
    file.write_text(f"{head}{body}<div hidden>{links}</div>")
    with Browser(program()) as browser:
        page = browser.open(file)
        with in_pages(page):
            page.run("tashikaForesee(true)")
            *parts, short = page.run(PARTS)
        with pikepdf.open(io.BytesIO(page.pdf())) as pdf:
            printed = {name: place.page for name, place in named_places(pdf).items()}
    assert len(parts) >= 3 and short["says"][0] == "表 1　数", "what stays on its page stays as it is"
    assert [part["says"] for part in parts] == [["表 1　数", "数説明"], *[["表 1", "数説明"]] * (len(parts) - 1)]
    assert sum(part["named"] for part in parts) == 1
    assert [row for part in parts for row in part["rows"]] == [f"r{number}" for number in range(100)]
    assert len({tuple(part["columns"]) for part in parts}) == 1
    assert [{printed[row] for row in part["rows"]} for part in parts] == [{1 + at} for at in range(len(parts))]


@in_browser
@pytest.mark.parametrize("paper", ["A4", "B5"])
def test_the_room_for_text_is_what_the_browser_prints_in(tmp_path: Path, paper: Paper) -> None:
    """A box of that size has room on a page beside, or below, another one, and one that is a pixel larger has not."""
    rules = page_rules(paper)
    width, height = (
        int(found[1]) for name in ("measure", "page-height") if (found := re.search(rf"{name}: (\d+)px", rules))
    )
    above, beside = '<p class="new" style="height: 100px"></p>', '<b style="width: 100px"></b>'
    boxes = "".join(
        f'{above}<p id="h{more}" style="height: {height - 100 + more}px"></p>'
        f'<p class="new">{beside}<b id="w{more}" style="width: {width - 100 + more}px"></b></p>'
        for more in (0, 1)
    )
    links = "".join(f'<a href="#{side}{more}"></a>' for side in "hw" for more in (0, 1))
    style = "body, p { margin: 0; break-inside: avoid } .new { break-before: page; height: 20px }"
    style += "main { overflow-x: clip } b { float: left; height: 20px }"
    file = tmp_path / "book.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><style>{rules}{style}</style><main>{boxes}{links}</main>")
    with Browser(program()) as browser, pikepdf.open(io.BytesIO(browser.open(file).pdf())) as pdf:
        found = named_places(pdf)
    assert found["h0"].page == found["w0"].page - 1 and found["h1"].page == found["w0"].page + 2
    assert found["w0"].y - found["w1"].y > 10

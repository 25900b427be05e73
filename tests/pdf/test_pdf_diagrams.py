"""Mermaid's diagrams as a browser draws them into a book."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_book import HEADINGS, ROOT, program, small_book
from test_pdf_check import written

from tashika.pdf.browser import Browser
from tashika.pdf.check import Expected, check_file, check_text
from tashika.pdf.passes import draw, print_book
from tashika.pdf.pipe import PipeError
from tashika.pdf.words import sheets_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAID = "本から版へ"
SOURCE = "flowchart LR\n A[草稿] -- 検証 --&gt; B[(版)]"


def diagram(source: str = SOURCE) -> str:
    return f'<figure><pre class="diagram" aria-label="{SAID}">{source}</pre><figcaption>図 2.1</figcaption></figure>'


def test_a_diagram_is_drawn_with_its_text_as_text_and_nothing_is_left_of_its_source(tmp_path: Path) -> None:
    book = small_book(tmp_path, diagram())
    done = print_book(book, program(), ROOT / "node_modules", lambda text: None)
    file = written(tmp_path / "book.pdf", book, done)
    wanted = Expected(HEADINGS, 9.6, ("草稿", "検証", "版"))
    assert check_file(file, wanted) == check_text(file, wanted) == []
    assert "flowchart" not in "".join(word.text for sheet in sheets_of(file) for word in sheet.words)


def test_mermaid_is_not_in_the_page_that_is_printed_and_without_it_the_source_stays(tmp_path: Path) -> None:
    small_book(tmp_path, diagram())
    with Browser(program()) as browser:
        page = browser.open(tmp_path / "book.html")
        draw(browser, page, tmp_path, tmp_path / "nothing-installed")
        assert page.run("document.querySelector('pre.diagram').textContent.slice(0, 9)") == "flowchart"
        draw(browser, page, tmp_path, ROOT / "node_modules")
        assert page.run("document.querySelector('.diagram svg[role=img]').getAttribute('aria-label')") == SAID
        assert page.run("typeof mermaid") == "undefined"


def test_no_line_shines_through_a_label_of_a_diagram(tmp_path: Path) -> None:
    small_book(tmp_path, diagram())
    with Browser(program()) as browser:
        page = browser.open(tmp_path / "book.html")
        draw(browser, page, tmp_path, ROOT / "node_modules")
        behind = "getComputedStyle(document.querySelector('.diagram .edgeLabel rect'))"
        assert page.run(f"{behind}.opacity") == "1"
        assert page.run(f"{behind}.fill") == "rgb(255, 255, 255)"


def test_a_diagram_that_mermaid_cannot_read_fails_the_book_and_no_picture_of_a_bomb_is_printed(tmp_path: Path) -> None:
    book = small_book(tmp_path, diagram("flowchart LR\n A[[["))
    with pytest.raises(PipeError, match="Parse error"):
        print_book(book, program(), ROOT / "node_modules", lambda text: None)

"""The same document printed by WeasyPrint passes the same checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_book import HEADINGS, formula, small_book

from tashika.pdf.check import Expected, check_file, check_text
from tashika.pdf.finish import finish
from tashika.pdf.model import BookError
from tashika.pdf.weasyprint import prepared, print_with_weasyprint

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def test_a_book_printed_by_weasyprint_holds_what_one_by_chromium_does(tmp_path: Path) -> None:
    book = small_book(tmp_path, formula(r"\hat{y} \ne \mathcal{L}"))
    content, labels = print_with_weasyprint(book)
    file = tmp_path / "book.pdf"
    file.write_bytes(finish(content, book, labels))
    wanted = Expected(HEADINGS, 9.6, ("確かめた文章を組む。",))
    assert check_file(file, wanted) == []
    assert check_text(file, wanted) == []
    assert labels[:3] == ("i", "ii", "1")


def test_weasyprint_is_kept_from_the_network(tmp_path: Path) -> None:
    book = small_book(tmp_path, '<img src="http://example.com/a.png" alt="">', paragraphs=0)
    with pytest.raises(BookError, match=r"asked the network for http://example\.com/a\.png"):
        print_with_weasyprint(book)


def test_numbers_in_front_matter_are_asked_for_in_roman(tmp_path: Path) -> None:
    text = prepared(small_book(tmp_path, '<span class="folio" data-of="toc"></span>', paragraphs=0))
    assert 'class="folio roman" data-of="toc" data-goal="#toc"' in text
    assert text.count("starts-main-matter") == 1

"""What went wrong with other ways to print a book, each planted once: it is prevented, or found."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from small_book import HEADINGS, ROOT, formula, program, small_book
from test_pdf_check import printed, written

from tashika.pdf.browser import Browser
from tashika.pdf.check import Expected, check_file
from tashika.pdf.model import BookError
from tashika.pdf.passes import CSS, fit
from tashika.pdf.pipe import PipeError

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WANTED = Expected(HEADINGS, 9.6)
BOLD = "p { font-weight: 700; font-synthesis: weight }"
WIDE = '<div style="width: 400mm; background: #eee">広すぎる箱</div>'
SUM = "+".join(f"a_{{{number}}}" for number in range(60))
HALF = r"\frac{" + "+".join(f"b_{{{number}}}" for number in range(30)) + r"}{2} = \mathbb{E}[x]"
PACKAGE = ROOT / "hooks" / "tashika" / "pdf"


def test_one_wide_box_does_not_make_the_whole_book_smaller(tmp_path: Path) -> None:
    file = written(tmp_path / "book.pdf", *printed(tmp_path / "book", WIDE))
    assert check_file(file, WANTED) == []


def test_a_book_that_was_made_smaller_would_be_found(tmp_path: Path) -> None:
    unguarded = "body > * { overflow-x: visible !important }"
    file = written(tmp_path / "book.pdf", *printed(tmp_path / "book", WIDE, unguarded))
    assert any("something is wider than the page" in finding for finding in check_file(file, WANTED))


def test_a_wide_formula_is_broken_into_lines_and_one_that_cannot_be_is_made_smaller_and_named(tmp_path: Path) -> None:
    matrix = r"\begin{matrix}" + "&".join(r"\text{unbreakable}" for _ in range(12)) + r"\end{matrix}"
    book = small_book(tmp_path, formula(SUM) + formula(HALF) + formula(matrix))
    with Browser(program()) as browser:
        page = browser.open(tmp_path / "book.html")
        scaled = fit(page, ROOT / "node_modules")
        heights = page.run("[...document.querySelectorAll('.broken > svg')].map(s => s.getBoundingClientRect().height)")
        wide = page.run("[...document.querySelectorAll('.display-math')].map(b => tashikaNeeds(b) - tashikaRoom(b))")
        assert page.foreign_requests() == page.complaints() == []
    assert book.folder == tmp_path
    assert [(one.id, one.scale < 0.9, one.tex) for one in scaled] == [("two-a", True, matrix)]
    assert len(heights) == 3 and min(heights[:2]) > 30, "two lines each"
    assert max(wide) < 1


def test_without_mathjax_a_wide_formula_is_made_smaller(tmp_path: Path) -> None:
    small_book(tmp_path, formula(SUM))
    with Browser(program()) as browser:
        page = browser.open(tmp_path / "book.html")
        (one,) = fit(page, tmp_path)
        assert page.run("tashikaNeeds(document.querySelector('.display-math'))") <= 142 / 25.4 * 96
    assert one.scale < 0.7


def test_synthetic_bold_would_be_found_as_a_font_of_type_3(tmp_path: Path) -> None:
    file = written(
        tmp_path / "book.pdf", *printed(tmp_path / "book", style="p { font-weight: 700; font-synthesis: weight }")
    )
    assert any("is of type 3" in finding for finding in check_file(file, WANTED))


def test_a_request_to_the_network_fails_the_book(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"asked the network for http://example\.com/a\.png"):
        printed(tmp_path / "book", '<img src="http://example.com/a.png" alt="">')


def test_a_missing_file_fails_the_book(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"cannot load file:.*gone\.png"):
        printed(tmp_path / "book", '<img src="gone.png" alt="">')


def test_a_promise_that_never_resolves_is_given_up_and_a_script_that_raises_says_why(tmp_path: Path) -> None:
    small_book(tmp_path)
    with Browser(program()) as browser:
        page = browser.open(tmp_path / "book.html")
        with pytest.raises(PipeError, match="in time"):
            page.run("new Promise(() => {})", limit=0.3)
        with pytest.raises(PipeError, match="a script failed: Error: broken"):
            page.run("(() => { throw new Error('broken') })()")


def test_nothing_is_left_of_a_browser_that_was_used(tmp_path: Path) -> None:
    small_book(tmp_path)
    with Browser(program()) as browser:
        browser.open(tmp_path / "book.html")
        process, profile = browser.process, Path(browser._profile)
        assert profile.is_dir()
    assert not profile.exists()
    with pytest.raises(ChildProcessError):
        os.waitpid(process, os.WNOHANG)


def test_nothing_is_left_of_a_browser_that_was_killed(tmp_path: Path) -> None:
    small_book(tmp_path)
    with Browser(program()) as browser:
        browser.open(tmp_path / "book.html")
        profile = Path(browser._profile)
        elsewhere = (profile / "SingletonSocket").readlink().parent
        assert elsewhere.is_dir() and not elsewhere.is_relative_to(profile)
        os.killpg(browser.process, signal.SIGKILL)
    assert not elsewhere.exists() and not profile.exists()


def test_a_program_that_is_no_browser_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(PipeError), Browser("/bin/false") as browser:
        browser.open(CSS)
    with pytest.raises(PipeError, match="cannot start"):
        Browser("/no/such/browser")


@pytest.mark.parametrize("name", ["book.css", "chromium.css", "weasyprint.css"])
def test_no_style_sheet_has_transforms_which_are_painted_on_every_page(name: str) -> None:
    assert not re.search(r"(?<!text-)transform\s*:", (PACKAGE / name).read_text(encoding="utf-8"))


def test_fonts_are_never_made_bold_or_slanted_and_labels_of_tabs_are_blocks() -> None:
    rules = (PACKAGE / "book.css").read_text(encoding="utf-8")
    assert "font-synthesis: none" in rules
    assert re.search(r"\.tab-title \{ display: block", rules), "others ignore break-after and are left behind"

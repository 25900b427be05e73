"""Letters that look right and are not read as text: fonts with cubic outlines, and radicals in the place of kanji."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from small_book import HEADINGS, ROOT, TEXT, program, small_book
from test_pdf_check import written

from tashika.pdf.browser import Browser
from tashika.pdf.check import Expected, check_file, check_text
from tashika.pdf.glyphs import Source, cut
from tashika.pdf.passes import print_book

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WANTED = Expected(HEADINGS, 9.6)
STYLE = "@font-face { font-family: Other; src: url(%s) } p { font-family: Other, Japanese }"
RADICALS = "\u2f6c\u2f74\u2fbc"  # like 目, 立 and 高


def cubic(source: Path, target: Path) -> None:
    """Writes a font with the text's letters in outlines like those of Noto CJK, which are CFF."""
    with TTFont(source) as font:
        letters = {ord(letter): font.getBestCmap()[ord(letter)] for letter in sorted(set(TEXT))}
        order = [".notdef", *letters.values()]
        builder = FontBuilder(font["head"].unitsPerEm, isTTF=False)
        builder.setupGlyphOrder(order)
        builder.setupCharacterMap(letters)
        drawn = {name: charstring(font.getGlyphSet(), name) for name in order}
        builder.setupCFF("Cubic", {}, drawn, {})
        builder.setupHorizontalMetrics({name: font["hmtx"][name] for name in order})
        builder.setupHorizontalHeader(ascent=1802, descent=-246)
        builder.setupNameTable({"familyName": "Cubic", "styleName": "Regular", "psName": "Cubic"})
        builder.setupOS2()
        builder.setupPost()
        builder.save(target)


def charstring(glyphs: object, name: str) -> object:
    pen = T2CharStringPen(glyphs[name].width, glyphs)  # type: ignore[index]
    glyphs[name].draw(pen)  # type: ignore[index]
    return pen.getCharString()


def book_in(folder: Path, font: Path, extra: str = "") -> Path:
    folder.mkdir()
    shutil.copyfile(font, folder / font.name)
    book = small_book(folder, extra, STYLE % font.name)
    done = print_book(book, program(), ROOT / "node_modules", lambda text: None)
    return written(folder / "book.pdf", book, done)


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("font")
    small_book(folder)
    cubic(folder / "ipaexg.ttf", folder / "cubic.otf")
    return folder / "cubic.otf"


def test_cubic_outlines_would_be_found_as_fonts_of_type_3_and_radicals_as_what_is_not_text(
    font: Path, tmp_path: Path
) -> None:
    file = book_in(tmp_path / "book", font, f"<p>{RADICALS}</p>")
    assert any("is of type 3" in finding for finding in check_file(file, WANTED))
    assert any(f"letters that are not text: {RADICALS!a}" in finding for finding in check_text(file, WANTED))


def test_a_font_that_was_cut_has_outlines_that_are_embedded_as_they_are(font: Path, tmp_path: Path) -> None:
    cut(Source(str(font), False), "Cut", frozenset(TEXT), tmp_path / "cut.ttf")
    file = book_in(tmp_path / "book", tmp_path / "cut.ttf")
    assert check_file(file, WANTED) == check_text(file, WANTED) == []


def test_nothing_in_the_report_is_smaller_than_seven_points(small) -> None:
    book, _ = small
    with Browser(program()) as browser:
        page = browser.open(book.folder / "book.html")
        sizes = page.run(
            "[...document.querySelectorAll('.report :is(p, td, th, code, .ref)')]"
            ".map(part => parseFloat(getComputedStyle(part).fontSize))"
        )
    assert len(sizes) > 10 and min(sizes) >= 7 / 0.75

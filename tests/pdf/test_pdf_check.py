"""A printed and finished book holds what every book must, and each fault planted in one is found and named."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from small_book import HEADINGS, ROOT, formula, program, small_book

from tashika.pdf.check import Expected, check_file, check_text
from tashika.pdf.finish import finish
from tashika.pdf.model import Book
from tashika.pdf.passes import Pass, print_book
from tashika.pdf.words import sheets_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WANTED = Expected(HEADINGS, 9.6, ("確かめた文章を組む。",))
EXTRA = (
    formula(r"a \ne \hat{b}")
    + "<table><thead><tr><th>名前<th>値<tbody><tr><td>甲<td>1</table><ul><li>箇条<li>書き</ul>"
    + '<figure><svg width="40" height="20" role="img" aria-label="四角"><path d="M0 0h40v20z"/></svg></figure>'
    + '<p><a href="https://example.com/">外</a></p>'
)


def printed(folder: Path, extra: str = "", style: str = "") -> tuple[Book, Pass]:
    folder.mkdir()
    book = small_book(folder, extra, style)
    return book, print_book(book, program(), ROOT / "node_modules", lambda text: None)


def written(file: Path, book: Book, done: Pass) -> Path:
    file.write_bytes(finish(done.content, book, done.plan.labels))
    return file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Pass]:
    return printed(tmp_path_factory.mktemp("made") / "book", EXTRA)


@pytest.fixture(scope="module")
def whole(made: tuple[Book, Pass], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("whole") / "book.pdf", *made)


@pytest.fixture
def opened(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(whole, tmp_path / "planted.pdf"))


def test_a_sound_book_has_no_findings(whole: Path) -> None:
    assert check_file(whole, WANTED) == []
    assert check_text(whole, WANTED) == []


def test_page_numbers_settle_in_two_passes(made: tuple[Book, Pass]) -> None:
    assert made[1].passes == 2
    assert made[1].plan.pages_of["one"] == "1"


def test_two_prints_of_one_book_are_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    again = written(tmp_path / "again.pdf", *printed(tmp_path / "book", EXTRA))
    assert again.read_bytes() == whole.read_bytes()


def test_a_checker_of_pdf_ua_finds_nothing(whole: Path, made: tuple[Book, Pass], tmp_path: Path) -> None:
    def findings(file: Path) -> list[dict[str, object]]:
        command = [
            shutil.which("pdfua") or Path(pytest.__file__).parents[4] / "bin" / "pdfua",
            "check",
            "--format",
            "json",
        ]
        done = subprocess.run([*map(str, command), str(file)], capture_output=True, text=True, check=False)
        found: list[dict[str, object]] = json.loads(done.stdout)["findings"]
        return found

    assert findings(whole) == []
    raw = tmp_path / "raw.pdf"
    raw.write_bytes(made[1].content)
    assert findings(raw), "as Chromium printed it"


def test_title_language_date_and_labels_are_in_the_file(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.docinfo["/Title"]), str(pdf.docinfo["/Author"])) == (
            "ja",
            "小さな本",
            "著者",
        )
        with pdf.open_metadata() as data:
            assert data["xmp:CreateDate"] == "2026-04-01T00:00:00+00:00"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_a_crossed_out_sign_is_read_as_one(made: tuple[Book, Pass], whole: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw.pdf"
    raw.write_bytes(made[1].content)
    assert "\ue020" in "".join(word.text for sheet in sheets_of(raw) for word in sheet.words)
    text = "".join(word.text for sheet in sheets_of(whole) for word in sheet.words)
    assert "\u0338" in text and "\ue020" not in text


def _drop_entry(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        del outline.root[1].children[1]


def _misplace_entry(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[1].destination = Array([pdf.pages[0].obj, Name.Fit])


def _break_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Annots[0].Dest = Name("/nowhere")


def _leak_path(pdf: pikepdf.Pdf) -> None:
    note = pdf.pages[1].Annots[0]
    del note.Dest
    note.A = Dictionary(S=Name.URI, URI=String("file:///elsewhere/book.html"))


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return next(o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Subtype") == Name.Type0)


def _drop_font(pdf: pikepdf.Pdf) -> None:
    del _font(pdf).DescendantFonts[0].FontDescriptor["/FontFile2"]


def _unmap_font(pdf: pikepdf.Pdf) -> None:
    del _font(pdf)["/ToUnicode"]


def _drop_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (_drop_entry, "the outline has 6 entries that are not the 7 headings"),
        (_misplace_entry, "the outline's entry '1 はじめの章' does not lead to its heading"),
        (_break_link, "page 2 has a link to nowhere, which is not in the book"),
        (_leak_path, "which is on this machine alone"),
        (_drop_font, "is not embedded"),
        (_unmap_font, "does not say which characters it has"),
        (_drop_language, "the file has no language"),
    ],
)
def test_a_fault_in_the_file_is_found(opened: Path, plant: object, found: str) -> None:
    with pikepdf.open(opened, allow_overwriting_input=True) as pdf:
        plant(pdf)  # type: ignore[operator]
        pdf.save(opened)
    assert found in "\n".join(check_file(opened, WANTED))


def _shift_labels(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels.Nums[3].St = 5


def _cut_paper(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = Array([0, 0, 300, 728])


def _move_goal(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Dests["/two"][0] = pdf.pages[0].obj


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (_shift_labels, "the contents say 1 for one, which is on page 5"),
        (_shift_labels, "page 3 shows '1' at its foot, not its label '5'"),
        (_cut_paper, "has text outside the paper"),
        (_move_goal, "links to two lead to page 1, where there is no 'おわりの章'"),
    ],
)
def test_a_fault_in_what_is_read_is_found(opened: Path, plant: object, found: str) -> None:
    with pikepdf.open(opened, allow_overwriting_input=True) as pdf:
        plant(pdf)  # type: ignore[operator]
        pdf.save(opened)
    assert found in "\n".join(check_text(opened, WANTED))


def test_a_text_that_was_verified_and_is_not_there_is_found(whole: Path) -> None:
    wanted = replace(WANTED, texts=("確かめた文章を組む。", "消えた出力"))
    assert check_text(whole, wanted) == ["this is not in the text of the book: '消えた出力'"]


def test_a_heading_last_on_a_page_is_found(tmp_path: Path) -> None:
    stranded = '<div style="break-before: page; height: 200mm">文章</div><h2 style="margin: 0">1.2 次の節</h2>'
    file = written(tmp_path / "book.pdf", *printed(tmp_path / "book", stranded))
    assert any("ends with the heading '1.2次の節'" in finding for finding in check_text(file, WANTED))

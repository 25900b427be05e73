"""`tashika pdf`: what it prints with, and that it never leaves half a book, nor one of notes that are not verified."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_book import small_book

from tashika.cli import main
from tashika.pdf import browser, command, weasyprint
from tashika.pdf.command import write_checked
from tashika.pdf.model import BookError

PAGE = "# 題\n\n```python\nprint(1 + 1)  # 出力: {claim}\n```\n"
CONFIG = """\
site_name: 本
docs_dir: docs
nav: [一章: [ch1/index.md]]
hooks: [{hook}]
markdown_extensions: [pymdownx.superfences]
"""


def project(folder: Path, claim: str = "2") -> Path:
    (folder / "docs" / "ch1").mkdir(parents=True)
    (folder / "snippets").mkdir()
    (folder / "pyproject.toml").write_text('[tool.tashika]\ndocs = "docs"\nsnippets = "snippets"\n', encoding="utf-8")
    hook = Path(__file__).resolve().parents[2] / "hooks" / "verify.py"
    (folder / "mkdocs.yml").write_text(CONFIG.format(hook=hook), encoding="utf-8")
    (folder / "docs" / "ch1" / "index.md").write_text(PAGE.format(claim=claim), encoding="utf-8")
    return folder


def nothing_to_print_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    monkeypatch.setattr(weasyprint, "has_weasyprint", lambda: False)


def test_without_anything_to_print_with_the_status_is_3_and_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing_to_print_with(monkeypatch)
    assert main(["-C", str(project(tmp_path)), "pdf", "-o", "book.pdf"]) == 3
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and "apt-get install chromium" in said.err
    assert not (tmp_path / "book.pdf").exists()


def test_chromium_that_was_asked_for_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_to_print_with(monkeypatch)
    monkeypatch.setattr(weasyprint, "has_weasyprint", lambda: True)
    assert main(["-C", str(project(tmp_path)), "pdf", "--engine", "chromium"]) == 3


def test_weasyprint_stands_in_for_chromium_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing_to_print_with(monkeypatch)
    monkeypatch.setattr(weasyprint, "has_weasyprint", lambda: True)
    monkeypatch.setattr(command, "build_site", lambda root, site: False)
    assert main(["-C", str(project(tmp_path)), "pdf"]) == 1
    assert "there is no Chromium, so WeasyPrint prints the book" in capsys.readouterr().err


def test_no_book_is_made_of_notes_with_a_false_claim_and_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: "/bin/false")
    old = project(tmp_path, claim="3") / "book.pdf"
    old.write_bytes(b"the book of yesterday")
    assert main(["-C", str(tmp_path), "pdf", "-o", "book.pdf"]) == 1
    assert "the notes are not verified, so no book is made of them" in capfd.readouterr().err
    assert old.read_bytes() == b"the book of yesterday"
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["book.pdf"]


def test_a_book_with_a_fault_is_not_written_and_leaves_nothing_behind(tmp_path: Path) -> None:
    import io

    import pikepdf

    made = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(made)
    (tmp_path / "leaves").mkdir()
    book = small_book(tmp_path / "leaves")
    target = tmp_path / "out" / "book.pdf"
    with pytest.raises(BookError, match="the outline has 0 entries"):
        write_checked(made.getvalue(), book, target)
    assert list(target.parent.iterdir()) == []

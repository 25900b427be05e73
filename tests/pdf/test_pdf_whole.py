"""The real notes as a book. Each build reads its book back, so one chapter is made here, and `make pdf` does all.

A chapter takes every path that the whole takes, in a quarter of the time.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

import pikepdf
import pytest
from small_book import ROOT

from tashika.check import check
from tashika.config import load_project
from tashika.pdf.reading import fonts_of, labels_of, outline_of
from tashika.pdf.words import sheets_of, squeezed, texts_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHAPTER = "ch18"


@pytest.fixture(scope="module")
def chapter(surroundings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chapter, made by the command as a user would."""
    file = tmp_path_factory.mktemp("chapter") / "chapter.pdf"
    command = [sys.executable, "-m", "tashika", "pdf", "--chapter", CHAPTER, "-o", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=surroundings, check=False)
    if done.returncode:
        pytest.fail(f"tashika pdf ended with {done.returncode}\n{done.stdout}{done.stderr}", pytrace=False)
    assert "warning" not in done.stderr
    return file


def test_every_verified_output_and_number_of_the_notes_is_found_in_the_book(
    chapter: Path, surroundings: Mapping[str, str]
) -> None:
    with patch.dict(os.environ, surroundings, clear=True):
        report = check(load_project(ROOT), [ROOT / "docs" / CHAPTER])
    sheets = sheets_of(chapter)
    text = squeezed("".join(texts_of(chapter, 56, 54, (sheets[0].width, sheets[0].height))))
    lines = {
        squeezed(line.removeprefix("#")).replace("{,}", ",")
        for verdict in report.verdicts
        if verdict.claim.kind != "figure" and verdict.claim.at.path.startswith(f"docs/{CHAPTER}/")
        for line in verdict.claim.expected.splitlines()
    }
    plain = {line for line in lines if "\\" not in line}  # the rest are formulas, which are read as they look
    assert len(plain) > 100
    assert sorted(line for line in plain if line not in text and line.replace("-", "−") not in text) == []


def test_the_outline_is_nested_and_labels_begin_in_roman(chapter: Path) -> None:
    with pikepdf.open(chapter) as pdf:
        entries, labels = outline_of(pdf), labels_of(pdf)
    assert {entry.level for entry in entries} >= {1, 2, 3}
    first = next(entry for entry in entries if entry.title.startswith("第18章") or entry.title.startswith("18"))
    assert labels[0] == "i" and labels[first.page or 0] == "1"
    assert (first.page or 0) % 2 == 0, "on a right-hand page"


def test_no_page_inside_a_chapter_ends_a_fifth_of_its_height_empty(chapter: Path) -> None:
    with pikepdf.open(chapter) as pdf:
        entries = outline_of(pdf)
    openings, notes = ({entry.page for entry in entries if entry.level == level} for level in (1, 2))
    sheets = sheets_of(chapter)
    lows = [max((word.bottom for word in sheet.words if word.top < sheet.height - 54), default=0) for sheet in sheets]
    full = sheets[0].height - 20 / 25.4 * 72
    blank = {page for page, low in enumerate(lows) if not low}
    last = {page - 1 for page in openings | blank} | blank | {0, len(sheets) - 1, len(sheets) - 2}
    inside = [page for page in range(len(sheets)) if page not in last]
    assert len(inside) > 80
    # A note's head needs room: title, first lines and facts stay together.
    least = {page: full / (4 if page + 1 in notes else 5) for page in inside}
    assert {page + 1: full - lows[page] for page in inside if full - lows[page] > least[page]} == {}


def test_fonts_are_few_and_pages_small(chapter: Path) -> None:
    with pikepdf.open(chapter) as pdf:
        assert len([font for font in fonts_of(pdf) if font.kind == "/Type0"]) <= 20
        assert chapter.stat().st_size / len(pdf.pages) <= 25_000
        assert str(pdf.Root.Lang).startswith("ja")
        with pdf.open_metadata() as data:
            assert re.match("2026-", str(data["xmp:CreateDate"]))

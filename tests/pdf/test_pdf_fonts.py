"""The book's fonts: cut down, with outlines that can be embedded, the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tashika.pdf import fonts
from tashika.pdf.fonts import FACES, Text, installed, make_fonts
from tashika.pdf.model import BookError

TEXT = Text(frozenset("確か目高立 abcş⟶"), frozenset("def 値"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder with the fonts of the text, made without those of an earlier time, and the style that names them."""
    folder = tmp_path_factory.mktemp("made")
    return folder / "fonts", make_fonts(TEXT, folder, None)


def test_fonts_have_truetype_outlines_of_the_characters_used_and_no_others(made: tuple[Path, str]) -> None:
    folder, css = made
    files = sorted(folder.glob("*.ttf"))
    assert {face.name for face in FACES} <= {file.name.rpartition("-")[0] for file in files}
    for file in files:
        with TTFont(file) as font:
            assert "glyf" in font and "CFF " not in font
            letters = set(map(chr, font.getBestCmap()))
        assert f'url("fonts/{file.name}")' in css
        if file.name.startswith("BookSerif"):
            assert letters >= set("確か目高立abc"), "and no radicals in place of the letters"
            assert letters <= TEXT.all | set("s¸")


def test_letters_that_japanese_fonts_lack_come_from_another_one(made: tuple[Path, str]) -> None:
    if "ipaexg.ttf" in fonts._source(FACES[0].files, installed()):
        pytest.skip("needs Noto CJK, which lacks this letter")
    (more,) = made[0].glob("BookMore*.ttf")
    with TTFont(more) as font:
        assert set(map(chr, font.getBestCmap())) == {"⟶"}


def test_a_letter_that_japanese_fonts_lack_is_made_of_one_that_they_have_and_its_mark(tmp_path: Path) -> None:
    if "ipaexg.ttf" in fonts._source(FACES[0].files, installed()):
        pytest.skip("needs Noto CJK, which lacks this letter")
    make_fonts(Text(frozenset("sşt"), frozenset("a")), tmp_path, None)
    for file in (tmp_path / "fonts").glob("BookS*.ttf"):
        with TTFont(file) as font:
            name, table = font.getBestCmap(), font["glyf"]
            plain, made, sign = (table[name[ord(letter)]] for letter in "sş¸")
            assert font["hmtx"][name[ord("ş")]] == font["hmtx"][name[ord("s")]]
        assert made.yMin == sign.yMin < plain.yMin and made.yMax == plain.yMax
        assert made.numberOfContours == plain.numberOfContours + sign.numberOfContours
        assert abs((made.xMin + made.xMax) - (plain.xMin + plain.xMax)) < 4


def test_code_is_set_in_columns_japanese_letters_as_wide_as_two_others(made: tuple[Path, str]) -> None:
    if "ipaexg.ttf" in fonts._source(FACES[3].files, installed()):
        pytest.skip("needs Noto Sans Mono CJK")
    (mono,) = made[0].glob("BookMono*.ttf")
    with TTFont(mono) as font:
        width = {letter: font["hmtx"][font.getBestCmap()[ord(letter)]][0] for letter in "d値"}
    assert width["値"] == 2 * width["d"]


def test_fonts_are_kept_by_their_characters_and_come_out_the_same(made: tuple[Path, str], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    make_fonts(TEXT, tmp_path / "a", kept)
    first = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in kept.iterdir()}
    make_fonts(TEXT, tmp_path / "b", kept)
    assert first == {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in kept.iterdir()}
    others = {file.name: file.read_bytes() for file in made[0].iterdir()}
    assert others == {name: content for name, (content, _) in first.items()}
    make_fonts(Text(TEXT.all | {"新"}, TEXT.code), tmp_path / "d", kept)
    assert len(list(kept.iterdir())) > len(first)


def test_the_font_that_comes_with_a_package_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged = {Path(path).name: path for path in fonts._packaged()}
    monkeypatch.setattr(fonts, "installed", lambda: packaged)
    css = make_fonts(Text(frozenset("確か"), frozenset("a")), tmp_path, None)
    assert css.count("@font-face") == len(FACES)


def test_without_a_japanese_font_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: {"DejaVuSans.ttf": "/nowhere"})
    with pytest.raises(BookError, match="apt-get install fonts-noto-cjk"):
        make_fonts(TEXT, tmp_path, None)


def test_the_book_names_the_fonts_that_it_is_set_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: {"ipaexg.ttf": "/a/ipaexg.ttf"})
    assert fonts.families() == ("IPAexGothic",)
    noto = {name: f"/b/{name}" for face in FACES for name in face.files[:1]}
    monkeypatch.setattr(fonts, "installed", lambda: {"ipaexg.ttf": "/a/ipaexg.ttf", **noto})
    assert fonts.families() == ("Noto Serif CJK JP", "Noto Sans CJK JP")
    assert {name[:8] for face in FACES for name in face.files} == set(fonts._NAMES), "all have a name"

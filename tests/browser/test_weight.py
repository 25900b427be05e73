"""What pages weigh on their way to a phone, compressed as a server would: fonts, scripts and pictures included."""

import re
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urljoin

import pytest
from visits import Visit, Walk

KB = 1000
LONG = {"verification.html": 92}  # kilobytes: a row for each claim
DRAWN = {"ch18/containers.html"}  # Mermaid is as heavy as five notes; what is around its diagram is there before it


def total(visit: Visit, served: str, walk: Walk) -> int:
    """All that a page loads from the site, with the pictures that a reader has not come near yet."""
    pictures = re.findall(r'<img class="tashika-light" src="([^"]*)"', (walk.folder / visit.path).read_text("utf-8"))
    requests = [*visit.requests, *(urljoin(f"{served}/{visit.path}", url) for url in pictures)]
    paths = {unquote(url.removeprefix(f"{served}/").partition("?")[0]) for url in requests if url.startswith(served)}
    return sum(walk.weight(path) for path in paths if (walk.folder / path).is_file())


@pytest.fixture(scope="module")
def notes(walk: Walk) -> list[str]:
    return [path for path in walk.paths if path.startswith("ch") and not path.endswith("/index.html")]


def test_a_typical_note_is_twenty_kilobytes_of_html_and_none_is_much_more(notes: list[str], walk: Walk) -> None:
    weights = {path: walk.weight(path) for path in notes}
    assert median(weights.values()) <= 20 * KB
    assert {path: weight for path, weight in weights.items() if weight > 26 * KB} == {}


def test_no_picture_is_heavier_than_a_note(walk: Walk) -> None:
    pictures = [file.relative_to(walk.folder).as_posix() for file in walk.folder.glob("ch*/img/*.svg")]
    assert len(pictures) >= 70
    assert {path: weight for path in pictures if (weight := walk.weight(path)) > 20 * KB} == {}


def test_a_note_comes_with_at_most_240_kilobytes(
    visits: list[Visit], notes: list[str], served: str, walk: Walk
) -> None:
    totals = {visit.path: total(visit, served, walk) for visit in visits if visit.path in notes}
    assert len(totals) > 25
    assert {path: size for path, size in totals.items() if size > 240 * KB and path not in DRAWN} == {}


def test_a_page_without_formulas_comes_with_at_most_90_kilobytes(visits: list[Visit], served: str, walk: Walk) -> None:
    plain = [v for v in visits if not any("katex" in url for url in v.requests) and v.path not in DRAWN]
    assert len(plain) > 5
    assert {v.path: size for v in plain if (size := total(v, served, walk)) > LONG.get(v.path, 90) * KB} == {}


def test_a_heavy_file_would_be_seen(served: str, walk: Walk) -> None:
    visit = Visit("index.html", requests=[f"{served}/index.html", f"{served}/assets/mermaid/mermaid.min.js?x=1"])
    assert total(visit, served, walk) > 90 * KB
    drawn = Visit("ch19/vae.html")
    assert total(drawn, served, walk) > 2 * KB, "its picture counts though it was not loaded"


def test_the_weight_of_a_page_is_measured_as_it_travels(walk: Walk, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x" * 9_999, "utf-8")
    (tmp_path / "a.woff2").write_bytes(b"x" * 9_999)
    assert Walk(tmp_path).weight("a.html") < 100 and Walk(tmp_path).weight("a.woff2") == 9_999

"""The site as an app and as an archive, its diagrams, and what makes its pages lighter and easier to reach."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tashika.model import Block, Page, Report, Span
from tashika.site.app_worker import contents_of, worker_text, write_worker
from tashika.site.archive import write_archive
from tashika.site.diagrams import with_diagrams, with_stand_in
from tashika.site.landmarks import accessible
from tashika.site.math_engine import Engine
from tashika.site.math_page import MathPage
from tashika.site.math_setter import Setter
from tashika.site.outlines import shortened
from tashika.site.words import words

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "ch1").mkdir(parents=True)
    (folder / "search").mkdir()
    for name in (
        "index.html",
        "ch1/量子化.html",
        "a.css",
        "a.css.map",
        "sitemap.xml",
        "old.zip",
        "book.pdf",
        "ch1/a.py",
    ):
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "search" / "search_index.js").write_text("for folders", encoding="utf-8")
    return folder


def test_the_scripts_of_pages_pass_their_own_tests() -> None:
    node = shutil.which("node") or Path(sys.executable).with_name("node")
    files = sorted((ROOT / "tests" / "app").glob("*.test.js"))
    done = subprocess.run([node, "--test", *files], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.findall(r"^[#ℹ] pass (\d+)", done.stdout, re.MULTILINE)[-1]) >= 9


def test_the_worker_keeps_what_pages_ask_for_and_no_downloads(site: Path) -> None:
    write_worker(site)
    assert set(contents_of(site)) == {"index.html", "ch1/量子化.html", "a.css"}
    assert "\nconst LATER = [];\n" in (site / "sw.js").read_text("utf-8")


def test_what_is_as_heavy_as_many_pages_comes_after_them(site: Path) -> None:
    (site / "big.js").write_bytes(b"x" * 1_000_000)
    write_worker(site)
    text = (site / "sw.js").read_text("utf-8")
    assert '\nconst LATER = ["big.js"];\n' in text and '"big.js":' in text


def test_a_changed_byte_is_a_new_version_and_an_unchanged_site_is_none(site: Path) -> None:
    write_worker(site)
    first = (site / "sw.js").read_text("utf-8")
    write_worker(site)
    assert (site / "sw.js").read_text("utf-8") == first
    (site / "a.css").write_text("b", encoding="utf-8")
    write_worker(site)
    assert (site / "sw.js").read_text("utf-8").splitlines()[0] != first.splitlines()[0]
    assert worker_text({}, "a").splitlines()[0] != worker_text({}, "b").splitlines()[0]


def test_the_archive_of_one_site_is_the_same_to_the_byte_and_unpacks_into_one_folder(site: Path) -> None:
    write_archive(site, site / "notes.zip")
    first = (site / "notes.zip").read_bytes()
    for file in site.rglob("*.html"):
        file.touch()
    write_archive(site, site / "notes.zip")
    assert (site / "notes.zip").read_bytes() == first
    with zipfile.ZipFile(site / "notes.zip") as packed:
        assert packed.namelist() == [
            f"notes/{name}"
            for name in ("a.css", "book.pdf", "ch1/a.py", "ch1/量子化.html", "index.html", "search/search_index.js")
        ]


def diagram(source: str) -> Report:
    at = Span("docs/a.md", 3, 1, 7, 1)
    return Report(pages=(Page("docs/a.md", source, (Block(at, source, "mermaid"),)),))


@pytest.mark.parametrize("line", ["accDescr: 矢印は順序", "  accDescr {\n  矢印は順序\n  }"])
def test_a_diagram_that_says_in_words_what_it_shows_is_well(line: str) -> None:
    assert with_diagrams(diagram(f"```mermaid\nflowchart TD\n{line}\nA --> B\n```\n")).problems == ()


@pytest.mark.parametrize("line", ["accTitle: 題", "accDescr:", "%% accDescr: 矢印", "accDescr { }"])
def test_a_diagram_without_a_description_is_a_problem_at_its_place(line: str) -> None:
    (problem,) = with_diagrams(diagram(f"```mermaid\nflowchart TD\n{line}\nA --> B\n```\n")).problems
    assert (problem.at.path, problem.at.line) == ("docs/a.md", 3)
    assert "nothing says in words" in problem.message


def test_only_a_page_with_a_diagram_loads_what_draws_it() -> None:
    page = '<head></head><pre class="mermaid"><code>flowchart</code></pre>'
    assert 'src="../assets/mermaid/diagrams.js"' in with_stand_in(page, "ch18/a.html")
    assert with_stand_in("<head></head>", "ch18/a.html") == "<head></head>"


def test_search_menu_tags_and_contents_have_names() -> None:
    page = (
        '<div class="md-search" data-md-component="search" role="dialog"><nav class="md-tags" >'
        '<label class="md-header__button md-icon" for="__drawer">'
        '<label class="md-header__button md-icon" title="暗く" for="__palette_1" hidden>'
        + '<nav class="md-nav md-nav--secondary" aria-label="目次">'
        * 2
    )
    named = accessible(page, words("ja"))
    assert 'role="dialog" aria-label="検索"' in named and 'class="md-tags" aria-label="タグ"' in named
    assert 'tabindex="0" for="__drawer"><span class="tashika-hidden">メニュー</span>' in named
    assert 'tabindex="0" title="暗く" for="__palette_1" hidden>' in named
    assert re.findall(r'secondary" aria-label="([^"]*)"', named) == ["目次（メニューの中）", "目次"]


def points(path: str) -> list[tuple[float, float]]:
    """Where the pen of a path in steps has been, control points included."""
    at, start, been = (0, 0), (0, 0), []
    for command, rest in re.findall(r"([mlqcz])([^mlqcz]*)", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", rest)]
        pairs = [(at[0] + x, at[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        been += pairs
        at = start if command == "z" else pairs[-1]
        start = at if command == "m" else start
    return been


def test_a_letter_in_steps_stays_within_half_a_step_of_its_outline() -> None:
    path = "M 3316 1522 Q 3675 884 -3272 434 L 15 -31 z M 100 100 C 1 2 3 4 500.5 -600 z"
    made = shortened(f'<path d="{path}" transform="scale(0.015625)" id="a"/>')
    steps = re.search(r'd="([^"]*)" transform="scale\(\.5\)" id="a"', made)
    assert steps and len(steps[1]) < len(path)
    wanted = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    found = [at * 32 for point in points(steps[1]) for at in point]
    assert len(found) == len(wanted)
    assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= 16


def test_other_outlines_of_a_picture_are_left_as_they_are() -> None:
    line = '<path d="M 0 0 L 0 3.5" style="stroke:currentColor"/>'
    assert shortened(line) == line


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('（<span class="arithmatex">\\(x\\)</span>）。', True),
        ('は<span class="arithmatex">\\(x\\)</span>、', True),
        ('は<span class="arithmatex">\\(x\\)</span>です', False),
        (f'は<span class="arithmatex">\\({"x+" * 20}x\\)</span>。', False),
    ],
)
def test_a_short_formula_keeps_the_signs_that_cling_to_it_on_its_line(text: str, kept: bool) -> None:
    made = MathPage(Setter(Engine(ROOT / "node_modules" / "katex"))).set(text)
    assert made.startswith('<span class="tashika-line">（' if text[0] == "（" else "は") or not kept
    assert ("tashika-line" in made) == kept
    assert re.sub("<[^>]*>", "", made)[0] == text[0] and re.sub("<[^>]*>", "", made)[-1] == text[-1]

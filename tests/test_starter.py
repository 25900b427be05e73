"""`tashika new`: a project of one's own that works at once, also from the wheel alone; and chapters more."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tashika import browser_files
from tashika.check import check
from tashika.cli import main
from tashika.config import load_project
from tashika.reports import text
from tashika.starter import files
from tashika.starter.nav import Entry, NotUnderstood, with_entry
from tashika.starter.words import as_yaml, language_of

ROOT = Path(__file__).resolve().parents[1]
NAV = """\
site_name: notes   # ours
nav:
  - Home: index.md  # first
  - Chapter 3:
      - ch03/index.md
      # more to come
  - 'Chapter 19':
      - ch19/index.md

  # at the end
  - Report: verification.md

theme: {name: material}
"""
WIDE = " + ".join(rf"\mathcal{{A}}_{{{n}}}\left[x_{{{n}}}^2\right]" for n in range(30))
"""A formula that fits no page unless MathJax breaks its lines."""


def tashika(folder: Path, *arguments: str) -> int:
    return main(["-C", str(folder), *arguments])


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# A project


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_new_project_holds_what_it_claims(tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(tmp_path, "new", "notes", "--language", language, "--title", "Notes: 1 & 2") == 0
    assert "make site" in capsys.readouterr().out
    report = check(load_project(tmp_path / "notes"))
    assert report.ok, text(report)
    assert {v.claim.form for v in report.verdicts} >= {"line", "prose"} and len(report.runs) == 2
    assert [len(quiz.options) for page in report.pages for quiz in page.quizzes] == [3], "a quiz, with a computed key"
    config = (tmp_path / "notes" / "mkdocs.yml").read_text("utf-8")
    assert 'site_name: "Notes: 1 & 2"\n' in config and f"\n  language: {language}\n" in config
    assert (tmp_path / "notes" / "README.md").read_text("utf-8").startswith("# Notes: 1 & 2\n")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_blank_of_a_template_is_left(tmp_path: Path, language: str) -> None:
    assert tashika(tmp_path, "new", "notes", "--language", language) == 0
    assert tashika(tmp_path / "notes", "new", "chapter", "ch02") == 0
    for path, data in content(tmp_path / "notes").items():
        assert not re.search(r"@[a-z]+@", data.decode("utf-8")), path


def test_no_paragraph_of_a_japanese_page_is_broken_where_readers_would_see_a_blank(notes: Path) -> None:
    assert tashika(notes, "new", "chapter", "ch02") == 0
    for page in notes.rglob("*.md"):
        assert not re.search(r"[^\x00-\xff]\n[^\x00-\xff]", page.read_text("utf-8")), page


def test_both_languages_have_the_same_files() -> None:
    template = Path(files.__file__).parent / "template"
    for kind in ("project", "chapter"):
        english, japanese = (set(content(template / f"{kind}-{language}")) for language in ("en", "ja"))
        assert english == japanese


def test_a_folder_with_git_and_an_environment_becomes_a_project(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    (folder / ".venv").mkdir(parents=True)
    (folder / ".git").mkdir()
    assert tashika(folder, "new", ".") == 0
    assert (folder / "docs" / "index.md").is_file() and (folder / ".venv").is_dir()
    assert 'name = "notes"' in (folder / "pyproject.toml").read_text("utf-8")
    assert sorted(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("name", ["-x", ".hidden", "a b", "a\nb", "no/folder/there", "a:b"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(tmp_path, "new", "--", name) == 2
    assert capsys.readouterr().err.startswith("tashika: ")
    assert not list(tmp_path.iterdir())


def test_a_title_of_two_lines_is_refused(tmp_path: Path) -> None:
    assert tashika(tmp_path, "new", "notes", "--title", "a\nb") == 2
    assert not list(tmp_path.iterdir())


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine", "utf-8")
    assert tashika(tmp_path, "new", "notes") == 2
    assert "not empty" in capsys.readouterr().err
    assert content(tmp_path) == {"notes/mine.txt": b"mine"}


@pytest.mark.parametrize("there", [False, True])
def test_nothing_is_left_of_a_project_that_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if there:
        (tmp_path / "notes").mkdir()
    rename, calls = os.rename, iter(range(100))

    def failing(source: Path, target: Path) -> None:
        if next(calls) == (3 if there else 0):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(files.os, "rename", failing)
    assert tashika(tmp_path, "new", "notes") == 2
    assert list(tmp_path.rglob("*")) == ([tmp_path / "notes"] if there else [])


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "ja_JP", "LANG": "de_DE"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_the_terminals(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize(
    "title", ["Notes", "E資格 ノート", "a: b", "# 1", "yes", "12", 'say "so"', "- x", "null", "1e3"]
)
def test_a_title_reads_back_from_yaml_as_it_was(title: str) -> None:
    assert yaml.safe_load(f"key: {as_yaml(title)}") == {"key": title}
    assert yaml.safe_load(f"- {as_yaml(title)}: a.md") == [{title: "a.md"}]


# A chapter


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    assert tashika(tmp_path, "new", "notes", "--language", "ja") == 0
    return tmp_path / "notes"


def test_a_new_chapter_is_a_page_a_snippet_and_an_entry(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (notes / "mkdocs.yml").read_text("utf-8")
    assert tashika(notes / "docs", "new", "chapter", "ch20") == 0
    assert capsys.readouterr().out.endswith("docs/ch20/index.md\nsnippets/ch20/first.py\n")
    after = (notes / "mkdocs.yml").read_text("utf-8")
    added = "  - 第20章:\n      - ch20/index.md\n"
    assert added in after and after.replace(added, "") == before, "everything else is as it was, byte for byte"
    report = check(load_project(notes))
    assert report.ok, text(report)
    assert "出力" in (notes / "snippets" / "ch20" / "first.py").read_text("utf-8")


def test_a_chapter_of_no_project_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(tmp_path, "new", "chapter", "ch02") == 2
    assert "is no project" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_chapter_that_is_there_is_not_touched(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(notes)
    assert tashika(notes, "new", "chapter", "ch01") == 2
    assert "is there already" in capsys.readouterr().err
    assert content(notes) == before


@pytest.mark.parametrize("name", ["../x", "Ch 1", "a/b", ".x", ""])
def test_a_chapters_folder_of_no_good_name_is_refused(notes: Path, name: str) -> None:
    before = content(notes)
    assert tashika(notes, "new", "chapter", name) == 2
    assert content(notes) == before


def test_nothing_is_left_of_a_chapter_that_could_not_be_written(notes: Path) -> None:
    before = content(notes)
    folder = notes / "snippets"
    (folder / "ch01").rename(notes / "kept")
    folder.rmdir()
    folder.write_text("a file where a folder should be", "utf-8")
    assert tashika(notes, "new", "chapter", "ch20") == 2
    assert not (notes / "docs" / "ch20").exists()
    assert (notes / "mkdocs.yml").read_bytes() == before["mkdocs.yml"]


def test_a_navigation_that_is_not_understood_gets_its_lines_told(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = notes / "mkdocs.yml"
    config.write_text("site_name: x\nnav: [index.md]\n", "utf-8")
    assert tashika(notes, "new", "chapter", "ch20", "--title", "Twenty") == 0
    assert capsys.readouterr().out.endswith("add to nav in mkdocs.yml:\n  - Twenty:\n      - ch20/index.md\n")
    assert config.read_text("utf-8") == "site_name: x\nnav: [index.md]\n"


def test_two_names_are_understood_only_as_a_chapter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(tmp_path, "new", "notes", "ch20") == 2
    assert "tashika new chapter ch20" in capsys.readouterr().err
    assert tashika(tmp_path, "new", "chapter") == 2


@pytest.mark.parametrize(("folder", "line"), [("ch20", 9), ("ch04", 7), ("ch01", 4), ("appendix", 12), ("part02", 12)])
def test_a_chapter_comes_behind_those_of_lower_numbers_else_at_the_end(folder: str, line: int) -> None:
    found = with_entry(NAV, Entry("New", folder, f"{folder}/index.md")).split("\n")
    assert found[line - 1 : line + 1] == ["  - New:", f"      - {folder}/index.md"]
    assert "\n".join([*found[: line - 1], *found[line + 1 :]]) == NAV


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "nav",
    ["nav:\n- Home: index.md\n- One:\n  - ch01/index.md", "nav: # the pages\n    - index.md\n", NAV],
)
def test_a_navigation_in_other_clothes_reads_back_with_the_chapter(nav: str, end: str) -> None:
    before = yaml.safe_load(nav)["nav"]
    found = with_entry(nav.replace("\n", end), Entry("New", "ch20", "ch20/index.md"))
    after = yaml.safe_load(found)["nav"]
    assert {"New": ["ch20/index.md"]} in after
    assert [each for each in after if each != {"New": ["ch20/index.md"]}] == before
    assert found.count("\n") == found.count(end)


@pytest.mark.parametrize("nav", ["nav: [a.md]\n", "nav:\n", "nav:\n\t- a.md\n", "nav:\n  a: b.md\n", "x: 1\n"])
def test_a_navigation_of_another_form_is_not_edited(nav: str) -> None:
    with pytest.raises(NotUnderstood):
        with_entry(nav, Entry("New", "ch20", "ch20/index.md"))


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    options = ["--quiet", "--no-build-isolation", "--no-deps", "--wheel-dir", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(ROOT)], check=True)
    (found,) = target.glob("tashika-*.whl")
    return found


def test_a_wheel_carries_every_browser_file_with_a_licence_each(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name, source in browser_files.listed(ROOT / browser_files.MODULES):
        assert zipfile.ZipFile(wheel).read(f"tashika/browser/{name}") == source.read_bytes()
    for package in browser_files.FILES.keys() - {browser_files.BUNDLES, "@mathjax/mathjax-newcm-font"}:
        assert any(re.match(rf"tashika/browser/{package}/LICEN[CS]E", name) for name in names), package
    assert "tashika/starter/template/project/dot-gitignore.in" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tashika/../")]


def test_a_wheel_carries_every_package_that_pages_or_the_book_ask_for() -> None:
    asked = {"@mathjax/mathjax-newcm-font"}  # MathJax itself does
    for file in (ROOT / "hooks" / "tashika").rglob("*.py"):
        asked |= set(re.findall(r'package_folder\(.*, "([^"]+)"\)', file.read_text("utf-8")))
    assert asked == browser_files.FILES.keys() - {browser_files.BUNDLES}


def test_a_missing_browser_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"node_modules/\.tashika/answers\.js"):
        list(browser_files.listed(tmp_path))


class Stranger:
    """Somebody with an environment that holds the wheel and what it asks for, and nothing of this checkout."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder
        self.python = folder / "env" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True)
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "install", "--quiet", "--no-index"]
        subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
        (site,) = (folder / "env" / "lib").glob("python*/site-packages")
        (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")  # nothing is downloaded
        subprocess.run([*pip, "tashika[site,pdf]", "pytest"], check=True)

    def run(self, *command: str, at: str = "") -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MAKE", "MFLAGS"))}
        path = os.pathsep.join([str(self.python.parent), kept["PATH"]])
        return subprocess.run(
            command,
            cwd=self.folder / at,
            env={**kept, "PATH": path},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def stranger(tmp_path: Path, wheel: Path) -> Iterator[Stranger]:
    yield Stranger(tmp_path, wheel)


@pytest.mark.slow
def test_the_wheel_alone_starts_builds_breaks_and_repairs_a_project(stranger: Stranger) -> None:
    assert stranger.run("tashika", "new", "without").returncode == 0
    done = stranger.run("make", "site", "PYTHON=python3 -S", at="without")
    assert done.returncode != 0 and "run make setup, or activate" in done.stderr, (
        "no traceback where it is not installed"
    )
    done = stranger.run("make", "setup", "PIP_NO_INDEX=1", at="without")
    assert done.returncode != 0 and "put its wheel into wheels/" in done.stderr
    done = stranger.run("make", "site", at="without")
    assert done.returncode == 0, f"an environment that is not finished is in nobody's way: {done.stderr}"
    where = stranger.run("python", "-c", "import tashika; print(tashika.__file__)").stdout
    assert where.startswith(str(stranger.folder)), "this checkout stays out of it"
    assert stranger.run("tashika", "new", "notes", "--language", "en").returncode == 0
    done = stranger.run("make", "site", at="notes")
    assert done.returncode == 0, done.stderr
    site = stranger.folder / "notes" / "site"
    page = (site / "ch01" / "average.html").read_text("utf-8")
    assert "katex-html" in page and "tashika-mark" in page and 'class="tashika-value"' in page
    assert 'href="../assets/notes.css"' in page and (site / "assets" / "notes.css").is_file()
    assert '<section class="quiz"' in page and (site / "assets" / "javascripts" / "quiz.js").is_file()
    assert (site / "assets" / "katex" / "LICENSE.txt").is_file()
    assert "readings" in json.loads((site / "search" / "search_index.json").read_text("utf-8"))["config"]
    note = stranger.folder / "notes" / "docs" / "ch01" / "average.md"
    true = note.read_text("utf-8")
    note.write_text(true.replace("mean is 13<!--", "mean is 31<!--"), "utf-8")
    done = stranger.run("make", "site", at="notes")
    assert done.returncode != 0 and "page says  31" in done.stderr
    assert (site / "ch01" / "average.html").read_text("utf-8") == page, "the site of before is as it was"
    assert stranger.run("make", "update", at="notes").returncode == 0
    assert note.read_text("utf-8") == true
    assert stranger.run("tashika", "new", "chapter", "ch02", at="notes").returncode == 0
    assert stranger.run("make", "check", at="notes").returncode == 0
    note.write_text(f"{true}\n<img src='https://example.com/a.png' alt='a'>\n", "utf-8")
    done = stranger.run("make", "check", at="notes")
    assert done.returncode != 0 and "is fetched from another host" in done.stdout
    note.write_text(f"{true}\n$$z = {WIDE}$$\n", "utf-8")
    done = stranger.run("make", "pdf", at="notes")
    assert done.returncode == 0 and "formula is printed at" not in done.stderr, f"not even a wide one: {done.stderr}"
    done = stranger.run("make", "test", at="notes")
    assert done.returncode == 0, done.stdout


def test_a_file_of_a_new_project_is_readable_for_others(notes: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    for path in (notes, notes / "docs" / "index.md", notes / "mkdocs.yml"):
        wanted = 0o666 if path.is_file() else 0o777
        assert stat.S_IMODE(path.stat().st_mode) == wanted & ~mask

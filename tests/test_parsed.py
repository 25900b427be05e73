"""Files of the notes are parsed once, and again as soon as anything has changed that their parsing depends on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tashika import notes
from tashika.cache import parsed
from tashika.cache.parsed import Parsed
from tashika.cache.runs import NOTES, RunCache
from tashika.config import Project, load_project
from tashika.execute.contract import DEFAULT
from tashika.markdown import read_page
from tashika.model import Page
from tashika.notes import Notes, read_notes

ROOT = Path(__file__).parents[1]
PAGE = "# A\n\n```python\nprint(1)  # output: {}\n```\n"
INCLUDING = '# B\n\n```python\n--8<-- "b.py:x"\n```\n'
SNIPPET = "{}# --8<-- [start:x]\nprint(3)\n# --8<-- [end:x]\n"


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """No page is known to this process."""
    forget()
    yield
    forget()


def forget() -> None:
    notes._page.cache_clear()
    notes._snippet.cache_clear()


def page(text: str) -> Page:
    return read_page("docs/a.md", text, {}, "snippets")


class Counting:
    """Parses a page, and counts how often it is asked to."""

    def __init__(self, text: str) -> None:
        self.text, self.calls = text, 0

    def __call__(self) -> Page:
        self.calls += 1
        return page(self.text)


def test_a_page_is_parsed_once(tmp_path: Path) -> None:
    parse = Counting(PAGE.format(1))
    found = [Parsed(tmp_path).get("docs/a.md", ["text"], parse) for _ in range(3)]
    assert parse.calls == 1 and found == [page(PAGE.format(1))] * 3


@pytest.mark.parametrize(
    "change",
    [
        lambda folder, patch: patch.setattr(parsed, "own_code", lambda: "another version"),
        lambda folder, patch: patch.setattr(parsed.sys, "version", "4.0"),
        lambda folder, patch: [file.write_bytes(file.read_bytes()[:-1] + b"!") for file in folder.iterdir()],
        lambda folder, patch: [file.write_bytes(b"") for file in folder.iterdir()],
        lambda folder, patch: [file.unlink() for file in folder.iterdir()],
    ],
    ids=["tashika", "python", "damaged", "empty", "gone"],
)
def test_it_is_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[..., object]) -> None:
    parse = Counting(PAGE.format(1))
    Parsed(tmp_path).get("docs/a.md", ["text"], parse)
    change(tmp_path, monkeypatch)
    assert Parsed(tmp_path).get("docs/a.md", ["text"], parse) == page(PAGE.format(1)) and parse.calls == 2


def test_another_basis_or_another_path_is_another_page(tmp_path: Path) -> None:
    kept, parse = Parsed(tmp_path), Counting(PAGE.format(1))
    for path, basis in (("a.md", ["x"]), ("a.md", ["x", ""]), ("a.md", ["x"]), ("b.md", ["x"])):
        kept.get(path, basis, parse)
    assert parse.calls == 4


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    parse = Counting(PAGE.format(1))
    for _ in range(2):
        assert Parsed(tmp_path / "file" / "x").get("a.md", [], parse) == page(PAGE.format(1))
    assert parse.calls == 2


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in {
        "pyproject.toml": "[tool.tashika]\n",
        "docs/a.md": PAGE.format(1),
        "docs/b.md": INCLUDING,
        "snippets/b.py": SNIPPET.format(""),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_project(tmp_path)


def read(project: Project) -> Notes:
    """The notes as a new process reads them; they must be what parsing gives."""
    forget()
    found = read_notes(project, keeper=Parsed(project.root / "parsed"))
    forget()
    assert found == read_notes(project)
    return found


@pytest.mark.parametrize(
    ("path", "text"),
    [("docs/a.md", PAGE.format(2)), ("docs/b.md", "# B\n"), ("snippets/b.py", SNIPPET.format("x = 1\n"))],
)
def test_what_is_read_after_a_change_is_what_parsing_gives(project: Project, path: str, text: str) -> None:
    before = read(project)
    assert read(project) == before
    (project.root / path).write_text(text, encoding="utf-8")
    assert read(project) != before, "a page that shows a snippet has other steps when the snippet has"


def test_these_notes_are_read_back_as_they_were_parsed(tmp_path: Path) -> None:
    project, keeper = load_project(ROOT), Parsed(tmp_path)
    first = read_notes(project, keeper=keeper)
    forget()
    assert read_notes(project, keeper=keeper) == first
    assert {file.name for file in tmp_path.iterdir()} and len(first.pages) > 60


def test_what_is_kept_is_bounded_and_can_be_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = RunCache(tmp_path, 10**6, tmp_path, load_project(ROOT).limits, DEFAULT)
    for name in ("a.md", "b.md", "c.md"):
        cache.parsed.get(name, [], Counting(PAGE.format(1)))
    assert NOTES > 1000
    monkeypatch.setattr("tashika.cache.runs.NOTES", 2)
    cache.trim()
    assert len(list(cache.parsed.folder.iterdir())) == 2
    cache.clean()
    assert not cache.parsed.folder.exists()

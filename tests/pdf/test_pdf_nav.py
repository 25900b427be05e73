"""Which pages make which chapter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tashika.pdf.model import BookError
from tashika.pdf.nav import Leaf, chapters, read_site, url_of


def leaf(name: str) -> Leaf:
    return Leaf(name, url_of(name, False))


def test_sections_without_numbers_are_counted_where_none_has_a_number() -> None:
    found = list(chapters([leaf("index.md"), ("Basics", (leaf("a/x.md"),)), ("More", (leaf("b/y.md"),))]))
    assert [(c.part, c.number, c.title) for c in found] == [
        ("front", "", ""),
        ("main", "1", "Basics"),
        ("main", "2", "More"),
    ]


def test_a_section_without_number_among_numbered_ones_is_appendices() -> None:
    found = list(chapters([("第3章 基礎", (leaf("a/x.md"),)), ("資料", (leaf("b/y.md"), leaf("c.md")))]))
    assert [(c.part, c.number) for c in found] == [("main", "3"), ("back", "A"), ("back", "B")]


@pytest.mark.parametrize(
    ("source", "folders", "url"),
    [
        ("index.md", False, "index.html"),
        ("ch1/README.md", True, "ch1/index.html"),
        ("ch1/a.md", False, "ch1/a.html"),
        ("ch1/a.ipynb", True, "ch1/a/index.html"),
    ],
)
def test_addresses_are_those_that_mkdocs_gives(source: str, folders: bool, url: str) -> None:
    assert url_of(source, folders) == url


def test_without_a_navigation_folders_are_chapters(tmp_path: Path) -> None:
    for name in ("index.md", "basics/b.md", "basics/index.md"):
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_text("# x\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: Notes\n")
    (front, main) = read_site(tmp_path).chapters
    assert front.pages[0].source == "index.md"
    assert (main.title, [page.source for page in main.pages]) == ("Basics", ["basics/index.md", "basics/b.md"])


def test_a_project_without_mkdocs_yml_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"there is no .*mkdocs\.yml"):
        read_site(tmp_path)

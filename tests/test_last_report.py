"""A check in which nothing changed gives the last report again, and it is the one that checking gives."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tashika.cache import LastReport, cache_for
from tashika.cache.store import read_whole, write_whole
from tashika.check import check
from tashika.config import Project, load_project
from tashika.execute import SpawnExecutor
from tashika.model import Report

PAGE = "# A\n\n```python\nprint(1 + 1)  # 出力: {}\n```\n\n![x](x.svg)\n"
Change = Callable[[Path], object]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in {
        "pyproject.toml": "[tool.tashika]\n",
        "docs/a.md": PAGE.format(2),
        "docs/words.txt": "words",
        "snippets/b.py": "# --8<-- [start:x]\nprint(3)  # 出力: 3\n# --8<-- [end:x]\n",
        "docs/b.md": '# B\n\n```python\n--8<-- "b.py:x"\n```\n',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_project(tmp_path)


def last_of(project: Project) -> LastReport:
    cache = cache_for(project, SpawnExecutor(project.root, project.limits))
    assert cache is not None
    return LastReport(project, cache)


def recalled(project: Project) -> Report | None:
    return last_of(project).recall()


@pytest.mark.parametrize("claimed", [2, 3])
def test_it_is_the_report_that_a_check_gives(project: Project, claimed: int) -> None:
    (project.docs / "a.md").write_text(PAGE.format(claimed), encoding="utf-8")
    check(project)
    first = recalled(project)
    (project.root / ".cache/tashika/report").unlink()
    assert first is not None and first == check(project)
    assert [run.reused for run in first.runs] == [True, True]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "docs/a.md").write_text(PAGE.format(3), encoding="utf-8"),
        lambda root: (root / "docs/new.md").write_text("# new\n", encoding="utf-8"),
        lambda root: (root / "docs/b.md").unlink(),
        lambda root: (root / "docs/words.txt").write_text("other", encoding="utf-8"),
        lambda root: (root / "docs/x.svg").write_text("<svg/>", encoding="utf-8"),
        lambda root: (root / "snippets/b.py").write_text("print(4)\n", encoding="utf-8"),
        lambda root: (root / "README.md").write_text("# new\n", encoding="utf-8"),
    ],
    ids=["page", "new page", "page gone", "text", "picture", "snippet", "readme"],
)
def test_it_is_not_given_again_once_a_file_of_the_notes_has_changed(project: Project, change: Change) -> None:
    check(project)
    assert recalled(project) is not None
    change(project.root)
    assert recalled(project) is None


def test_it_is_not_given_again_once_the_projects_table_has_changed(project: Project) -> None:
    check(project)
    assert recalled(replace(project, claims="partial")) is None


def test_it_is_not_given_again_once_what_a_run_read_has_changed(project: Project) -> None:
    data = project.root / "data.txt"
    data.write_text("2", encoding="utf-8")
    (project.docs / "a.md").write_text(
        f"# A\n\n```python\nprint(open({str(data)!r}).read())  # 出力: 2\n```\n", "utf-8"
    )
    check(project)
    assert recalled(project) is not None
    data.write_text("3", encoding="utf-8")
    assert recalled(project) is None
    assert not check(project).ok


def test_what_changed_during_a_check_keeps_its_report_from_being_kept(project: Project) -> None:
    last = last_of(project)
    (project.docs / "a.md").write_text(PAGE.format(3), encoding="utf-8")
    last.keep([], Report())
    assert not (project.root / ".cache/tashika/report").exists()


@pytest.mark.parametrize(
    "code", ["import time\nprint(time.time() > 0)  # 出力: True", "1 / 0"], ids=["impure", "raises"]
)
def test_a_report_with_a_run_that_cannot_be_reused_is_not_kept(project: Project, code: str) -> None:
    (project.docs / "a.md").write_text(f"# A\n\n```python\n{code}\n```\n", encoding="utf-8")
    check(project)
    assert not (project.root / ".cache/tashika/report").exists()


def test_what_is_read_back_can_make_nothing_but_values(project: Project) -> None:
    check(project)
    file = project.root / ".cache/tashika/report"
    whole = read_whole(file)
    assert whole is not None
    for bad in (pickle.dumps(Path("/")), pickle.dumps(print), whole[:-9], b""):
        write_whole(file, bad)
        assert recalled(project) is None
    file.write_bytes(file.read_bytes().replace(b"\n", b"\n ", 1))
    assert recalled(project) is None

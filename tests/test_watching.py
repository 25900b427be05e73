"""A change of anything that a check may depend on is seen once; what builds make is no change."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tashika.cli import main
from tashika.config import load_project
from tashika.watching import changes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.tashika]\n", encoding="utf-8")
    (tmp_path / "docs/a.md").write_text("```python\n1 + 1  # => 2\n```\n", encoding="utf-8")
    return tmp_path


def test_changed_new_and_removed_files_are_named(root: Path) -> None:
    def look() -> None:
        next(steps)()

    def build() -> None:
        (root / "site").mkdir()
        (root / "site/index.html").touch()
        (root / ".cache").mkdir()

    steps = iter(
        [
            build,
            lambda: (root / "docs/a.md").write_text("# 変わった\n", encoding="utf-8"),
            lambda: (root / "data.csv").touch(),
            lambda: (root / "docs/a.md").unlink(),
        ]
    )
    seen = changes(load_project(root), look)
    assert [next(seen) for _ in range(3)] == [["docs/a.md"], ["data.csv"], ["docs/a.md"]]


def test_what_changes_before_the_first_look_is_seen(root: Path) -> None:
    seen = changes(load_project(root), lambda: None)
    (root / "docs/a.md").write_text("# 検査の間に保存\n", encoding="utf-8")
    assert next(seen) == ["docs/a.md"]


def test_a_watched_check_says_after_a_change_what_is_false_now(root: Path) -> None:
    command = [sys.executable, "-m", "tashika", "-C", str(root), "check", "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        assert "1 claim" in _until(process.stdout, r"claim")
        (root / "docs/a.md").write_text("```python\n1 + 1  # => 3\n```\n", encoding="utf-8")
        assert "docs/a.md:2" in _until(process.stdout, r"differs")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def _until(stream: object, pattern: str) -> str:
    """The next line of a stream in which a pattern is found."""
    return next(line for line in stream if re.search(pattern, line))  # type: ignore[attr-defined]


def test_watching_cannot_write_a_report(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(root), "check", "--watch", "--format", "json"]) == 2
    assert "leave out" in capsys.readouterr().err

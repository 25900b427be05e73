"""A check of what has changed concerns all that the change can concern; shares of a check make up the whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tashika.check import check
from tashika.choose import changed_since, shard
from tashika.cli import main
from tashika.config import load_project
from tashika.notes import UnknownPath

FILES = {
    "pyproject.toml": "[tool.tashika]\n",
    "README.md": "# 読むもの\n",
    "hooks/own.py": "",
    "docs/a.md": '# A\n\n```python\n--8<-- "a.py"\n```\n',
    "docs/b.md": '# B\n\n```python\n--8<-- "b.py"\n```\n',
    "docs/c.md": "# C\n\n```python\n1 + 1  # => 2\n```\n",
    "docs/d.md": '# D\n\n2<!-- =[in="a.py"] N + 1 -->\n',
    "docs/e.md": '# E\n\n```python\nimport pathlib\npathlib.Path("snippets/table.csv").exists()  # => False\n```\n',
    "snippets/a.py": "import deep\n\nN = deep.N\nprint(N)  # 出力: 1\n",
    "snippets/b.py": "print(2)  # 出力: 2\n",
    "snippets/deep.py": "N = 1\n",
    "snippets/table.csv": "1\n",
    "docs/deep.md": '# 深く\n\n```python\n--8<-- "deep.py"\n```\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def changed(root: Path) -> str:
    return " ".join(path.name for path in changed_since(load_project(root), "HEAD"))


@pytest.mark.parametrize(
    ("file", "concerned"),
    [
        ("docs/c.md", "c.md"),
        ("snippets/b.py", "b.md"),
        ("snippets/a.py", "a.md d.md"),
        ("snippets/deep.py", "a.md d.md deep.md"),
        ("snippets/table.csv", "e.md"),
        ("README.md", ""),
        ("pyproject.toml", "a.md b.md c.md d.md deep.md e.md"),
        ("hooks/own.py", "a.md b.md c.md d.md deep.md e.md"),
    ],
)
def test_a_change_concerns_what_shows_names_or_may_read_it(root: Path, file: str, concerned: str) -> None:
    with (root / file).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert changed(root) == concerned


def test_new_and_removed_files_are_changes(root: Path) -> None:
    (root / "docs/new.md").write_text("# 新しい\n", encoding="utf-8")
    (root / "snippets/b.py").unlink()
    assert changed(root) == "b.md new.md"


def test_a_false_claim_that_did_not_change_is_left_to_a_whole_check(root: Path) -> None:
    (root / "docs/c.md").write_text("# C\n\n```python\n1 + 1  # => 3\n```\n", encoding="utf-8")
    assert main(["-C", str(root), "check", "--changed-since", "HEAD"]) == 1
    assert main(["-C", str(root), "check", "--changed-since", "HEAD", "docs/b.md"]) == 0
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "b"], cwd=root, check=True)
    assert main(["-C", str(root), "check", "--changed-since", "HEAD"]) == 0, "nothing to check is not everything"
    assert main(["-C", str(root), "check"]) == 1


def test_before_the_first_commit_everything_has_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(FILES["docs/c.md"], encoding="utf-8")
    (tmp_path / "docs" / "b.md").write_text(FILES["docs/c.md"].replace("=> 2", "=> 3"), encoding="utf-8")
    for command in (["init", "-q"], ["add", "docs/b.md"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert changed(tmp_path) == "a.md b.md"
    assert main(["-C", str(tmp_path), "check", "--changed-since", "HEAD"]) == 1
    assert "docs/b.md:4" in capsys.readouterr().out


def test_a_revision_that_is_not_there_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(root), "check", "--changed-since", "nowhere"]) == 2
    assert "git cannot say what has changed" in capsys.readouterr().err
    with pytest.raises(UnknownPath, match="no revision"):
        changed_since(load_project(root), "--output=x")


@pytest.mark.parametrize("count", [1, 2, 3, 20])
def test_shares_together_are_the_whole_check(root: Path, count: int) -> None:
    (root / "snippets/left.py").write_text("1\n", encoding="utf-8")
    project = load_project(root)
    whole = check(project)
    chosen = [paths for index in range(count) if (paths := shard(project, [], index + 1, count))]
    shares = [check(project, paths) for paths in chosen]
    assert len(chosen) == min(count, len(whole.pages) + 1)
    assert sum(len(share.pages) for share in shares) == len(whole.pages)
    assert {v.claim for share in shares for v in share.verdicts} == {v.claim for v in whole.verdicts}
    assert {p for share in shares for p in share.problems} == set(whole.problems) != set()


@pytest.mark.parametrize("text", ["0/2", "3/2", "a/b", "1", "1/0", "-1/2"])
def test_a_share_that_cannot_be_is_refused(root: Path, text: str) -> None:
    with pytest.raises(SystemExit):
        main(["-C", str(root), "check", f"--shard={text}"])

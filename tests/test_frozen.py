"""A frozen result stands for a run only while the program is the one that gave it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tashika.check import check
from tashika.cli import main
from tashika.config import load_project
from tashika.model import Report

CODE = "# tashika: frozen\nimport helper\n\n# --8<-- [start:a]\nprint(helper.N)  # 出力: 3\n# --8<-- [end:a]\n"
PAGE = '# 訓練\n\n```python\n--8<-- "train.py:a"\n```\n\n学習は 3<!-- = helper.N --> 回です。\n'


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "snippets").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.tashika]\n", encoding="utf-8")
    (tmp_path / "docs/a.md").write_text(PAGE.replace("= helper", '=[in="train.py"] helper'), encoding="utf-8")
    (tmp_path / "snippets/train.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "docs/b.md").write_text('# 助け\n\n```python\n--8<-- "helper.py"\n```\n', encoding="utf-8")
    (tmp_path / "snippets/helper.py").write_text("N = 3\n", encoding="utf-8")
    return tmp_path


def freeze(root: Path, *arguments: str) -> int:
    return main(["-C", str(root), "freeze", "--date", "2026-01-02", "--machine", "GPU & co", *arguments])


def report(root: Path) -> Report:
    return check(load_project(root))


def told(root: Path) -> list[str]:
    return [problem.message for problem in report(root).problems]


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_program_without_a_frozen_result_fails_and_is_not_run(notes: Path) -> None:
    assert told(notes) == ["this program has no frozen result"]
    assert {v.outcome for v in report(notes).verdicts} == {"unrunnable"}
    assert [run.program for run in report(notes).runs] == ["snippets/helper.py"]


def test_frozen_results_are_judged_as_runs_are(notes: Path) -> None:
    assert freeze(notes) == 0
    found = report(notes)
    assert found.ok and len(found.verdicts) == 2
    frozen = next(run.frozen for run in found.runs if run.frozen)
    assert (frozen.date, frozen.machine) == ("2026-01-02", "GPU & co")
    replace(notes / "snippets/train.py", "出力: 3", "出力: 4")
    assert [v.actual for v in report(notes).verdicts if v.outcome == "differs"] == ["3\n"]


def test_other_comments_blank_lines_and_prose_leave_it_valid(notes: Path) -> None:
    freeze(notes)
    replace(notes / "snippets/train.py", "import helper\n", "\n# a remark\nimport helper\n")
    replace(notes / "docs/a.md", "# 訓練\n", "# 訓練\n\n前置き。\n")
    assert report(notes).ok


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "snippets/train.py",
            "print(helper.N)",
            "print(helper.N + 0)",
            "the code, or what is claimed of it, has changed",
        ),
        ("docs/a.md", " helper.N", " helper.N + 0", "the code, or what is claimed of it, has changed"),
        ("snippets/helper.py", "N = 3", "N = 3.0", "snippets/helper.py has changed since the result was frozen"),
        ("snippets/train.frozen.jsonl", '["stdout"', '["stdin"', "the frozen result in train.frozen.jsonl is damaged"),
        ("snippets/train.frozen.jsonl", '"date"', '"day"', "the frozen result in train.frozen.jsonl is damaged"),
        ("snippets/train.frozen.jsonl", "\n", "\n<<<<<<< HEAD\n", "conflict marks of a merge"),
    ],
)
def test_whatever_else_changes_makes_it_invalid(notes: Path, file: str, old: str, new: str, message: str) -> None:
    freeze(notes)
    replace(notes / file, old, new)
    assert any(message in each for each in told(notes))
    assert not report(notes).ok


def test_a_program_that_fails_is_not_frozen(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(notes / "snippets/train.py", "import helper\n", "import helper, nothing_of_the_kind\n")
    assert freeze(notes) == 1
    assert not (notes / "snippets/train.frozen.jsonl").exists()
    assert "snippets/train.py:2" in capsys.readouterr().out


def test_freezing_again_gives_the_same_file_and_keeps_other_programs(notes: Path) -> None:
    page = '```{ .python .frozen }\n1 + 1  # => 2\n```\n\n```{ .python session="b" .frozen }\n2 + 2  # => 4\n```\n'
    (notes / "docs/a.md").write_text(
        PAGE.replace("= helper", '=[in="train.py"] helper') + "\n" + page, encoding="utf-8"
    )
    assert freeze(notes) == 0
    file = notes / "docs/a.frozen.jsonl"
    first = file.read_text(encoding="utf-8")
    assert facts(first) == ["docs/a.md", "2", "docs/a.md#b", "4"]
    assert freeze(notes, "docs/b.md") == 0, "which has nothing to freeze"
    assert file.read_text(encoding="utf-8") == first
    assert freeze(notes) == 0
    assert facts(file.read_text(encoding="utf-8")) == facts(first)


def facts(text: str) -> list[str]:
    """The programs and values of a file, without the times that they took."""
    lines = map(json.loads, text.splitlines())
    return [
        each["program"] if isinstance(each, dict) else each[2] for each in lines if "program" in each or "value" in each
    ]

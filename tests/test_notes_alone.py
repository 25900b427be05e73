"""Every snippet file is a program of its own: a reader can run it without the pages that show it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "snippets").rglob("*.py"))


def test_there_are_snippets_to_run() -> None:
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_snippet_runs_alone_from_another_folder_and_leaves_pictures_at_most(file: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(file)], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    drawn = {f"{name}.svg" for name in re.findall(r'"([\w-]+)\.svg"', file.read_text(encoding="utf-8"))}
    assert {path.name for path in tmp_path.iterdir()} <= drawn

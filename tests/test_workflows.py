"""What publishes the notes from CI is valid, safe, and does what it says when its steps are run as a script."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tashika.cli import main

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / ".github/workflows/docs.yml"
GITLAB = ROOT / ".gitlab-ci.yml"
SCHEMAS = {GITHUB: ["vendor.github-workflows"], GITLAB: ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]}


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([Path(sys.executable).parent / command[0], *command[1:]], capture_output=True, text=True)


def by_schema(file: Path, schema: list[str]) -> subprocess.CompletedProcess[str]:
    return tool("check-jsonschema", "--builtin-schema", *schema, str(file))


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
def test_a_workflow_has_the_shape_that_its_service_reads(file: Path) -> None:
    done = by_schema(file, SCHEMAS[file])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("file", "old", "new"), [(GITHUB, "runs-on:", "run-on:"), (GITLAB, "script:", "scripts:")])
def test_a_wrong_key_would_be_found(file: Path, old: str, new: str, tmp_path: Path) -> None:
    wrong = tmp_path / file.name
    wrong.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert by_schema(wrong, SCHEMAS[file]).returncode == 1


def audited(file: Path) -> subprocess.CompletedProcess[str]:
    return tool("zizmor", "--offline", "--no-progress", "--config", str(ROOT / ".github/zizmor.yml"), str(file))


def test_the_workflow_lets_no_stranger_in() -> None:
    done = audited(GITHUB)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [("run: make test", "run: echo ${{ github.event.pull_request.title }}"), ("actions/cache@", "someone/cache@")],
)
def test_what_would_let_one_in_is_found(old: str, new: str, tmp_path: Path) -> None:
    wrong = tmp_path / ".github/workflows/docs.yml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text(GITHUB.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert audited(wrong).returncode != 0


def commands(*jobs: str) -> Iterator[str]:
    """What the jobs of the workflow run, but for what sets up a new machine."""
    found = yaml.safe_load(GITHUB.read_text(encoding="utf-8"))["jobs"]
    return (step["run"] for job in jobs for step in found[job]["steps"] if "run" in step)


NOTES = ("docs/", "snippets/", "tests/", "mkdocs.yml")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a new project's few notes in the place of its own, and with what is set up already."""
    folder = tmp_path_factory.mktemp("clone") / "project"
    assert main(["-C", str(folder.parent), "new", folder.name]) == 0
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in files.split("\0"):
        if name and not name.startswith(NOTES):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
            os.utime(folder / name, (0, 0), follow_symlinks=False)  # older than the set-up, which is not done again
    (folder / ".venv").symlink_to(Path(sys.prefix))
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["bash", "-ec", command], cwd=folder, env=kept, capture_output=True, text=True)


@pytest.mark.slow
def test_the_steps_of_a_check_and_a_build_run_as_a_script(clone: Path) -> None:
    for command in commands("check", "build"):
        done = run(command, clone)
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert (clone / "site/index.html").exists()
    assert list((clone / "dist").glob("*.pdf"))
    assert ElementTree.parse(clone / "junit.xml").getroot().get("failures", "0") == "0"


@pytest.mark.slow
def test_a_false_claim_stops_the_first_step_at_its_line(clone: Path) -> None:
    page = clone / "docs/ch01/average.md"
    kept = page.read_text(encoding="utf-8")
    try:
        page.write_text(f"{kept}\n```python\n1 + 1  # => 3\n```\n", encoding="utf-8")
        done = run(next(commands("check")), clone)
    finally:
        page.write_text(kept, encoding="utf-8")
    line = kept.count("\n") + 3
    assert done.returncode != 0
    assert f"::error file=docs/ch01/average.md,line={line}," in done.stdout


def test_the_pre_commit_hook_is_a_command_that_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program, *arguments = shlex.split(hook["entry"])
    (tmp_path / "docs").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.tashika]\n", encoding="utf-8")
    for command in (
        ["init", "-q"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m1"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (tmp_path / "docs/a.md").write_text("```python\n1 + 1  # => 3\n```\n", encoding="utf-8")
    assert program == "tashika"
    assert main(["-C", str(tmp_path), *arguments]) == 1
    assert "docs/a.md:2" in capsys.readouterr().out

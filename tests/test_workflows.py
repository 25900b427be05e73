"""What publishes the notes from CI is valid, safe, and does what it says when its steps are run as a script."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tashika.cli import main

ROOT = Path(__file__).parents[1]
GITHUB = Path(".github/workflows/docs.yml")
GITLAB = Path(".gitlab-ci.yml")
SCHEMAS = {GITHUB: ["vendor.github-workflows"], GITLAB: ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]}
AT_REST = (GITHUB, GITLAB, "Makefile", "mkdocs.yml", "pyproject.toml", "requirements.lock", "package")


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project, which has workflows of its own."""
    folder = tmp_path_factory.mktemp("new") / "notes"
    assert main(["-C", str(folder.parent), "new", "notes", "--language", "en"]) == 0
    return folder


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([Path(sys.executable).parent / command[0], *command[1:]], capture_output=True, text=True)


def by_schema(schema: list[str], *files: Path) -> subprocess.CompletedProcess[str]:
    return tool("check-jsonschema", "--builtin-schema", *schema, *map(str, files))


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
def test_ours_and_those_of_a_new_project_have_the_shape_that_their_service_reads(file: Path, notes: Path) -> None:
    done = by_schema(SCHEMAS[file], ROOT / file, notes / file)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("file", "old", "new"), [(GITHUB, "runs-on:", "run-on:"), (GITLAB, "script:", "scripts:")])
def test_a_wrong_key_would_be_found(file: Path, old: str, new: str, tmp_path: Path) -> None:
    wrong = tmp_path / file.name
    wrong.write_text((ROOT / file).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert by_schema(SCHEMAS[file], wrong).returncode == 1


def audited(*files: Path) -> subprocess.CompletedProcess[str]:
    return tool("zizmor", "--offline", "--no-progress", "--config", str(ROOT / ".github/zizmor.yml"), *map(str, files))


def test_the_workflows_let_no_stranger_in(notes: Path) -> None:
    done = audited(ROOT / GITHUB, notes / GITHUB)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [("run: make test", "run: echo ${{ github.event.pull_request.title }}"), ("actions/cache@", "someone/cache@")],
)
def test_what_would_let_one_in_is_found(old: str, new: str, tmp_path: Path) -> None:
    wrong = tmp_path / ".github/workflows/docs.yml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text((ROOT / GITHUB).read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert audited(wrong).returncode != 0


def commands(project: Path) -> list[str]:
    """What a workflow runs before it publishes, but for what sets up a new machine and for our own long tests."""
    jobs = yaml.safe_load((project / GITHUB).read_text(encoding="utf-8"))["jobs"]
    steps = [step for name in ("check", "build", "notes") if name in jobs for step in jobs[name]["steps"]]
    return [step["run"] for step in steps if "run" in step and not re.search("apt-get|make setup", step["run"])]


def ours(project: Path, notes: Path) -> Path:
    """What this project is made with, for notes that are quickly built; what is set up already stays so."""
    project.mkdir()
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(lambda name: name.startswith((*map(str, AT_REST), "hooks/", "docs/assets/")), files.split("\0")):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, project / name)
        os.utime(project / name, (0, 0))  # older than what is set up: nothing is set up again
    for folder in ("docs", "snippets"):
        shutil.copytree(notes / folder, project / folder, dirs_exist_ok=True)
    config = project / "mkdocs.yml"
    config.write_text(re.sub(r"\nnav:\n(?:  .*\n)+", "\n", config.read_text(encoding="utf-8")), encoding="utf-8")
    (project / "node_modules").symlink_to(ROOT / "node_modules")
    return project


@pytest.fixture(scope="module", params=["ours", "of a new project"])
def project(request: pytest.FixtureRequest, notes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = ours(tmp_path_factory.mktemp("ours") / "project", notes) if request.param == "ours" else notes
    (found / ".venv").symlink_to(Path(sys.prefix))
    planned = run("make -n pdf", found).stdout
    assert "pip install" not in planned, f"the tests' own environment would be changed; run: make test\n{planned}"
    return found


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["bash", "-ec", command], cwd=folder, env=kept, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_the_steps_of_a_workflow_run_as_a_script(project: Path) -> None:
    for command in commands(project):
        done = run(command, project)
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert (project / "site/ch01/average.html").exists()
    assert (project / "dist/book.pdf").read_bytes().startswith(b"%PDF")
    if (project / "junit.xml").exists():
        assert ElementTree.parse(project / "junit.xml").getroot().get("failures", "0") == "0"


@pytest.mark.slow
def test_a_false_claim_stops_the_first_step_at_its_line(project: Path) -> None:
    page = project / "docs/ch01/average.md"
    kept = page.read_text(encoding="utf-8")
    page.write_text(f"{kept}\n```python\n1 + 1  # => 3\n```\n", encoding="utf-8")
    try:
        done = run(commands(project)[0], project)
    finally:
        page.write_text(kept, encoding="utf-8")
    assert done.returncode != 0
    assert f"::error file=docs/ch01/average.md,line={kept.count(chr(10)) + 3}," in done.stdout


DATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]["data"]


def test_the_pre_commit_hook_is_a_command_that_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["additional_dependencies"] == DATA, "without it no project with a mkdocs.yml could be read"
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

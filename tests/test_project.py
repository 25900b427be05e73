"""The project's own files keep what README.md and CONTRIBUTING.md promise, set-up included."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import tashika

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"docs", "snippets", "hooks", "tests", "bench", ".ci", ".github"}
SOMEONES_FOLDER = re.compile(r"(?<![\w.~*-])/(?:home|root|work|Users)/")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS: dict[str, list[str]] = PYPROJECT["project"]["optional-dependencies"]
PINNED = re.compile(r"([a-z0-9.-]+)==([^ ;]+)(?: ;.*)?")


def project_files() -> list[Path]:
    """Every file that is in the project or about to be, as git sees it."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    names = filter(None, listed.split("\0"))
    return [path for path in sorted({ROOT / name for name in names}) if path.is_file()]


def lock_lines() -> list[str]:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    return [line for line in lines if not line.lstrip().startswith("#")]


def pins() -> dict[str, list[str]]:
    """Each locked name with its versions: more than one where Pythons differ."""
    found: dict[str, list[str]] = {}
    for name, version in (match.groups() for line in lock_lines() if (match := PINNED.fullmatch(line))):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def makefile_variable(name: str) -> str:
    match = re.search(rf"^{name} [:?]?= (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert match, name
    return match[1]


# The lock


def test_every_line_of_the_lock_pins_one_version() -> None:
    assert [line for line in lock_lines() if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("extra", sorted(EXTRAS.keys() - {"torch"}))
def test_what_an_extra_asks_for_is_locked_at_versions_that_it_allows(extra: str) -> None:
    locked = pins()
    for requirement in map(Requirement, EXTRAS[extra]):
        versions = locked.get(canonicalize_name(requirement.name), [])
        assert versions, requirement
        assert all(version in requirement.specifier for version in versions), requirement


def test_what_torch_needs_is_locked_and_torch_itself_is_not() -> None:
    locked = pins()
    needs = [Requirement(word.strip("'")) for word in makefile_variable("TORCH_NEEDS").split()]
    assert [str(need) for need in needs if canonicalize_name(need.name) not in locked] == []
    assert [name for name in locked if name.startswith(("torch", "nvidia", "cuda", "triton"))] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "package-lock.json"])
def test_a_lock_names_no_place_to_download_from(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r'"resolved".*|--\w*index.*|--find-links.*|.*@ (?:file|https?):.*', text) == []
    assert lock == "package-lock.json" or "://" not in text


# Files and folders


def test_ci_runs_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"\bmake\b.*", script.read_text("utf-8"))[-1] == "make test"


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    found = []
    for path in project_files():
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1):
            if SOMEONES_FOLDER.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_top_level_holds_the_agreed_folders_only() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in project_files() if path.parent != ROOT}
    assert folders - FOLDERS == set()


def test_version_is_the_newest_in_the_changelog() -> None:
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == tashika.__version__


def test_hook_files_stay_thin() -> None:
    hooks = re.findall(r"^ +- +(hooks/\w+\.py)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert hooks
    lengths = {hook: len((ROOT / hook).read_text("utf-8").splitlines()) for hook in hooks}
    assert {hook: length for hook, length in lengths.items() if length >= 40} == {}


def test_a_wheel_is_made_without_pytorch(tmp_path: Path) -> None:
    """Who wants notes of their own needs neither this project's notes nor what these import."""
    wanted = {
        goal: subprocess.run(
            ["make", "-n", goal, f"VENV={tmp_path}"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for goal in ("wheel", "site")
    }
    assert "pip wheel" in wanted["wheel"] and "torch" not in wanted["wheel"] and "torch" in wanted["site"]


# PyTorch: the CPU build, and never the CUDA build unless asked

TORCH = makefile_variable("TORCH_VERSION")
NOT_INSTALLED = '*"import torch"*) exit 1 ;;'
UNKNOWN_TO_PIP = '*" -m pip install "*+cpu) exit 1 ;;'
UNKNOWN_TO_UV = '*" -m uv pip install "*) exit 2 ;;'


def set_up_torch(venv: Path, *answers: str, build: str = "cpu", system: str = "Linux") -> tuple[list[str], str]:
    """What make asks for to set up `build`, one `tool requirement` each, and what it says when it gives up, else "".

    The Python of `venv` is a shell script that writes down what it is asked; `answers` are branches of its `case`.
    """
    python = venv / "bin" / "python"
    python.parent.mkdir()
    cases = "\n".join(answers)
    python.write_text(f'#!/bin/sh\necho " $*" >> "{venv}/asked"\ncase " $*" in\n{cases}\nesac\n', "utf-8")
    python.chmod(0o755)
    for stamp in ("venv", "packages"):
        (venv / f".stamp-{stamp}").touch()
    command = ["make", f"VENV={venv}", f"SYSTEM={system}", f"{venv}/.stamp-torch-{build}"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(command, cwd=ROOT, env=outside, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (venv / f".stamp-torch-{build}").exists()
    asked = re.findall(r"-m (uv|pip)(?: pip)? install .*?(\S+)$", (venv / "asked").read_text("utf-8"), re.MULTILINE)
    return [" ".join(words) for words in asked], done.stderr if done.returncode else ""


def test_makefile_and_extra_speak_of_the_same_torch() -> None:
    assert EXTRAS["torch"] == [f"torch~={TORCH}"]


def test_torch_that_is_there_is_left_alone(tmp_path: Path) -> None:
    assert set_up_torch(tmp_path) == ([], "")


def test_cpu_build_that_pip_knows_is_taken(tmp_path: Path) -> None:
    assert set_up_torch(tmp_path, NOT_INSTALLED) == ([f"pip torch=={TORCH}+cpu"], "")


def test_cpu_build_that_pip_does_not_know_is_got_by_uv(tmp_path: Path) -> None:
    asked, said = set_up_torch(tmp_path, NOT_INSTALLED, UNKNOWN_TO_PIP)
    assert asked == [f"pip torch=={TORCH}+cpu", "pip uv", f"uv torch=={TORCH}+cpu"]
    assert said == ""
    assert "--torch-backend=cpu" in (tmp_path / "asked").read_text("utf-8")


def test_without_a_cpu_build_set_up_stops_and_says_so(tmp_path: Path) -> None:
    asked, said = set_up_torch(tmp_path, NOT_INSTALLED, UNKNOWN_TO_PIP, UNKNOWN_TO_UV)
    assert all(words == "pip uv" or words.endswith("+cpu") for words in asked)
    assert "The CPU build of PyTorch could not be had" in said


def test_off_linux_the_plain_build_is_the_cpu_build(tmp_path: Path) -> None:
    assert set_up_torch(tmp_path, NOT_INSTALLED, system="Darwin") == ([f"pip torch=={TORCH}"], "")


def test_cuda_build_is_installed_when_asked_for_even_over_the_cpu_build(tmp_path: Path) -> None:
    asked, said = set_up_torch(tmp_path, build="cuda")
    assert (asked, said) == (["pip uv", f"uv torch=={TORCH}"], "")
    assert "--reinstall-package torch" in (tmp_path / "asked").read_text("utf-8")


# Setting up


def test_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    old.chmod(0o755)
    command = ["make", f"VENV={tmp_path}/venv", f"PYTHON={old}", f"{tmp_path}/venv/.stamp-venv"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"Python 3.11 or newer, and '{old}' is not that" in done.stderr
    assert not (tmp_path / "venv").exists()

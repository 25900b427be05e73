"""The `tashika` command as it is used: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tashika import __version__, cli
from tashika.check import check
from tashika.execute import ExecutionError
from tashika.model import Problem, Report, Run, Span
from tashika.progress import Progress
from tashika.update import Update

TRUE = "```python\nprint(1 + 1)  # 出力: 2\n```\n"
DRIFTED = TRUE.replace("出力: 2", "出力: 3")
REWORDED = "```python\nprint('hello')  # 出力: goodbye\n```\n"
MAIN = [sys.executable, "-c", "import sys; from tashika.cli import main; sys.exit(main())"]

Notes = Callable[..., Path]


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    """Writes a project's files by their paths; `/` stands in for `__` in the names of arguments."""

    def write(settings: str = "", **files: str) -> Path:
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "pyproject.toml").write_text(f"[tool.tashika]\n{settings}", encoding="utf-8")
        for name, content in files.items():
            path = tmp_path / (name.replace("__", "/") + (".py" if name.startswith("snippets") else ".md"))
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode("utf-8"))
        return tmp_path

    return write


def tashika(root: Path, *arguments: str) -> int:
    return cli.main(["-C", str(root), *arguments])


def content(root: Path) -> dict[str, bytes]:
    """All files below a folder, but for kept runs: also those that nobody meant to leave there."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {name: path.read_bytes() for path in files if not (name := str(path.relative_to(root))).startswith(".cache")}


def changing(monkeypatch: pytest.MonkeyPatch, change: Callable[[Report], Report]) -> None:
    """Lets something happen between the runs and what the command does with their report."""

    def checked(*args: Any, **kwargs: Any) -> Report:
        return change(check(*args, **kwargs))

    monkeypatch.setattr("tashika.commands.asked.check", checked)


# check


def test_notes_that_hold_end_with_0_and_one_line(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(notes(docs__a=TRUE), "check") == 0
    out, err = capsys.readouterr()
    assert out.startswith("1 page, 1 program, 1 claim: 1 holds; ")
    assert (out.count("\n"), err) == (1, "")


def test_a_false_claim_ends_with_1_and_is_shown(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(notes(docs__a=DRIFTED), "check") == 1
    assert capsys.readouterr().out.startswith(
        "docs/a.md:2:21: differs (stdout, rule exact)\n"
        "  page says  3\n"
        "  run says   2\n"
        "             ^\n"
        "  repair     tashika update docs/a.md\n"
    )


def test_a_wrong_marker_ends_with_1(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(notes(docs__a='```python\n--8<-- "none.py"\n```\n'), "check") == 1
    assert "none.py" in capsys.readouterr().out


def test_a_failure_of_the_machine_ends_with_2(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Problem(Span("docs/a.md", 1, 1, 1, 1), "infrastructure", "no worker")
    changing(monkeypatch, lambda report: replace(report, problems=(broken,)))
    assert tashika(notes(docs__a=DRIFTED), "check") == 2


def test_a_program_that_could_not_be_run_ends_with_2(
    notes: Notes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(report: Report) -> Report:
        raise ExecutionError("cannot start python")

    changing(monkeypatch, fail)
    assert tashika(notes(docs__a=TRUE), "check") == 2
    assert capsys.readouterr() == ("", "tashika: cannot start python\n")


@pytest.mark.parametrize("command", ["check", "update"])
@pytest.mark.parametrize("path", ["docs/none.md", "..", "pyproject.toml"])
def test_a_path_without_notes_ends_with_2(
    notes: Notes, capsys: pytest.CaptureFixture[str], command: str, path: str
) -> None:
    assert tashika(notes(docs__a=TRUE), command, path) == 2
    out, err = capsys.readouterr()
    assert (out, err[:9]) == ("", "tashika: ")


@pytest.mark.parametrize("command", ["check", "update"])
def test_a_folder_without_notes_ends_with_2_since_nothing_would_be_checked(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tashika(tmp_path, command) == 2
    assert f"no page in {tmp_path / 'docs'}" in capsys.readouterr().err
    (tmp_path / "README.md").write_text("# A page without code\n", encoding="utf-8")
    assert tashika(tmp_path, command) == 0


def test_the_repair_of_unclaimed_output_is_in_the_language_of_the_message(
    notes: Notes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tashika(notes(docs__a="```python\nprint(1)\n```\n"), "check") == 1
    assert "repair     write `# output:` below it and run `tashika update docs/a.md`" in capsys.readouterr().out


def test_a_prompt_is_said_to_be_compared_as_doctest_does(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(notes(docs__a="```pycon\n>>> 1 + 1\n3\n```\n"), "check") == 1
    assert "docs/a.md:3:1: differs (stdout, rule doctest)\n" in capsys.readouterr().out


def test_a_wrong_configuration_ends_with_2_and_names_the_key(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(notes("doc = 1\n", docs__a=TRUE), "check") == 2
    assert "no key `doc`" in capsys.readouterr().err


@pytest.mark.parametrize(("key", "value"), [("claims", "few"), ("executor", "threads")])
def test_a_setting_of_an_unknown_choice_names_the_choices(
    notes: Notes, capsys: pytest.CaptureFixture[str], key: str, value: str
) -> None:
    assert tashika(notes(f'{key} = "{value}"\n', docs__a=TRUE), "check") == 2
    assert re.search(rf'{key} = .{value}. must be "\w+" or "\w+"', capsys.readouterr().err)


@pytest.mark.parametrize("configured", ["fork", "spawn"])
@pytest.mark.parametrize("asked", ["", "fork", "spawn"])
def test_programs_are_started_as_asked_else_as_configured(
    notes: Notes, capsys: pytest.CaptureFixture[str], configured: str, asked: str
) -> None:
    look = "print(b'/guard/' not in open(f'/proc/{os.getppid()}/cmdline', 'rb').read())"
    code = f"```python\nimport os\n{look}  # output:\n```\n"
    root = notes(f'executor = "{configured}"\n', docs__a=code)
    assert tashika(root, "check", *(["--executor", asked] if asked else [])) == 1
    assert ("True" if (asked or configured) == "fork" else "False") in capsys.readouterr().out


def test_a_folder_that_is_not_there_ends_with_2(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(notes(docs__a=TRUE) / "none", "check") == 2
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["mend"],
        ["check", "--format", "yaml"],
        ["check", "--jobs", "0"],
        ["check", "--jobs", "x"],
        ["check", "--timeout", "0"],
        ["check", "--timeout", "nan"],
        ["check", "--timeout", "soon"],
    ],
)
def test_a_command_that_cannot_be_understood_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("usage: tashika")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert (end.value.code, capsys.readouterr().out) == (0, f"tashika {__version__}\n")


def test_a_page_a_folder_or_a_snippet_file_selects_itself(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    shows = '```python\n--8<-- "s.py"\n```\n'
    root = notes(docs__a=DRIFTED, docs__b=TRUE + shows, snippets__s="print(1)  # 出力: 1\n")
    for path, counts in {
        "docs/b.md": "1 page, 2 programs, 2 claims: 2 hold",
        "docs": "2 pages, 3 programs (2 reused), 3 claims: 2 hold, 1 differs",
        "snippets/s.py": "0 pages, 1 program (1 reused), 1 claim: 1 holds",
    }.items():
        tashika(root, "check", path)
        assert counts in capsys.readouterr().out
    assert tashika(root / "snippets", "check", "s.py") == 0, "a path from where the command is given"
    assert tashika(root / "snippets", "check", "docs/b.md") == 0, "a path as reports show it"


def test_a_time_limit_on_the_command_line_counts(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a="```python\nwhile True: pass\n```\n")
    began = time.monotonic()
    assert tashika(root, "check", "--timeout", "0.3", "--jobs", "1") == 1
    assert "docs/a.md:2:1: the program ran into the time limit" in capsys.readouterr().out
    assert time.monotonic() - began < 30


def test_an_interrupt_ends_with_130_and_no_traceback(
    notes: Notes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(report: Report) -> Report:
        raise KeyboardInterrupt

    changing(monkeypatch, interrupt)
    assert tashika(notes(docs__a=TRUE), "check") == 130
    assert capsys.readouterr() == ("", "")


# Formats and files


def test_each_format_is_printed_whole(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=DRIFTED)
    printed = {}
    for name in ("json", "junit", "github"):
        assert tashika(root, "check", "--format", name) == 1
        printed[name] = capsys.readouterr().out
    assert json.loads(printed["json"])["summary"]["outcomes"]["differs"] == 1
    assert ElementTree.fromstring(printed["junit"].encode("utf-8")).get("failures") == "1"
    assert printed["github"].startswith("::error file=docs/a.md,line=2,")


def test_a_report_in_a_file_leaves_the_summary_to_the_terminal(
    notes: Notes, capsys: pytest.CaptureFixture[str]
) -> None:
    root = notes(docs__a=DRIFTED)
    assert tashika(root, "check", "--format", "json", "-o", "report.json") == 1
    assert json.loads((root / "report.json").read_text("utf-8"))["ok"] is False
    assert capsys.readouterr().out.startswith("1 page, 1 program, 1 claim: 1 differs; ")


def test_a_report_that_could_not_be_written_is_refused_before_anything_runs(
    notes: Notes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = notes(docs__a=TRUE)
    assert tashika(root, "check", "-o", "docs") == 2
    monkeypatch.setattr("tashika.commands.asked.check", None)
    assert tashika(root, "check", "-o", "none/report.json") == 2
    assert capsys.readouterr().err.count("tashika: cannot write ") == 2


class Terminal(io.StringIO):
    """A stream that says of itself that it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "environment", "coloured"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        (["--colour", "never"], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["-o", "report.txt"], {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    notes: Notes, monkeypatch: pytest.MonkeyPatch, choice: list[str], environment: dict[str, str], coloured: bool
) -> None:
    terminal = Terminal()
    root = notes(docs__a=DRIFTED)
    monkeypatch.setattr(sys, "stdout", terminal)
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    tashika(root, "check", *choice)
    written = (root / "report.txt").read_text("utf-8") if "-o" in choice else terminal.getvalue()
    assert ("\033[" in written) is coloured


def test_a_pipe_gets_no_colour_and_no_progress(notes: Notes) -> None:
    done = subprocess.run([*MAIN, "-C", notes(docs__a=DRIFTED), "check"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"\033" not in done.stdout


def test_a_reader_who_goes_away_is_no_error(notes: Notes) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [*MAIN, "-C", str(notes(docs__a=DRIFTED)), "check"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_terminal_without_japanese_gets_escapes(notes: Notes) -> None:
    root = notes(docs__a="```python\nprint('重み')  # 出力: 損失\n```\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*MAIN, "-C", root, "check"], capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"run says   \\u91cd\\u307f" in done.stdout


# Progress


def test_progress_is_one_line_that_is_cleared_at_the_end() -> None:
    terminal = Terminal()
    with Progress(terminal, delay=0.01) as progress:
        while not terminal.getvalue():
            time.sleep(0.01)
        progress(Run("docs/重み.md", "ok"), 1, 3)
    assert terminal.getvalue() == "\r\033[Krunning\r\033[K1 of 3 programs: docs/重み.md\r\033[K"


def test_progress_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    terminal = Terminal()
    with Progress(terminal, delay=0.0) as progress:
        while not terminal.getvalue():
            time.sleep(0.01)
        progress(Run("重み" * 30, "ok"), 1, 3)
    assert terminal.getvalue().split("\r\033[K")[2] == "1 of 3 programs: 重み重"


def test_there_is_no_progress_within_a_second_or_without_a_terminal() -> None:
    for stream, delay in ((Terminal(), 60.0), (io.StringIO(), 0.0)):
        with Progress(stream, delay) as progress:
            time.sleep(0.05)
            progress(Run("docs/a.md", "ok"), 1, 3)
        assert stream.getvalue() == ""


# update


def test_update_writes_what_the_run_gave_and_shows_it(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=DRIFTED)
    assert tashika(root, "update") == 0
    assert (root / "docs/a.md").read_text("utf-8") == TRUE
    out = capsys.readouterr().out
    assert out.startswith("--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1,3 +1,3 @@\n ```python\n-print(1 + 1)  # 出力: 3\n")
    assert "wrote docs/a.md\n1 page, 1 program, 1 claim: 1 holds; " in out
    assert "differs" not in out


def test_updating_twice_changes_nothing_the_second_time(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=DRIFTED, docs__b=TRUE)
    tashika(root, "update")

    def files() -> dict[Path, tuple[int, int]]:
        stats = {path: path.stat() for path in (root / "docs").iterdir()}
        return {path: (each.st_ino, each.st_mtime_ns) for path, each in stats.items()}

    before = files()
    capsys.readouterr()
    assert tashika(root, "update") == 0
    assert files() == before
    assert capsys.readouterr().out.startswith("wrote nothing\n")


def test_a_text_that_is_as_it_was_is_not_written(
    notes: Notes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = notes(docs__a=TRUE)
    monkeypatch.setattr("tashika.commands.updating.plan_update", lambda *_, **__: Update({"docs/a.md": TRUE}))
    assert tashika(root, "update") == 0
    assert capsys.readouterr().out.startswith("wrote nothing\n")


def test_git_applies_the_diff_that_update_shows(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=DRIFTED.rstrip("\n"))
    assert tashika(root, "update", "--dry-run") == 0
    shown = capsys.readouterr().out.partition("would write docs/a.md")[0]
    subprocess.run(["git", "apply", "-"], cwd=root, input=shown.encode("utf-8"), check=True)
    assert (root / "docs/a.md").read_text("utf-8") == TRUE.rstrip("\n")


def test_a_dry_run_writes_nothing(notes: Notes) -> None:
    root = notes(docs__a=DRIFTED, docs__b=REWORDED)
    before = content(root)
    assert tashika(root, "update", "--dry-run", "--accept") == 0
    assert content(root) == before


def test_what_needs_to_be_accepted_is_left_and_listed(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=DRIFTED, docs__b=REWORDED)
    assert tashika(root, "update") == 1
    assert (root / "docs/a.md").read_text("utf-8") == TRUE
    assert (root / "docs/b.md").read_text("utf-8") == REWORDED
    out = capsys.readouterr().out
    assert "docs/b.md:2:23: differs" in out
    assert out.endswith(
        "left as they are, since more than numbers would change:\n  docs/b.md:2\n"
        "to accept: tashika update --accept docs/b.md\n"
    )
    assert tashika(root, "update", "--accept", "docs/b.md") == 0
    assert (root / "docs/b.md").read_text("utf-8") == REWORDED.replace("goodbye", "hello")


def test_what_cannot_be_written_is_not_offered_to_be_accepted(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a="```python\nx = 1  # 例外: ValueError\n```\n")
    before = content(root)
    assert tashika(root, "update", "--accept") == 1
    assert content(root) == before
    out = capsys.readouterr().out
    assert "no exception was raised" in out
    assert "to accept" not in out


def test_authoring_problems_are_reported_and_left_alone(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    broken = '```python\n--8<-- "none.py"\n```\n'
    root = notes(docs__a=DRIFTED, docs__b=broken)
    assert tashika(root, "update") == 1
    assert (root / "docs/a.md").read_text("utf-8") == TRUE
    assert (root / "docs/b.md").read_text("utf-8") == broken
    assert "docs/b.md:2:1: " in capsys.readouterr().out


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_nothing_at_all_is_written_when_a_file_has_changed_since_it_was_run(
    notes: Notes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], dry: list[str]
) -> None:
    root = notes(docs__a=DRIFTED, docs__b=DRIFTED)

    def edit(report: Report) -> Report:
        (root / "docs/b.md").write_text(DRIFTED + "\nan edit\n", encoding="utf-8")
        return report

    changing(monkeypatch, edit)
    before = content(root) | {"docs/b.md": (DRIFTED + "\nan edit\n").encode("utf-8")}
    assert tashika(root, "update", *dry) == 2
    assert content(root) == before
    assert capsys.readouterr() == (
        "",
        "tashika: docs/b.md has changed since it was run: nothing is written, run again\n",
    )


def test_a_file_that_changes_while_others_are_prepared_is_not_overwritten(
    notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = notes(docs__a=DRIFTED, docs__b=DRIFTED)
    before = content(root)
    real = shutil.copymode

    def edit(*args: Any) -> None:
        (root / "docs/b.md").write_text("an edit\n", encoding="utf-8")
        real(*args)

    monkeypatch.setattr(shutil, "copymode", edit)
    assert tashika(root, "update") == 2
    assert content(root) == before | {"docs/b.md": b"an edit\n"}


def test_a_disk_that_is_full_leaves_every_file_as_it_was(
    notes: Notes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = notes(docs__a=DRIFTED, docs__b=DRIFTED)
    before = content(root)
    prepared: list[Any] = []

    def fail_at_the_second(*args: Any) -> None:
        prepared.append(args)
        if len(prepared) == 2:
            raise OSError(28, "No space left on device", "docs/b.md")

    monkeypatch.setattr(shutil, "copymode", fail_at_the_second)
    assert tashika(root, "update") == 2
    assert content(root) == before
    assert capsys.readouterr().err == "tashika: cannot write docs/b.md: No space left on device\n"


def test_update_keeps_mode_line_ends_and_links(notes: Notes) -> None:
    root = notes(docs__a=DRIFTED.replace("\n", "\r\n"))
    (root / "kept").mkdir()
    real, link = root / "kept/real.md", root / "docs/a.md"
    link.rename(real)
    real.chmod(0o640)
    link.symlink_to(real)
    assert tashika(root, "update") == 0
    assert link.is_symlink()
    assert real.read_bytes() == TRUE.replace("\n", "\r\n").encode("utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


# explain and clean


def test_explain_says_what_would_run_and_why(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=TRUE, docs__b="```python\nimport time; x = time.time()\n```\n")
    tashika(root, "check")
    capsys.readouterr()
    assert tashika(root, "explain") == 0
    told = "docs/a.md: reused\ndocs/b.md: to be run: uses the clock: time.time\n"
    assert capsys.readouterr() == (told, "")
    assert tashika(root, "explain", "docs/a.md", "--timeout", "3") == 0
    assert capsys.readouterr().out == "docs/a.md: to be run: the limits changed\n"


def test_clean_forgets_all_runs(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=TRUE)
    tashika(root, "check")
    assert [tashika(root, "clean"), tashika(root, "explain")] == [0, 0]
    assert capsys.readouterr().out.endswith("docs/a.md: to be run: never run before\n")
    assert not [file for file in (root / ".cache").rglob("*") if file.is_file()]


def test_no_cache_runs_everything_and_keeps_nothing(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=TRUE)
    for _ in range(2):
        assert tashika(root, "check", "--no-cache") == 0
        assert "reused" not in capsys.readouterr().out
    assert not (root / ".cache").exists()


def test_update_uses_kept_runs(notes: Notes, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(docs__a=DRIFTED)
    assert tashika(root, "check") == 1
    assert tashika(root, "update") == 0
    assert "1 program (1 reused)" in capsys.readouterr().out
    assert tashika(root, "check") == 0
    assert "1 program (1 reused)" in capsys.readouterr().out

"""`pytest docs`, as an author runs it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

import tashika.check
from tashika.execute import ExecutionError

pytest_plugins = ["pytester"]

LIE = "print(1 + 1)  # 出力: 3\n"
SHOWS = '```python\n--8<-- "s.py"\n```\n'
A = f"""# a

```python
print(1 + 1)  # 出力: 2
{LIE}```

{SHOWS}
```{{ .python .no-run reason="needs a GPU" }}
train()
```
"""
FALSE = """docs/a.md:5:21: differs (stdout, rule exact)
  page says  3
  run says   2
             ^
  repair     tashika update docs/a.md"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Two pages that show one snippet file, in an environment with this plugin only."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p tashika.pytest_plugin -W error")
    write(pytester, "pyproject.toml", "[tool.tashika]\n")
    write(pytester, "docs/a.md", A)
    write(pytester, "docs/b.md", f"{SHOWS}\n1<!-- = 1 --> と 2<!-- = 2 -->\n")
    write(pytester, "snippets/s.py", "print('s')  # 出力: s\n" + LIE)
    return pytester


def write(pytester: pytest.Pytester, name: str, content: str | bytes) -> Path:
    path = pytester.path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    """The outcome of each item of a `-v` run, by its id."""
    lines = (line.split() for line in result.outlines if line.endswith("%]") and "::" in line)
    return {words[0]: next(word for word in words if word.isupper()).lower() for words in lines}


def test_each_claim_is_an_item_named_by_its_place(project: pytest.Pytester) -> None:
    assert outcomes(project.runpytest("docs", "-v")) == {
        "docs/a.md::docs/a.md": "passed",
        "docs/a.md::docs/a.md:4": "passed",
        "docs/a.md::docs/a.md:5": "failed",
        "docs/a.md::docs/a.md:12": "skipped",
        "docs/a.md::snippets/s.py": "passed",
        "docs/a.md::snippets/s.py:1": "passed",
        "docs/a.md::snippets/s.py:2": "failed",
        "docs/b.md::docs/b.md:5": "passed",
        "docs/b.md::docs/b.md:5:17": "passed",
    }


def test_a_failure_is_the_text_report_and_nothing_else(project: pytest.Pytester) -> None:
    result = project.runpytest("docs", "-k", "a.md")
    out = result.stdout.str()
    assert f" docs/a.md:5 (stdout) {'_' * 29}\n{FALSE}\n{'_' * 20}" in out
    assert "snippet says  3" in out
    assert "Traceback" not in out
    assert "pytest_plugin.py" not in out


def test_a_page_alone_lists_the_snippet_that_it_shows(project: pytest.Pytester) -> None:
    found = outcomes(project.runpytest("docs/b.md", "-v"))
    assert found["docs/b.md::snippets/s.py:2"] == "failed"
    assert not any(name.startswith("docs/a.md") for name in found)


def test_an_item_runs_by_its_id(project: pytest.Pytester) -> None:
    project.runpytest("docs/a.md::snippets/s.py:2").assert_outcomes(failed=1)
    project.runpytest("docs/a.md::docs/a.md:4").assert_outcomes(passed=1)


def test_a_block_that_is_not_run_is_skipped_with_its_reason(project: pytest.Pytester) -> None:
    project.runpytest("docs", "-rs").stdout.fnmatch_lines(["SKIPPED*docs/a.md*needs a GPU"])


def test_items_stand_by_line_and_a_snippet_that_does_not_run_has_none(project: pytest.Pytester) -> None:
    write(project, "snippets/u.py", LIE)
    shows = SHOWS.replace("python", '{ .python .no-run reason="needs a GPU" }').replace("s.py", "u.py")
    write(project, "docs/c.md", f"{shows}```python\n1  # => 1\n```\n")
    assert list(outcomes(project.runpytest("docs/c.md", "-v")).items()) == [
        ("docs/c.md::docs/c.md", "passed"),
        ("docs/c.md::docs/c.md:1", "skipped"),
        ("docs/c.md::docs/c.md:5", "passed"),
    ]


def test_junit_of_pytest_names_the_file_and_line_of_a_snippet_claim(project: pytest.Pytester) -> None:
    project.runpytest("docs", "--junitxml=out.xml", "-o", "junit_family=xunit1")
    cases = ElementTree.parse(project.path / "out.xml").iter("testcase")
    found = {case.get("name"): (case.get("file"), case.get("line")) for case in cases}
    assert found["snippets/s.py:2"] == ("snippets/s.py", "1")  # pytest counts lines from 0
    assert found["docs/a.md:5"] == ("docs/a.md", "4")


def test_a_problem_is_a_failing_item(project: pytest.Pytester) -> None:
    write(project, "docs/c.md", '```python\n--8<-- "s.py:none"\n```\n')
    result = project.runpytest("docs/c.md", "-v")
    assert outcomes(result)["docs/c.md::docs/c.md:2"] == "failed"
    assert "no section `none` in snippets/s.py" in result.stdout.str()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print('unclaimed')", "docs/c.md:2:1: nobody claims this output on stdout:\n    unclaimed"),
        ("x = 1\n{}[0]", "docs/c.md:3:1: the program raised: KeyError: 0\n    Traceback (most recent call last):"),
    ],
)
def test_what_comes_to_light_in_a_run_fails_the_program_s_item(project: pytest.Pytester, code: str, said: str) -> None:
    write(project, "docs/c.md", f"```python\n{code}\n```\n")
    result = project.runpytest("docs/c.md", "-v")
    assert outcomes(result) == {"docs/c.md::docs/c.md": "failed"}
    assert said in result.stdout.str()


def test_a_page_that_cannot_be_read_is_a_failing_item(project: pytest.Pytester) -> None:
    write(project, "docs/c.md", b"1\n\xff\n")
    result = project.runpytest("docs", "-v")
    assert outcomes(result)["docs/c.md::docs/c.md:2"] == "failed"
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


def test_a_snippet_file_that_no_page_shows_fails_when_all_pages_are_asked_for(project: pytest.Pytester) -> None:
    write(project, "snippets/t.py", "x = 1\n")
    assert outcomes(project.runpytest("docs", "-v"))["snippets/t.py::snippets/t.py:1"] == "failed"
    assert not [name for name in outcomes(project.runpytest("docs/a.md", "-v")) if "t.py" in name]


def test_only_what_is_selected_runs_and_all_of_it_at_once(
    project: pytest.Pytester, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("log") / "runs.txt"  # no program may write into the project
    for name in "cde":
        log_it = f"with open({str(log)!r}, 'a') as log:\n    n = log.write('{name}')\n"
        write(project, f"docs/{name}.md", f"```python\n{log_it}n  # => 1\nn  # => 1\n```\n")
    project.runpytest("docs", "-k", "c.md or d.md").assert_outcomes(passed=6, deselected=12)
    assert sorted(log.read_text("utf-8")) == ["c", "d"]


def test_collecting_runs_nothing(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tashika.check, "check", None)
    result = project.runpytest("docs", "--collect-only", "-q")
    assert result.ret == 0
    assert "docs/a.md::snippets/s.py:2" in result.outlines


def test_notes_that_could_not_be_run_fail_every_item_in_one_line(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fail(*args: object) -> None:
        calls.append(args)
        raise ExecutionError("cannot start python")

    monkeypatch.setattr(tashika.check, "check", fail)
    result = project.runpytest("docs")
    result.assert_outcomes(failed=8, skipped=1)
    assert "\nthe notes could not be checked: cannot start python\n" in result.stdout.str()
    assert "Traceback" not in result.stdout.str()
    assert len(calls) == 1


def test_a_wrong_configuration_is_said_once(project: pytest.Pytester) -> None:
    write(project, "pyproject.toml", "[tool.tashika]\ndoc = 'docs'\n")
    result = project.runpytest("docs")
    result.assert_outcomes(errors=1)
    assert "has no key `doc`" in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


@pytest.mark.parametrize("options", [("-p", "no:cacheprovider"), ("-p", "xdist.plugin", "-n", "2")])
def test_other_ways_to_run_find_the_same(project: pytest.Pytester, options: tuple[str, ...]) -> None:
    project.runpytest("docs", *options).assert_outcomes(passed=6, failed=2, skipped=1)


def test_what_failed_last_runs_again_alone(project: pytest.Pytester) -> None:
    write(project, "snippets/t.py", "x = 1\n")
    project.runpytest("docs").assert_outcomes(passed=7, failed=3, skipped=1)
    project.runpytest("docs", "--lf").assert_outcomes(failed=2)
    write(project, "docs/a.md", A.replace("出力: 3", "出力: 2"))
    write(project, "snippets/s.py", "print('s')  # 出力: s\n" + LIE.replace("出力: 3", "出力: 2"))
    project.runpytest("docs", "--lf").assert_outcomes(passed=2)
    project.runpytest("docs", "--lf").assert_outcomes(failed=1)


def test_notebooks_and_files_with_cells_have_items_as_well(project: pytest.Pytester) -> None:
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": 1, "source": ["print(1)"]}
    output = {"output_type": "stream", "name": "stdout", "text": ["2\n"]}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**cell, "outputs": [output]}]}
    write(project, "docs/n.ipynb", json.dumps(notebook, indent=1))
    write(project, "docs/w.py", f"# %%\n{LIE}")
    write(project, "docs/plain.py", LIE)
    found = outcomes(project.runpytest("docs", "-v"))
    assert [found[f"docs/n.ipynb::docs/n.ipynb{at}"] for at in ("", ":19")] == ["passed", "failed"]
    assert [found[f"docs/w.py::docs/w.py{at}"] for at in ("", ":2")] == ["passed", "failed"]
    assert not [name for name in found if "plain" in name]


def test_pages_outside_of_the_notes_are_left_alone(project: pytest.Pytester) -> None:
    write(project, "README.md", f"```python\n{LIE}```\n")
    assert not [name for name in outcomes(project.runpytest("-v")) if "README" in name]


def test_pages_outside_of_the_project_are_left_alone(
    project: pytest.Pytester, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "README.md").write_text(f"```python\n{LIE}```\n", encoding="utf-8")
    result = project.runpytest("docs/b.md", str(outside), f"--rootdir={project.path}")
    result.assert_outcomes(passed=4, failed=1)


@pytest.mark.parametrize("settings", [None, "[tool.other]\n", "[tool.pytest.ini_options]\n"])
def test_a_project_without_the_table_is_left_alone(project: pytest.Pytester, settings: str | None) -> None:
    (project.path / "pyproject.toml").unlink()
    if settings:
        write(project, "pyproject.toml", settings)
    assert project.runpytest("docs").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_starting_pytest_imports_nothing_of_the_checker(project: pytest.Pytester) -> None:
    write(
        project,
        "test_modules.py",
        "import sys\ndef test_modules():\n"
        "    ours = {name for name in sys.modules if name.startswith(('tashika', 'mkdocs', 'markdown'))}\n"
        "    assert ours == {'tashika', 'tashika.pytest_plugin'}\n",
    )
    project.runpytest_subprocess("test_modules.py").assert_outcomes(passed=1)

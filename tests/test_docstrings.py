"""Notes without MkDocs: a README alone, and the prompts in the docstrings of a package."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tashika.check import check
from tashika.cli import main
from tashika.config import ConfigError, load_project
from tashika.docstrings import Module, read_docstrings
from tashika.notes import read_notes

MODULE = '''\
"""Boxes.

>>> _double(2)
4
"""
from . import numbers


def _double(x):
    return x * numbers.TWO


class Box:
    """A box.

    >>> Box().size()
    3
    """

    def size(self):
        """日本 says how big it is.

        >>> print("é" * Box().size(), "a")
        ééé a
        >>> Box().fail()
        Traceback (most recent call last):
            ...
        ValueError: no
        """
        return 3

    def fail(self):
        raise ValueError("no")
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A repository with a package below src, and neither pyproject.toml nor mkdocs.yml nor docs."""
    folder = tmp_path / "src" / "pkg"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "numbers.py").write_text("TWO = 2\n", "utf-8")
    (folder / "boxes.py").write_text(MODULE, "utf-8")
    (tmp_path / "README.md").write_text("# pkg\n\n```python\nprint(1 + 1)  # output: 2\n```\n", "utf-8")
    return tmp_path


def tashika(root: Path, *arguments: str) -> int:
    return main(["-C", str(root), *arguments])


def claims(text: str) -> list[tuple[int, int, str]]:
    page = read_docstrings(Module("m.py", "m", "."), textwrap.dedent(text))
    assert not page.problems
    return [(claim.at.line, claim.at.column, claim.expected) for claim in page.claims]


def test_a_readme_is_all_that_is_needed(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(package, "check") == 0
    readme = package / "README.md"
    readme.write_text(readme.read_text("utf-8").replace("output: 2", "output: 3"), "utf-8")
    assert tashika(package, "check") == 1
    assert "README.md:4:25: differs" in capsys.readouterr().out
    assert tashika(package, "update") == 0
    assert "output: 2" in readme.read_text("utf-8")


def test_a_folder_of_notes_takes_the_place_of_the_readme_and_patterns_add_to_it(package: Path) -> None:
    (package / "docs").mkdir()
    assert [page.path for page in read_notes(load_project(package)).pages] == []
    (package / "pyproject.toml").write_text('[tool.tashika]\npages = ["*.md"]\n', "utf-8")
    assert [page.path for page in read_notes(load_project(package)).pages] == ["README.md"]


def test_a_page_outside_of_the_folders_is_checked_when_it_is_named(package: Path) -> None:
    (package / "docs").mkdir()
    (package / "docs" / "a.md").write_text("# A\n", "utf-8")
    (package / "NEWS.md").write_text("```python\n1 + 1  # => 3\n```\n", "utf-8")
    assert tashika(package, "check") == 0
    assert tashika(package, "check", "NEWS.md") == 1


def test_a_table_with_settings_needs_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n', "utf-8")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert load_project(inner).root == tmp_path.resolve(), "without a table, too, the project's top is its root"


def test_prompts_of_a_module_run_among_its_names(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tashika(package, "check", "src/pkg/boxes.py") == 0
    assert "3 programs, 4 claims: 4 hold" in capsys.readouterr().out


def test_a_false_prompt_is_reported_at_its_line_and_column(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = package / "src" / "pkg" / "boxes.py"
    file.write_text(MODULE.replace("ééé a", "éé a").replace("    3\n", "    4\n"), "utf-8")
    assert tashika(package, "check", "src/pkg/boxes.py") == 1
    out = capsys.readouterr().out
    assert "src/pkg/boxes.py:17:5: differs" in out
    assert "src/pkg/boxes.py:24:9: differs" in out


def test_a_change_in_a_module_that_is_imported_runs_the_prompts_again(package: Path) -> None:
    assert tashika(package, "check", "src") == 0
    (package / "src" / "pkg" / "numbers.py").write_text("TWO = 3\n", "utf-8")
    assert tashika(package, "check", "src") == 1


def test_configured_docstrings_are_read_by_every_check(package: Path) -> None:
    (package / "pyproject.toml").write_text('[tool.tashika]\ndocstrings = ["src"]\n', "utf-8")
    report = check(load_project(package))
    assert report.ok
    assert {run.program for run in report.runs} == {
        "README.md",
        "src/pkg/boxes.py",
        "src/pkg/boxes.py#Box",
        "src/pkg/boxes.py#Box.size",
    }


@pytest.mark.parametrize("place", ["lib", "../elsewhere"])
def test_docstrings_of_a_folder_that_is_not_there_are_an_error_of_the_table(package: Path, place: str) -> None:
    (package / "pyproject.toml").write_text(f'[tool.tashika]\ndocstrings = ["{place}"]\n', "utf-8")
    with pytest.raises(ConfigError, match=f"docstrings: there is no `{place}`"):
        load_project(package)


def test_update_writes_into_the_docstring(package: Path) -> None:
    file = package / "src" / "pkg" / "boxes.py"
    wrong = MODULE.replace("ééé a", "x").replace("    3\n", "    4\n").replace("ValueError: no\n", "TypeError: yes\n")
    file.write_text(wrong.replace("\n", "\r\n"), "utf-8", newline="")
    assert tashika(package, "update", "--accept", "src/pkg/boxes.py") == 0
    assert file.read_bytes() == MODULE.replace("\n", "\r\n").encode("utf-8")


def test_update_adds_an_output_that_is_missing(package: Path) -> None:
    file = package / "src" / "pkg" / "boxes.py"
    file.write_text(MODULE.replace("    >>> Box().size()\n    3\n", "    >>> Box().size()\n"), "utf-8")
    assert tashika(package, "update", "src/pkg/boxes.py") == 0
    assert file.read_text("utf-8") == MODULE


@pytest.mark.parametrize(
    ("docstring", "message"),
    [
        ('"""\n>>> print("a\\\\tb")\n1\n"""', "escapes, tabs or quotes"),
        ('""">>> 1 + 1\n"""', "begin on the next one"),
        ('"""\n>>> chr(92)\n1\n"""', "escapes, tabs or quotes"),
        ("'''\n>>> chr(34) * 3\n1\n'''", "escapes, tabs or quotes"),
    ],
)
def test_update_leaves_what_it_could_not_write_faithfully(
    package: Path, capsys: pytest.CaptureFixture[str], docstring: str, message: str
) -> None:
    file = package / "src" / "pkg" / "boxes.py"
    file.write_text(f"def f():\n    {docstring}\n".replace("\n>>>", "\n    >>>").replace("\n1", "\n    1"), "utf-8")
    before = file.read_bytes()
    assert tashika(package, "update", "--accept", "src/pkg/boxes.py") == 1
    assert message in capsys.readouterr().out
    assert file.read_bytes() == before


def test_output_of_a_prompt_that_nobody_claims_is_an_error(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = package / "src" / "pkg" / "boxes.py"
    file.write_text('"""\n>>> for i in range(2):\n...     print(i)\n"""\n', "utf-8")
    assert tashika(package, "check", "src/pkg/boxes.py") == 1
    assert "src/pkg/boxes.py:2" in capsys.readouterr().out


def test_a_module_that_cannot_be_imported_is_named(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = package / "src" / "pkg" / "boxes.py"
    file.write_text('"""\n>>> 1\n1\n"""\nimport nothing_of_that_name\n', "utf-8")
    assert tashika(package, "check", "src/pkg/boxes.py") == 1
    assert "src/pkg/boxes.py:5" in capsys.readouterr().out


def test_a_module_that_is_no_python_is_an_error(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "src" / "pkg" / "boxes.py").write_text('""">>> 1"""\ndef f(:\n', "utf-8")
    assert tashika(package, "check", "src/pkg/boxes.py") == 1
    assert "src/pkg/boxes.py:2:7: SyntaxError" in capsys.readouterr().out


def test_what_doctest_skips_is_reported_as_not_run(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = package / "src" / "pkg" / "boxes.py"
    file.write_text('"""\n>>> 1\n1\n>>> 1 / 0  # doctest: +SKIP\n5\n"""\n', "utf-8")
    assert tashika(package, "check", "src/pkg/boxes.py") == 0
    assert "src/pkg/boxes.py:4:1: not run: doctest: +SKIP" in capsys.readouterr().out


def test_escapes_that_move_lines_are_an_error_that_says_what_to_write() -> None:
    page = read_docstrings(Module("m.py", "m", "."), '"""a\\n\n>>> 1\n1\n"""\n')
    (problem,) = page.problems
    assert 'r"""' in problem.repair and problem.at.line == 1


def test_prompts_are_found_where_doctest_finds_them() -> None:
    assert claims(
        '''\
        """>>> 1"""
        def f():
            """
            >>> 2
            2

            >>> if True:
            ...     3
            3
            """
            def inner():
                """
                >>> 4
                """
        class C:
            def g(self):
                r"""Text before.
                    >>> 5
                    5
                """
        text = """
        >>> 6
        """
        '''
    ) == [(1, 9, ""), (5, 5, "2"), (9, 5, "3"), (19, 13, "5")]


def test_a_module_without_prompts_has_nothing_to_run() -> None:
    page = read_docstrings(Module("m.py", "m", "."), '"""Text."""\nx = 1 >> 2\n')
    assert not page.programs and not page.claims and not page.problems

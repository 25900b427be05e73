"""The project's own notes hold, and what is read from disk is chosen rightly."""

from pathlib import Path

import pytest

from tashika.check import check
from tashika.config import Project, load_project, make_project
from tashika.note_files import PAGES
from tashika.notes import UnknownPath, read_notes, select

ROOT = Path(__file__).parents[1]


def project(root: Path, files: dict[str, str | bytes]) -> Project:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    (root / "docs").mkdir(exist_ok=True)
    return make_project(root, {})


def problems(root: Path, files: dict[str, str | bytes]) -> list[tuple[str, int, str]]:
    return [(p.at.path, p.at.line, p.message) for p in read_notes(project(root, files)).problems]


SHOW = '```python\n--8<-- "a.py"\n```\n'


def test_every_page_of_the_notes_is_read_with_its_claims() -> None:
    notes = read_notes(load_project(ROOT))
    assert {"docs/ch19/group-conv.md", "docs/ch19/im2col.md"} <= {page.path for page in notes.pages}
    assert {program.id for program in notes.programs} >= {"snippets/ch19/group_conv.py", "docs/ch19/im2col.md"}
    assert len(notes.claims) > 100
    assert notes.problems == ()


@pytest.mark.parametrize("rule", ["exact", "digits"])
def test_the_notes_use_no_looser_rule_than_the_digits_they_print(rule: str) -> None:
    others = ("prompt", "figure", "equation")
    found = [claim for claim in read_notes(load_project(ROOT)).claims if claim.form not in others]
    claims = [claim for claim in found if not claim.at.path.startswith("docs/guide/")]  # which shows every rule
    assert {claim.rule for claim in claims} <= {"exact", "digits"}
    assert any(claim.rule == rule for claim in claims)


def test_a_file_that_no_page_shows_is_reported(tmp_path: Path) -> None:
    assert problems(tmp_path, {"snippets/a.py": "x = 1\n"}) == [("snippets/a.py", 1, "no page shows this file")]


def test_a_section_that_no_page_shows_is_reported_with_its_line(tmp_path: Path) -> None:
    snippet = "# --8<-- [start:a]\nx = 1\n# --8<-- [end:a]\n# --8<-- [start:b]\ny = 1\n# --8<-- [end:b]\n"
    page = SHOW.replace("a.py", "a.py:a")
    found = problems(tmp_path, {"snippets/a.py": snippet, "docs/p.md": page})
    assert found == [("snippets/a.py", 4, "no page shows section `b`")]


def test_a_page_that_is_not_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    ((path, line, message),) = problems(tmp_path, {"docs/p.md": b"x\n\x93\xfa\n"})
    assert (path, line) == ("docs/p.md", 2)
    assert "not UTF-8" in message


@pytest.mark.parametrize("text", ['--8<-- "a.py"\n', '- --8<-- "x"\n\n    --8<-- "part.md"\n'])
def test_code_that_comes_in_outside_of_a_fence_is_reported(tmp_path: Path, text: str) -> None:
    files = {
        "snippets/a.py": "x = 1\n",
        "snippets/part.md": "```python\n1 / 0\n```\n",
        "docs/p.md": text,
        "docs/q.md": SHOW,
    }
    ((path, line, message),) = problems(tmp_path, files)
    assert (path, line) == ("docs/p.md", text.count("\n"))
    assert "would not run" in message


def test_text_that_is_included_without_code_is_fine(tmp_path: Path) -> None:
    assert problems(tmp_path, {"snippets/part.md": "*[CNN]: x\n", "docs/p.md": '--8<-- "part.md"\n'}) == []


def test_a_selection_brings_the_files_that_its_pages_show(tmp_path: Path) -> None:
    files = {"snippets/a.py": "x = 1\n", "docs/a/p.md": SHOW, "docs/b/q.md": "```python\ny = 1\n```\n"}
    chosen = project(tmp_path, files)
    notes = read_notes(chosen)

    def ids(*paths: str) -> list[str]:
        return [program.id for program in select(notes, chosen, [tmp_path / path for path in paths]).programs]

    assert ids("docs") == ["docs/b/q.md", "snippets/a.py"]
    assert ids("docs/a") == ids("docs/a/p.md") == ids("snippets/a.py") == ["snippets/a.py"]
    assert ids("docs/b/q.md") == ["docs/b/q.md"]


def test_a_selection_brings_what_is_wrong_in_data_files(tmp_path: Path) -> None:
    chosen = project(tmp_path, {"docs/p.md": "x\n", "docs/glossary.yml": "- term: a\n"})
    found = select(read_notes(chosen), chosen, [tmp_path / "docs/p.md"]).problems
    assert {problem.at.path for problem in found} == {"docs/glossary.yml"}


def test_a_data_file_brings_the_pages_that_show_it(tmp_path: Path) -> None:
    term = "- term: a\n  reading: a\n  english: a\n  text: a\n  page: p.md\n"
    listed = "<!-- table: glossary.yml terms -->\n\n- a\n\n<!-- /table -->\n"
    chosen = project(tmp_path, {"docs/p.md": "# P\n", "docs/all.md": listed, "docs/glossary.yml": term})
    found = select(read_notes(chosen), chosen, [tmp_path / "docs/glossary.yml"])
    assert "docs/all.md" in [page.path for page in found.pages]
    (verdict,) = found.records.verdicts
    assert verdict.outcome == "differs"


@pytest.mark.parametrize("path", ["docs/none.md", "elsewhere", "..", "docs/a"])
def test_a_path_that_holds_no_notes_is_refused(tmp_path: Path, path: str) -> None:
    chosen = project(tmp_path, {"docs/ab/p.md": "x\n"})
    with pytest.raises(UnknownPath):
        select(read_notes(chosen), chosen, [tmp_path / path])


def test_a_file_shown_only_by_blocks_that_do_not_run_does_not_run(tmp_path: Path) -> None:
    page = '``` { .python .no-run reason="needs a GPU" }\n--8<-- "a.py"\n```\n'
    notes = read_notes(project(tmp_path, {"snippets/a.py": "print(1)  # 出力: 2\n", "docs/p.md": page}))
    assert (notes.programs, notes.claims, notes.problems) == ((), (), ())


@pytest.mark.parametrize("suffix", sorted(PAGES))
def test_a_page_of_any_suffix_that_is_rendered_is_read(tmp_path: Path, suffix: str) -> None:
    files: dict[str, str | bytes] = {f"docs/p{suffix}": "```python\nx = 1\n```\n"}
    assert [page.path for page in read_notes(project(tmp_path, files)).pages] == [f"docs/p{suffix}"]


def test_the_suffixes_of_pages_are_those_that_mkdocs_renders_and_pytest_collects() -> None:
    from mkdocs.utils import markdown_extensions

    from tashika import pytest_plugin

    assert set(markdown_extensions) == PAGES == pytest_plugin.PAGES


def test_output_that_another_page_claims_is_claimed_when_one_page_is_checked(tmp_path: Path) -> None:
    show = '```python\n--8<-- "a.py"\n```\n'
    files: dict[str, str | bytes] = {
        "snippets/a.py": "print(1)\n",
        "docs/p.md": show,
        "docs/q.md": f"{show}\n```output\n1\n```\n",
    }
    chosen = project(tmp_path, files)
    assert check(chosen, [tmp_path / "docs" / "p.md"]).ok
    (tmp_path / "docs" / "q.md").write_text(show, encoding="utf-8")
    assert not check(chosen, [tmp_path / "docs" / "p.md"]).ok

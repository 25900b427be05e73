"""What hangs on a seed, the order of a set or the number of threads is found, with the tightest rule for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tashika import cli
from tashika.check_twice import SETTINGS, check_twice
from tashika.compare import check_rule, matches
from tashika.config import make_project
from tashika.execute import ExecutionError
from tashika.loosen import tightest
from tashika.model import (
    Chunk,
    Claim,
    ClaimForm,
    ClaimKind,
    Outcome,
    Page,
    Problem,
    Program,
    Report,
    Run,
    Span,
    Verdict,
)
from tashika.twice import CHANCE, ENDS, HASHES, MORE, SEEDS, THREADS, TITLE, TOGETHER, findings, is_finding

AT = Span("docs/a.md", 1, 5, 1, 9)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(repr)


def claim(kind: ClaimKind = "stdout", form: ClaimForm = "line", rule: str = "exact", expected: str = "x") -> Claim:
    return Claim(AT, "docs/a.md", (1,), kind, form, expected, rule)


def rule(first: str, second: str, kind: ClaimKind = "stdout", form: ClaimForm = "line") -> tuple[str, str] | None:
    found = tightest(claim(kind, form), first, second)
    return tuple(found) if found else None  # type: ignore[return-value]


# The tightest rule.


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("a \n\n", "a\n", ("exact", "a")),
        ("{'b', 'a'}", "{'a', 'b'}", ("unordered", "{'b', 'a'}")),
        ("b\na\n", "a\nb\n", ("unordered", "b\na")),
        ("0.3012", "0.3049", ("digits", "0.30")),
        ("0.3012", "0.3009", ("digits", "0.301")),
        ("x = 1.5 and 0.25001", "x = 1.5 and 0.24999", ("digits", "x = 1.5 and 0.2500")),
        ("[0.1 0.12344]", "[0.1 0.12341]", ("digits", "[0.1 0.1234]")),
        ("-0.30121", "-0.30124", ("digits", "-0.3012")),
        ("1.2345e-05", "1.2344e-05", ("digits", "1.234e-05")),
        ("12.7", "13.1", ("digits", "13")),
        ("9.999", "10.001", ("digits", "10.00")),
        ("1.0", "1.000", ("digits", "1.0")),
        ("1000", "1001", ("rtol=1e-3", "1000")),
        ("1000", "1002", ("rtol=1e-2", "1000")),
        ("0.0995", "0.1005", ("digits", "0.100")),
        ("[100.0 0.04]", "[100.0 0.01]", ("atol=1e-1", "[100.0 0.04]")),
        ("3.1e-17", "-2.2e-17", ("atol=1e-16", "3.1e-17")),
        ("0.0", "1e-9", ("atol=1e-9", "0.0")),
        ("it took 0.12 s", "it took 0.34 s", ("...", "it took ... s")),
        ("a\nat 0x7f12\nb", "a\nat 0x8e34\nb", ("...", "a\nat ...\nb")),
        ("at 0x12\nsame\nat 0x34", "at 0x56\nsame\nat 0x78", ("...", "at ...\nsame\nat ...")),
        ("go on", "go on on", ("...", "go on...")),
        (f"{'1' * 30}.5", f"{'1' * 30}.25", ("rtol=1e-29", f"{'1' * 30}.5")),
        ("loss nan", "loss 0.5", ("...", "loss ...")),
        ("0.31", "0.77", None),
        ("0.31 0.5", "0.77", None),
        ("[0.31 0.5]", "[0.77 0.1]", None),
        ("1", "2", None),
        ("0.04", "0.03", None),
        ("yes", "no", None),
        ("", "yes", None),
    ],
)
def test_the_tightest_rule_is_found(first: str, second: str, wanted: tuple[str, str] | None) -> None:
    assert rule(first, second) == wanted


@given(NUMBERS, NUMBERS)
def test_a_rule_that_is_found_holds_for_both_and_can_fail(first: str, second: str) -> None:
    found = tightest(claim(), first, second)
    if found:
        check_rule(found.rule, found.text)
        assert matches(found.text, first, found.rule)
        assert matches(found.text, second, found.rule)


@given(st.text(alphabet="ab .1-e\n", max_size=12), st.text(alphabet="ab .1-e\n", max_size=12))
def test_any_two_texts_can_be_compared(first: str, second: str) -> None:
    found = tightest(claim(), first, second)
    assert found is None or (matches(found.text, first, found.rule) and matches(found.text, second, found.rule))


def test_a_prompt_has_no_rule_but_ellipsis() -> None:
    assert rule("0.3012", "0.3049", form="prompt") is None
    assert rule("took 0.3012", "took 0.3049", form="prompt") == ("...", "took ...")


def test_an_exception_and_a_number_in_prose_are_compared_as_the_judge_compares_them() -> None:
    assert rule("pkg.Error: at 0x12", "pkg.Error: at 0x34", "raises") == ("...", "pkg.Error: at ...")
    assert rule("pkg.Error", "pkg.Error: x", "raises") == ("exact", "pkg.Error")
    assert rule("0.3012", "0.3049", "prose", "prose") == ("digits", "0.30")
    assert rule("0.50", "0.5", "prose", "prose") == ("exact", "0.50")


# Two reports.


def report(actual: str | None, outcome: Outcome = "holds", of: Claim | None = None, **parts: object) -> Report:
    program = Program("docs/a.md", (Chunk("docs/a.md", 1, "x"),))
    page = Page("docs/a.md", "", programs=(program,))
    made = Report((Verdict(of or claim(), outcome, actual, "why"),), runs=(Run("docs/a.md", "ok"),), pages=(page,))
    return replace(made, **parts)  # type: ignore[arg-type]


def test_a_claim_that_holds_twice_survives_whatever_the_runs_gave() -> None:
    assert findings(report("0.31"), report("0.32")) == []


def test_a_claim_that_holds_once_does_not_survive() -> None:
    for first, second in (("holds", "differs"), ("differs", "holds")):
        (problem,) = findings(report("0.3012", first), report("0.3049", second))  # type: ignore[arg-type]
        assert (problem.at, problem.family) == (AT, "claim")
        assert problem.message.split("\n") == [
            f"{TITLE} (stdout, rule exact)",
            "first run says   0.3012",
            "second run says  0.3049",
            "tightest rule that holds: digits",
        ]
        assert problem.repair.endswith("\n# output[digits]: 0.30")


def test_a_false_claim_is_reported_only_if_the_runs_differ_under_its_rule() -> None:
    loose = claim(rule="rtol=1e-1")
    assert findings(report("2", "differs"), report("2", "differs")) == []
    assert findings(report("2.00", "differs", loose), report("2.01", "differs", loose)) == []
    assert len(findings(report("2", "differs"), report("3", "differs"))) == 1


def test_a_claim_that_only_one_run_reaches_does_not_survive() -> None:
    (problem,) = findings(report("1"), report(None, "unreached"))
    assert "second run says  (nothing) unreached: why\ntightest rule that holds: none" in problem.message
    assert "write" not in problem.repair
    assert findings(report(None, "unreached"), report(None, "unreached")) == []


def test_of_many_lines_those_that_differ_are_shown() -> None:
    left = "\n".join(map(str, range(100)))
    (problem,) = findings(report(left), report(left.replace("57", "yes"), "differs"))
    assert "\nfirst run says   57\nsecond run says  yes\n" in problem.message
    (problem,) = findings(report(left), report("gone", "differs"))
    assert problem.message.count("\n") < 12
    assert "⋯" in problem.message


@pytest.mark.parametrize(
    ("kind", "form", "wanted"),
    [
        ("stdout", "line", "# output[digits]: 0.30"),
        ("stderr", "line", "# stderr[digits]: 0.30"),
        ("value", "line", "# =>[digits] 0.30"),
        ("stdout", "arrows", "#>[digits] 0.30"),
        ("stdout", "fence", '``` { .output rule="digits" }\n0.30\n```'),
        ("prose", "prose", "0.30<!-- =[digits] … -->"),
    ],
)
def test_a_rule_is_shown_as_the_author_would_write_it(kind: ClaimKind, form: ClaimForm, wanted: str) -> None:
    of = claim(kind, form)
    (problem,) = findings(report("0.3012", of=of), report("0.3049", "differs", of))
    assert problem.repair.partition("\n")[2] == wanted


def test_several_lines_are_shown_as_a_block_of_comments() -> None:
    (problem,) = findings(report("b\na\n"), report("a\nb\n", "differs"))
    assert problem.repair.endswith("\n# output[unordered]:\n# b\n# a")


def test_a_program_that_ends_otherwise_is_a_finding_at_its_line() -> None:
    raised = (Run("docs/a.md", "raised", line=7, detail="ValueError: x"),)
    for first, second in ((report("1"), report("1", runs=raised)), (report("1", runs=raised), report("1"))):
        (problem,) = findings(first, second)
        assert str(problem.at) == "docs/a.md:7:1"
        assert problem.message.startswith(ENDS)
        assert "raised at line 7: ValueError: x" in problem.message
    assert findings(report("1", runs=raised), report("1", runs=raised)) == []


def test_a_problem_of_the_second_run_alone_is_a_finding() -> None:
    known = Problem(AT, "claim", "nobody claims this output on stdout:\nx")
    other = replace(known, message="nobody claims this output on stdout:\ny")
    (problem,) = findings(report("1"), report("1", problems=(known,)))
    assert (problem.at, problem.message) == (AT, MORE + known.message)
    assert findings(report("1", problems=(known,)), report("1", problems=(other,))) == []
    assert is_finding(problem) and not is_finding(known)


def test_notes_that_changed_between_the_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="changed between the two runs"):
        findings(report("1"), report("1", of=claim(expected="y")))


# Programs.


def notes(root: Path, code: str, settings: str = "") -> Path:
    (root / "docs").mkdir()
    (root / "pyproject.toml").write_text(f"[tool.tashika]\n{settings}", encoding="utf-8")
    (root / "docs" / "a.md").write_text(f"```python\n{dedent(code).strip()}\n```\n", encoding="utf-8")
    return root


def twice(root: Path, code: str) -> list[tuple[int, str]]:
    """Line and tightest rule of each claim that does not survive."""
    found = check_twice(make_project(notes(root, code), {}))
    return [(p.at.line, p.message.rpartition(": ")[2]) for p in found.problems if p.message.startswith(TITLE)]


def test_the_two_settings_have_nothing_in_common() -> None:
    first, second = SETTINGS
    assert not set(vars(first).items()) & set(vars(second).items())


def test_the_order_of_a_set_does_not_survive(tmp_path: Path) -> None:
    code = "print({chr(c) for c in range(97, 123)})  # 出力:\nprint(sorted({'b', 'a'}))  # 出力: ['a', 'b']"
    assert twice(tmp_path, code) == [(2, "unordered")]


def test_a_generator_without_a_seed_does_not_survive_and_one_with_a_seed_does(tmp_path: Path) -> None:
    code = """
        import random
        import numpy as np
        print(np.random.default_rng().normal(size=9))  # 出力:
        print(np.random.default_rng(0).random())  # 出力: 0.6369616873214543
        print(np.random.rand(9))  # 出力:
        print([random.random() for _ in range(9)])  # 出力:
    """
    assert twice(tmp_path, code) == [(4, "none"), (6, "none"), (7, "none")]


def test_a_sum_whose_last_digits_hang_on_the_threads_survives_by_digits_alone(tmp_path: Path) -> None:
    code = """
        import os
        parts = int(os.environ["OMP_NUM_THREADS"])
        xs = [0.1] * 1000
        print(sum(sum(xs[n::parts]) for n in range(parts)))  # 出力: 99.9999999999986
        print(sum(sum(xs[n::parts]) for n in range(parts)))  # 出力[digits]: 100.0000
    """
    assert twice(tmp_path, code) == [(5, "digits")]


# The cause.


def causes(root: Path, code: str) -> dict[int, str]:
    """What is told to be the cause of each finding, by its line."""
    found = check_twice(make_project(notes(root, code), {}))
    lines = {p.at.line: p.message.split("\n") for p in found.problems if is_finding(p)}
    return {at: line.removeprefix("cause").strip() for at, told in lines.items() for line in told if "cause" in line}


def test_the_one_change_that_makes_a_claim_fall_is_named(tmp_path: Path) -> None:
    code = """
        import os, random, time
        print({chr(c) for c in range(97, 123)})  # 出力:
        print([random.random() for _ in range(9)])  # 出力:
        print(os.environ["OMP_NUM_THREADS"])  # 出力:
        print(time.time_ns())  # 出力:
        print(1)  # 出力: 1
    """
    assert causes(tmp_path, code) == {3: HASHES, 4: SEEDS, 5: THREADS, 6: CHANCE}


def test_several_changes_that_each_make_a_claim_fall_are_all_named(tmp_path: Path) -> None:
    code = "import os, random\nprint(os.environ['OMP_NUM_THREADS'], random.random())  # 出力:"
    assert causes(tmp_path, code) == {3: f"{SEEDS}; {THREADS}"}


def test_a_claim_that_falls_by_no_single_change_is_said_to(tmp_path: Path) -> None:
    code = "import os\nprint(os.environ['OMP_NUM_THREADS'] + os.environ['PYTHONHASHSEED'] == '21')  # 出力: False"
    assert causes(tmp_path, code) == {3: TOGETHER}


def test_the_cause_is_told_of_ends_and_of_other_problems_as_well(tmp_path: Path) -> None:
    code = "import os\nif os.environ['PYTHONHASHSEED'] == '1':\n    print('more')\n    raise KeyError('x')"
    found = check_twice(make_project(notes(tmp_path, code), {})).problems
    assert [p.message.split("\n")[-1] for p in found] == [f"cause            {HASHES}"] * 2


def test_only_the_programs_that_fell_run_again_to_find_the_cause(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("log")  # no program may write into the project
    count = "open({!r}, 'a').write('x')\n"
    root = notes(tmp_path, count.format(str(log / "fell")) + "import random; print(random.random())  # 出力:")
    firm = count.format(str(log / "firm")) + "print(1)  # 出力: 1"
    (root / "docs" / "b.md").write_text(f"```python\n{firm}\n```\n", encoding="utf-8")
    check_twice(make_project(root, {}))
    assert [len((log / name).read_text()) for name in ("firm", "fell")] == [2, 6]


# The command.


def test_notes_that_survive_end_with_0_and_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(tmp_path, "print(1 + 1)  # 出力: 2")
    assert cli.main(["-C", str(root), "check", "--twice"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 page, 1 program, 1 claim: 1 holds; ")
    assert out.endswith("second run with other seeds, hash order and number of threads: every claim survives\n")


def test_a_claim_that_does_not_survive_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = "import os\nprint('loss', 0.3012 if os.environ['OMP_NUM_THREADS'] == '1' else 0.3049)  # 出力: loss 0.3012"
    root = notes(tmp_path, code)
    assert cli.main(["-C", str(root), "check"]) == 0
    assert "second run" not in capsys.readouterr().out
    assert cli.main(["-C", str(root), "check", "--twice"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"docs/a.md:3:82: {TITLE} (stdout, rule exact)\n    first run says   loss 0.3012\n")
    assert "\n             # output[digits]: loss 0.30\n" in out
    assert out.endswith("threads: 1 finding, see above\n")


def test_a_program_that_fails_in_the_second_run_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = "import os\nif os.environ['OMP_NUM_THREADS'] == '2':\n    print('more')\n    raise KeyError('x')"
    assert cli.main(["-C", str(notes(tmp_path, code)), "check", "--twice"]) == 1
    out = capsys.readouterr().out
    assert (
        f"docs/a.md:5:1: {ENDS}\n    first run        ok\n    second run       raised at line 5: KeyError: 'x'\n" in out
    )
    assert f"docs/a.md:3:1: {MORE}nobody claims this output on stdout:\n    more\n" in out
    assert out.endswith("threads: 2 findings, see above\n")


def test_what_is_wrong_in_both_runs_is_reported_once_as_ever(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = notes(tmp_path, "print(1)\nprint(2)  # 出力: 3")
    assert cli.main(["-C", str(root), "check", "--twice"]) == 1
    out = capsys.readouterr().out
    assert (out.count("nobody claims this output"), out.count("differs (stdout"), out.count("run says   2")) == (
        1,
        1,
        1,
    )
    assert out.endswith("every claim survives\n")


def test_findings_stand_in_the_json_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = notes(tmp_path, "import os\nprint(os.environ['OMP_NUM_THREADS'])  # 出力: 1")
    assert cli.main(["-C", str(root), "check", "--twice", "--format", "json", "--jobs", "1"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["summary"]["outcomes"]["holds"]) == (False, 1)
    (problem,) = found["problems"]
    assert problem["message"].startswith(TITLE)
    assert "second run says  2" in problem["message"]


def test_notes_that_change_meanwhile_end_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = notes(tmp_path, "print(1)  # 出力: 1")

    def changed(first: Report, second: Report) -> list[Problem]:
        raise ValueError("the notes were changed")

    monkeypatch.setattr("tashika.check_twice.findings", changed)
    with pytest.raises(ExecutionError, match="changed"):
        check_twice(make_project(root, {}))
    assert cli.main(["-C", str(root), "check", "--twice"]) == 2

"""Each format says what a report says, and nothing that a program printed can break a format."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tashika.cli import main
from tashika.model import Claim, ClaimKind, Frozen, Outcome, Page, Problem, Report, Run, Skip, Span, Verdict
from tashika.reports import FORMATS, github, junit, text, to_json
from tashika.reports.as_text import patch
from tashika.reports.difference import compare_lines, compare_texts, underline, width

PAGE = "docs/ch19/group-conv.md"
SNIPPET = "snippets/ch19/im2col.py"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)  # half characters and control characters as well


def claim(expected: str, line: int = 41, path: str = PAGE, rule: str = "exact", kind: ClaimKind = "stdout") -> Claim:
    at = Span(path, line, 27, line, 27 + len(expected))
    return Claim(at, path, (line,), kind, "line", expected, rule)


def differs(expected: str, actual: str, rule: str = "exact", path: str = PAGE) -> Report:
    return Report((Verdict(claim(expected, rule=rule, path=path), "differs", actual),))


def problem(message: str, line: int = 1, path: str = PAGE) -> Problem:
    return Problem(Span(path, line, 1, line, 1), "claim", message)


def shown(report: Report) -> list[str]:
    """The lines of the text report but for its first and its last."""
    return text(report).split("\n")[1:-3]


def full_report() -> Report:
    skip = Skip(Span(PAGE, 9, 1, 11, 4), "needs a GPU")
    return Report(
        (
            Verdict(claim("18,432", 60), "holds", "18,432\n"),
            Verdict(claim("0.3010", 61, rule="digits"), "holds", "0.30103\n"),
            Verdict(claim("73,728 weights"), "differs", "18,432 weights\n"),
        ),
        (Problem(Span(SNIPPET, 3, 1, 3, 9), "authoring", "unknown rule `near`", "write one of exact, digits"),),
        (Run(PAGE, "ok", seconds=1.5), Run(SNIPPET, "ok", seconds=0.33, modules=("numpy",))),
        (Page(PAGE, "the text of the page", skips=(skip,)),),
        environment={"CPython": "3.11.7", "numpy": "2.4.6"},
    )


# Text


def test_a_false_claim_is_shown_with_what_differs_underlined() -> None:
    assert text(differs("73,728 weights", "18,432 weights\n")) == (
        "docs/ch19/group-conv.md:41:27: differs (stdout, rule exact)\n"
        "  page says  73,728 weights\n"
        "  run says   18,432 weights\n"
        "             ^^ ^^^\n"
        "  repair     tashika update docs/ch19/group-conv.md\n"
        "\n"
        "0 pages, 0 programs, 1 claim: 1 differs; 0.00 s\n"
    )


def test_a_claim_in_a_snippet_file_is_what_the_snippet_says() -> None:
    assert shown(differs("3", "2", path=SNIPPET)) == [
        "  snippet says  3",
        "  run says      2",
        "                ^",
        f"  repair        tashika update {SNIPPET}",
    ]


def test_the_repair_of_more_than_numbers_asks_to_accept() -> None:
    assert shown(differs("goodbye", "hello"))[-1].strip() == (
        f"repair     tashika update --accept {PAGE}   (if the run is right)"
    )


def test_several_lines_are_shown_whole_with_those_marked_that_differ() -> None:
    assert shown(differs("[[1 2]\n [3 4]\n [5 6]]", "[[1 2]\n [3 9]\n [5 7]]\n"))[:-1] == [
        "  page says",
        "      [[1 2]",
        "    -  [3 4]",
        "          ^",
        "    -  [5 6]]",
        "  run says",
        "      [[1 2]",
        "    +  [3 9]",
        "          ^",
        "    +  [5 7]]",
    ]


def test_a_line_without_partner_does_not_mark_the_lines_after_it() -> None:
    assert shown(differs("a\nb\n\nc", "a\nc"))[:-1] == [
        "  page says",
        "      a",
        "    - b",
        "    - ␤",
        "      c",
        "  run says",
        "      a",
        "      c",
    ]


def test_a_long_output_keeps_its_first_difference_and_counts_the_lines_left_out() -> None:
    page = [f"step {n}" for n in range(100)]
    run = [*page[:50], "stop 50", *page[51:80], "stop 80", *page[81:]]
    lines = shown(differs("\n".join(page), "\n".join(run)))
    assert "    + stop 50" in lines
    assert "      ⋯ 42 lines left out ⋯" in lines
    assert "      ⋯ 40 lines left out, 1 of them differ ⋯" in lines
    assert len(lines) < 50


def test_a_long_line_keeps_its_difference_and_counts_the_characters_left_out() -> None:
    lines = shown(differs("x" * 5000 + " 1", "x" * 5000 + " 2"))
    assert lines[1].endswith(" 2")
    assert "4,841 characters left out" in lines[1]
    assert underline(compare_lines("x" * 5000 + " 1", "x" * 5000 + " 2")[1]).endswith(" ^")
    assert max(map(len, lines)) < 500


def test_an_output_of_many_lines_that_repeat_is_reported_at_once() -> None:
    page, run = ("\n".join(str(n * step % 7) for n in range(8_000)) for step in (1, 3))
    assert "lines left out" in text(differs(page, run + "\nend"))


def test_nothing_is_said_to_be_nothing() -> None:
    assert shown(differs("", "3\n4\n"))[:3] == ["  page says  (nothing)", "  run says   3", "             4"]
    assert shown(differs("3", ""))[:2] == ["  page says  3", "  run says   (nothing)"]


def test_an_exception_that_was_not_raised_has_no_command_that_repairs_it() -> None:
    verdict = Verdict(claim("ValueError", kind="raises"), "differs", "", "no exception was raised")
    assert shown(Report((verdict,)))[2:] == [
        "  because    no exception was raised",
        "  repair     remove the claim, or mend the code",
    ]


@pytest.mark.parametrize(
    ("outcome", "reason", "said"),
    [
        ("unreached", "", "because    the statement at line 41 was never reached"),
        ("orphan", "no statement stands above it", "because    no statement stands above it"),
        ("unrunnable", "the program raised at line 3: KeyError: 1", "because    the program raised at line 3"),
    ],
)
def test_each_outcome_says_why(outcome: Outcome, reason: str, said: str) -> None:
    report = text(Report((Verdict(claim("1"), outcome, None, reason),)))
    assert report.startswith(f"{PAGE}:41:27: {outcome} (stdout, rule exact)\n  page says  1\n  {said}")


def test_a_traceback_stands_indented_below_the_problem() -> None:
    message = 'the program raised: KeyError: 1\nTraceback (most recent call last):\n  File "x", line 3\nKeyError: 1\n'
    assert text(Report(problems=(problem(message, 3),))).startswith(
        f"{PAGE}:3:1: the program raised: KeyError: 1\n"
        "    Traceback (most recent call last):\n"
        '      File "x", line 3\n'
        "    KeyError: 1\n"
        "\n"
    )


def test_failures_stand_by_path_and_by_line_as_a_number() -> None:
    verdicts = tuple(Verdict(claim("1", line), "orphan") for line in (10, 9))
    report = Report(verdicts, (problem("late", 11), problem("first", 99, "docs/a.md")))
    places = re.findall(r"^(docs\S+):\d+: ", text(report), re.MULTILINE)
    assert places == ["docs/a.md:99", f"{PAGE}:9", f"{PAGE}:10", f"{PAGE}:11"]


def test_when_all_holds_there_is_only_the_summary_and_what_was_not_run() -> None:
    report = full_report()
    assert text(Report(report.verdicts[:2], (), report.runs, report.pages)) == (
        f"{PAGE}:9:1: not run: needs a GPU\n"
        "1 page, 2 programs, 2 claims: 2 hold (1 by a rule other than exact); 1 block not run; 1.83 s\n"
    )


def test_the_summary_counts_what_is_wrong() -> None:
    assert text(full_report()).split("\n")[-2] == (
        "1 page, 2 programs, 3 claims: 2 hold (1 by a rule other than exact), 1 differs; "
        "1 problem; 1 block not run; 1.83 s"
    )


def test_only_claims_that_hold_count_as_held_by_another_rule() -> None:
    verdicts = (Verdict(claim("0.5", rule="digits"), "differs", "0.7"), Verdict(claim("1"), "holds", "1"))
    assert "1 holds, 1 differs;" in text(Report(verdicts))
    assert json.loads(to_json(Report(verdicts)))["summary"]["loose"] == 0


def test_colour_comes_only_when_asked_for_and_marks_what_differs() -> None:
    report = differs("73,728 weights", "18,432 weights")
    assert "\033" not in text(report)
    coloured = text(report, colour=True)
    assert "\033[31m73\033[0m,\033[31m728\033[0m weights" in coloured
    assert "\033[32m18\033[0m,\033[32m432\033[0m weights" in coloured
    assert re.sub(r"\033\[\d*m", "", coloured) == text(report)


# What differs, and how it is shown


@pytest.mark.parametrize(
    ("page", "run", "line", "carets"),
    [
        ("損失は 0.31 です", "損失は 0.32 です", "損失は 0.32 です", "          ^"),
        ("出力：大きい", "出力：小さい", "出力：小さい", "      ^^^^"),
        ("cafe\u0301 1", "cafe\u0301 2", "cafe\u0301 2", "     ^"),
        ("か\u3099き", "か\u3099く", "か\u3099く", "  ^^"),
        ("あか", "あか\u3099", "あか\u3099", "  ^^"),
    ],
)
def test_carets_stand_below_wide_and_combining_characters(page: str, run: str, line: str, carets: str) -> None:
    assert shown(differs(page, run))[1:3] == [f"  run says   {line}", f"             {carets}"]


@pytest.mark.parametrize(
    ("page", "run", "said"),
    [
        ("a b", "a  b", ("a b", "a ␠b")),
        ("a b", "a\u00a0b", ("a␠b", "a<U+00A0>b")),
        ("a b", "a\u3000b", ("a␠b", "a<U+3000>b")),
        ("a\tb", "a b", ("a␉b", "a␠b")),
        ("ab", "a\u200bb", ("ab", "a<U+200B>b")),
        ("-1", "\u22121", ("-1", "<U+2212>1")),
        ("が", "か\u3099", ("<U+304C>", "<U+304B><U+3099>")),
        ("１２８", "128", ("１２８", "128")),
    ],
)
def test_texts_that_look_alike_are_shown_with_what_tells_them_apart(page: str, run: str, said: tuple[str, str]) -> None:
    assert tuple(line[13:] for line in shown(differs(page, run))[:2]) == said


def test_blanks_at_line_ends_are_shown_when_nothing_else_differs() -> None:
    lines = shown(differs("a \nb", "a\nb", rule="doctest, flags=0"))
    assert "    - a␠" in lines
    assert "    + a" in lines


def test_blanks_at_line_ends_are_not_marked_beside_a_difference_that_counts() -> None:
    assert "      a" in shown(differs("a\nb", "a  \nc"))


def test_what_is_missing_is_marked_where_it_would_stand() -> None:
    assert shown(differs("18,432 weights", "18,432"))[2].rstrip() == " " * 13 + " " * 6 + "^"


def test_numbers_are_marked_from_the_first_digit_that_differs() -> None:
    assert [underline(line) for line in compare_lines("x = 0.30103", "x = 0.30152")] == [" " * 9 + "^^"] * 2


def test_a_rule_that_forgives_a_line_leaves_it_unmarked() -> None:
    lines = shown(differs("0.30\n0.50", "0.301\n0.612", rule="digits"))
    assert lines[1:4] == ["      0.30", "    - 0.50", "        ^^"]


def test_the_order_of_lines_is_not_marked_where_it_does_not_count() -> None:
    assert shown(differs("a\nb\nc", "b\na\nd", rule="unordered"))[:-1] == [
        "  page says",
        "      a",
        "      b",
        "    - c",
        "      ^",
        "  run says",
        "      b",
        "      a",
        "    + d",
        "      ^",
    ]


@given(ANY_TEXT, ANY_TEXT)
def test_two_lines_are_alike_where_they_are_not_marked_and_only_there(page: str, run: str) -> None:
    left, right = compare_lines(page, run)
    assert any(part.differs for part in (*left, *right)) == (page != run)
    unmarked = ["".join(part.text for part in line if not part.differs) for line in (left, right)]
    assert unmarked[0] == unmarked[1]


@given(st.text("ab 12あ", max_size=30), st.text("ab 12あ", max_size=30))
def test_every_character_is_shown_and_underlined_where_it_differs(page: str, run: str) -> None:
    for line, whole in zip(compare_lines(page, run), (page, run), strict=True):
        assert "".join(part.text for part in line).replace("␠", " ") == whole
        assert underline(line).count("^") >= sum(width(part.text) for part in line if part.differs)


@pytest.mark.parametrize("char", ["\x1b", "\r", "\t", "\x7f", "\x9b", "\u2028", "\u202e", "\u2066", "\udc80", "\uffff"])
def test_what_would_act_on_a_terminal_is_shown_instead(char: str) -> None:
    report = Report((Verdict(claim("1", rule=char), "differs", f"2{char}3", char),), (problem(f"a{char}b"),))
    assert char not in text(report)
    assert re.search(r"run says   2(.|<U\+[0-9A-F]{4}>)3\n", text(report))


@given(ANY_TEXT, ANY_TEXT)
def test_no_control_character_reaches_the_terminal(page: str, run: str) -> None:
    report = Report((Verdict(claim(page), "differs", run, run),), (problem(run),))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text(report))


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_lines_marked_alone_make_up_the_difference(page: str, run: str) -> None:
    found = compare_texts(page, run)
    unmarked = [[line for line in side if not any(p.differs for p in line)] for side in (found.left, found.right)]
    assert unmarked[0] == unmarked[1]


# A patch


def test_a_patch_says_where_a_file_has_no_newline_at_its_end() -> None:
    assert patch("docs/a.md", "1\n2", "1\n3") == (
        "--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1,2 +1,2 @@\n 1\n"
        "-2\n\\ No newline at end of file\n+3\n\\ No newline at end of file\n"
    )


def test_a_patch_splits_lines_only_where_git_does() -> None:
    assert patch("a.md", "1\x0c2\u20283\r\n", "1\x0c2\u20284\r\n").split("\n")[3:5] == [
        "-1\x0c2\u20283\r",
        "+1\x0c2\u20284\r",
    ]


# JSON


def test_json_is_what_its_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    frozen = Run("docs/b.md", "ok", frozen=Frozen("2026-01-02", "GPU", (("torch", "2"),)))
    for report in (full_report(), Report(), replace(full_report(), runs=(frozen,))):
        assert not [*Draft202012Validator(schema).iter_errors(json.loads(to_json(report)))]


@pytest.mark.parametrize("key", ["version", "verdicts", "environment"])
def test_a_report_that_lacks_a_key_is_against_the_schema(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["schema"])
    found = json.loads(to_json(full_report()))
    del found[key]
    assert not Draft202012Validator(json.loads(capsys.readouterr().out)).is_valid(found)


def test_json_has_the_documented_shape() -> None:
    found = json.loads(to_json(full_report()))
    assert list(found) == [
        *("version", "tashika", "ok", "summary", "verdicts", "problems", "runs", "skips", "environment")
    ]
    assert (found["version"], found["ok"]) == (1, False)
    assert found["summary"] == {
        "pages": 1,
        "snippets": 0,
        "programs": 2,
        "claims": 3,
        "outcomes": {"holds": 2, "differs": 1, "unreached": 0, "orphan": 0, "unrunnable": 0},
        "loose": 1,
        "problems": 1,
        "skips": 1,
        "seconds": 1.83,
    }
    assert found["verdicts"][0] == {
        "at": {"path": PAGE, "line": 41, "column": 27, "end_line": 41, "end_column": 41},
        "outcome": "differs",
        "kind": "stdout",
        "form": "line",
        "rule": "exact",
        "expected": "73,728 weights",
        "actual": "18,432 weights\n",
        "reason": "",
        "detail": "",
        "program": PAGE,
        "after": [41],
    }
    assert found["problems"] == [
        {
            "at": {"path": SNIPPET, "line": 3, "column": 1, "end_line": 3, "end_column": 9},
            "family": "authoring",
            "message": "unknown rule `near`",
            "repair": "write one of exact, digits",
        }
    ]
    assert found["runs"][1] == {
        "program": SNIPPET,
        "status": "ok",
        "line": 0,
        "detail": "",
        "traceback": "",
        "seconds": 0.33,
        "modules": ["numpy"],
        "frozen": None,
    }
    assert found["skips"][0]["reason"] == "needs a GPU"
    assert found["environment"] == {"CPython": "3.11.7", "numpy": "2.4.6"}


def test_json_holds_no_page_and_writes_japanese_as_it_is() -> None:
    assert "the text of the page" not in to_json(full_report())
    assert "重み" in to_json(differs("重み", "損失"))


def test_a_value_that_no_run_gave_is_null_in_json() -> None:
    assert json.loads(to_json(Report((Verdict(claim("1"), "unreached"),))))["verdicts"][0]["actual"] is None


@given(ANY_TEXT)
def test_json_carries_any_output_in_utf_8(output: str) -> None:
    data = to_json(differs("1", output)).encode("utf-8")
    assert json.loads(data)["verdicts"][0]["actual"] == output


# JUnit


def test_junit_has_a_suite_for_each_file_and_a_case_for_each_claim() -> None:
    root = ElementTree.fromstring(junit(full_report()))
    assert root.attrib == {
        **{"name": "tashika", "tests": "5", "failures": "2", "errors": "0", "skipped": "1"},
        "time": "1.830",
    }
    page, snippet = root
    assert (page.get("name"), page.get("tests"), page.get("failures"), page.get("time")) == (PAGE, "4", "1", "1.500")
    assert [case.get("name") for case in page] == [f"{PAGE}:{line}" for line in (9, 41, 60, 61)]
    assert page[1].attrib == {"classname": PAGE, "name": f"{PAGE}:41", "file": PAGE, "line": "41"}
    assert snippet[0][0].attrib == {"message": "unknown rule `near`", "type": "authoring"}


def test_a_failure_in_junit_has_the_words_of_the_text_report() -> None:
    failure = ElementTree.fromstring(junit(full_report())).find(".//failure")
    assert failure is not None
    assert failure.text
    assert f"{failure.text}\n\n" in text(full_report())


def test_a_block_that_is_not_run_is_skipped_in_junit_with_its_reason() -> None:
    skipped = ElementTree.fromstring(junit(full_report())).find(".//skipped")
    assert skipped is not None
    assert skipped.get("message") == "needs a GPU"


def test_a_failure_of_the_machine_is_an_error_in_junit() -> None:
    broken = Problem(Span(PAGE, 1, 1, 1, 1), "infrastructure", "no worker")
    root = ElementTree.fromstring(junit(Report(problems=(broken,))))
    assert (root.get("errors"), root.get("failures")) == ("1", "0")
    assert root.find(".//error") is not None


def test_claims_on_one_line_have_names_of_their_own_in_junit() -> None:
    twins = (Verdict(claim("1"), "holds", "1"),) * 3
    names = [case.get("name") for case in ElementTree.fromstring(junit(Report(twins))).iter("testcase")]
    assert names == [f"{PAGE}:41", f"{PAGE}:41:27", f"{PAGE}:41:27 (2)"]


@given(ANY_TEXT)
def test_junit_stays_xml_whatever_a_program_printed(output: str) -> None:
    skips = (Skip(Span(PAGE, 1, 1, 1, 1), output),)
    report = Report(
        (Verdict(claim("1"), "differs", output, output),), (problem(output),), pages=(Page(PAGE, "", skips=skips),)
    )
    assert len(list(ElementTree.fromstring(junit(report).encode("utf-8")).iter("testcase"))) == 3


# GitHub


def unescaped(command: str) -> str:
    for escape, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        command = command.replace(escape, char)
    return command


def test_github_has_an_error_for_each_failure_and_a_notice_for_the_summary() -> None:
    lines = github(full_report()).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::notice"]
    place = f"file={PAGE},line=41,endLine=41,col=27,endColumn=40"
    assert lines[0].startswith(f"::error {place},title=differs (stdout%2C rule exact)::{PAGE}:41:27: differs")
    assert lines[2] == "::notice title=tashika::" + text(full_report()).split("\n")[-2]


def test_github_properties_escape_what_ends_them() -> None:
    command = github(Report(problems=(problem("100% wrong: a, b", path="docs/a,b:c.md"),)))
    assert command.startswith("::error file=docs/a%2Cb%3Ac.md,line=1,endLine=1,col=1,title=100%25 wrong%3A a%2C b::")


@given(ANY_TEXT)
def test_no_output_makes_a_workflow_command_of_its_own(output: str) -> None:
    report = differs("1", f"\n::error::planted\r\n{output}")
    first, notice, end = github(report).split("\n")
    assert (notice[:8], end) == ("::notice", "")
    assert "\r" not in first
    assert unescaped(first.split("::", 2)[2]) + "\n" in text(report)


def test_every_format_is_known_by_name() -> None:
    assert list(FORMATS) == ["text", "json", "junit", "github"]
    assert FORMATS["text"](full_report()) == text(full_report())

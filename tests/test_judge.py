"""Judging: facts in, one verdict for each claim out."""

from collections.abc import Sequence
from typing import Any

from tashika.judge import endings, judge, probe_id, unclaimed
from tashika.model import Chunk, Claim, ClaimForm, ClaimKind, Event, Program, Run, Span

AT = Span("a.py", 9, 1, 9, 2)
PROGRAM = Program("a.py", (Chunk("a.py", 1, "…\n" * 9),))


def claim(kind: ClaimKind, expected: str, *after: int, form: ClaimForm = "line", **more: Any) -> Claim:
    return Claim(AT, "a.py", after, kind, form, expected, **more)


def run(*events: Event, **more: Any) -> dict[str, Run]:
    return {"a.py": Run("a.py", more.pop("status", "ok"), events, **more)}


def step(line: int, *inner: Event) -> tuple[Event, ...]:
    return Event("enter", (line,)), *inner, Event("leave", (line,))


def outcome(claim: Claim, runs: dict[str, Run]) -> tuple[str, str | None]:
    (verdict,) = judge([claim], runs)
    return verdict.outcome, verdict.actual


def test_output_of_a_statement_holds_or_differs() -> None:
    runs = run(*step(1, Event("stdout", (1,), "7\n")))
    assert outcome(claim("stdout", "7", 1), runs) == ("holds", "7\n")
    assert outcome(claim("stdout", "8", 1), runs) == ("differs", "7\n")


def test_output_on_the_other_stream_does_not_count() -> None:
    runs = run(*step(1, Event("stderr", (1,), "7\n")))
    assert outcome(claim("stdout", "7", 1), runs) == ("differs", "")
    assert outcome(claim("stderr", "7", 1), runs) == ("holds", "7\n")


def test_a_fence_claims_all_that_its_statements_printed_in_order() -> None:
    runs = run(*step(1, Event("stdout", (1,), "a")), *step(2), *step(3, Event("stdout", (3,), "b\n")))
    assert outcome(claim("stdout", "ab", 1, 2, 3, form="fence"), runs) == ("holds", "ab\n")


def test_a_loop_claims_what_its_inner_statements_printed() -> None:
    inner = [e for i in (1, 2) for e in (Event("enter", (1, 2)), Event("stdout", (1, 2), f"{i}\n"))]
    runs = run(*step(1, *inner))
    assert outcome(claim("stdout", "1\n2", 1), runs)[0] == "holds"
    assert outcome(claim("stdout", "1\n2", 2), runs)[0] == "holds"


def test_values_of_every_round_are_lines() -> None:
    runs = run(*step(1, Event("enter", (1, 2)), Event("value", (1, 2), "1"), Event("value", (1, 2), "2")))
    assert outcome(claim("value", "1\n2", 2), runs)[0] == "holds"


def test_a_value_is_that_of_its_own_statement() -> None:
    runs = run(
        *step(1, Event("enter", (1, 2)), Event("value", (1, 2), "3"), Event("leave", (1, 2)), Event("value", (1,), "6"))
    )
    assert outcome(claim("value", "6", 1), runs)[0] == "holds"
    assert outcome(claim("value", "3", 2), runs)[0] == "holds"


def test_a_statement_that_never_ran_is_unreached_in_a_program_that_ended_well() -> None:
    assert outcome(claim("stdout", "7", 5), run(*step(1))) == ("unreached", None)


def test_a_statement_behind_the_end_of_the_program_is_unrunnable() -> None:
    runs = run(*step(1), status="raised", line=1, detail="ValueError: x")
    (verdict,) = judge([claim("stdout", "7", 5)], runs)
    assert verdict.outcome == "unrunnable"
    assert "raised at line 1: ValueError: x" in verdict.reason


def test_the_statement_that_ended_the_program_is_not_judged() -> None:
    events = (*step(1, Event("stdout", (1,), "7\n")), Event("enter", (2,)), Event("stdout", (2,), "8\n"))
    runs = run(*events, status="crashed", line=2)
    assert outcome(claim("stdout", "7", 1), runs)[0] == "holds"
    assert outcome(claim("stdout", "8", 2), runs)[0] == "unrunnable"


def test_a_function_that_was_cut_short_is_not_judged_by_its_earlier_call() -> None:
    call = (Event("enter", (3, 2)), Event("stdout", (3, 2), "x\n"), Event("leave", (3, 2)))
    runs = run(*step(3, *call), Event("enter", (4,)), Event("enter", (4, 2)), status="raised", line=4)
    assert outcome(claim("stdout", "x", 2), runs)[0] == "unrunnable"


def test_an_exception_must_come_from_the_claimed_statement() -> None:
    runs = run(*step(1, Event("raised", (1,), "ValueError: x")), *step(2))
    assert outcome(claim("raises", "ValueError", 1), runs)[0] == "holds"
    assert outcome(claim("raises", "TypeError", 1), runs) == ("differs", "ValueError: x")
    assert outcome(claim("raises", "ValueError", 2), runs) == ("differs", "")


def test_a_claim_without_a_statement_is_an_orphan() -> None:
    assert outcome(claim("stdout", "7"), run())[0] == "orphan"


def test_a_claim_on_a_program_that_did_not_run_is_unrunnable() -> None:
    assert outcome(claim("stdout", "7", 1), {})[0] == "unrunnable"


def test_prose_is_judged_by_its_own_expression() -> None:
    prose = claim("prose", "18,432", 1, form="prose", detail="f(4)")
    assert outcome(prose, run(*step(1), Event("prose", (), "18432", key=probe_id(prose))))[0] == "holds"
    assert outcome(prose, run(*step(1), Event("prose", (), "18433", key=probe_id(prose)))) == ("differs", "18433")
    assert outcome(prose, run(*step(1), Event("prose", (), "18432", key="other"))) == ("unreached", None)
    (failed,) = judge([prose], run(*step(1), Event("raised", (), "NameError: f", key=probe_id(prose))))
    assert failed.outcome == "unrunnable"
    assert "NameError: f" in failed.reason


def lines(runs: dict[str, Run], claims: Sequence[Claim]) -> list[tuple[int, str]]:
    return [(p.at.line, p.message.split("\n")[1]) for p in unclaimed([PROGRAM], runs, claims)]


def test_output_that_nobody_claims_is_a_problem_at_its_statement() -> None:
    runs = run(
        *step(1, Event("stdout", (1,), "7\n")), *step(2, Event("stderr", (2,), "w\n"), Event("stdout", (2,), "\n"))
    )
    assert lines(runs, []) == [(1, "7"), (2, "w")]
    assert lines(runs, [claim("stdout", "wrong", 1)]) == [(2, "w")]
    assert lines(runs, [claim("stdout", "7", 1), claim("value", "3", 2)]) == [(2, "w")]


def test_output_after_the_last_statement_is_a_problem_too() -> None:
    assert lines(run(*step(1), Event("stdout", (), "bye\n")), []) == [(9, "bye")]


def test_a_program_that_did_not_end_well_is_a_problem_at_the_line_where_it_ended() -> None:
    (problem,) = endings([PROGRAM], run(*step(1), status="timeout", line=4, detail="60 s"))
    assert (problem.at.line, problem.family) == (4, "claim")
    assert list(endings([PROGRAM], run(*step(1)))) == []

"""A report as JSON, for programs: version 1 of its shape. Keys are only ever added within a version.
`report.schema.json` says the same to programs; `tashika schema` shows it.

    version      1
    tashika      the version of tashika
    ok           true when every claim holds and nothing else is wrong
    summary      pages, snippets, programs, claims, problems, skips: numbers; seconds: of all runs together;
                 outcomes: claims by outcome; loose: claims that hold by a rule other than exact
    verdicts     at, outcome, kind, form, rule, expected, actual (null if there is none), reason, detail,
                 program (id, or null), after: the lines of the statements that are claimed to give it;
                 of a figure, expected and actual are its data (JSON, "" for no picture), and detail is its path
    problems     at, family ("authoring", "claim" or "infrastructure"), message, repair
    runs         program, status, line, detail, traceback, seconds, modules;
                 frozen: date, machine and environment of a result that is kept beside the notes, else null
    skips        at, reason
    environment  versions by name

`at` is {path, line, column, end_line, end_column}, all numbers from 1, columns in characters, the end past the
last one; in a notebook also `cell`, that place in words ("cell 3, line 2"). Lists are in the order of `at`; runs in
that of their program's id.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any, get_args

from tashika import __version__
from tashika.model import Outcome, Problem, Report, Run, Skip, Span, Verdict
from tashika.pictures import data_text
from tashika.reports.as_text import is_loose

_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(report: Report) -> str:
    """The report in the shape above, with characters as they are."""
    shape = {
        "version": 1,
        "tashika": __version__,
        "ok": report.ok,
        "summary": _summary(report),
        "verdicts": [_verdict(verdict) for verdict in sorted(report.verdicts, key=lambda v: v.claim.at)],
        "problems": [_plain(problem) for problem in sorted(report.problems, key=lambda p: p.at)],
        "runs": [_run(run) for run in sorted(report.runs, key=lambda run: run.program)],
        "skips": [_plain(skip) for skip in sorted(report.skips, key=lambda s: s.at)],
        "environment": dict(report.environment),
    }
    text = json.dumps(shape, ensure_ascii=False, indent=2, allow_nan=False)
    # Half a character has no UTF-8; JSON's own escape says it.
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def _summary(report: Report) -> dict[str, Any]:
    outcomes = [verdict.outcome for verdict in report.verdicts]
    loose = [v for v in report.verdicts if v.outcome == "holds" and is_loose(v.claim)]
    return {
        "pages": len(report.pages),
        "snippets": len(report.snippets),
        "programs": len(report.runs),
        "claims": len(outcomes),
        "outcomes": {outcome: outcomes.count(outcome) for outcome in get_args(Outcome)},
        "loose": len(loose),
        "problems": len(report.problems),
        "skips": len(report.skips),
        "seconds": round(sum(run.seconds for run in report.runs), 6),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    claim, expected, actual = verdict.claim, verdict.claim.expected, verdict.actual
    if claim.kind == "figure":
        expected, actual = data_text(expected), actual and data_text(actual)
    return {
        "at": _at(claim.at),
        "outcome": verdict.outcome,
        "kind": claim.kind,
        "form": claim.form,
        "rule": claim.rule,
        "expected": expected,
        "actual": actual,
        "reason": verdict.reason,
        "detail": claim.detail,
        "program": claim.program,
        "after": list(claim.after),
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "program": run.program,
        "status": run.status,
        "line": run.line,
        "detail": run.detail,
        "traceback": run.traceback,
        "seconds": round(run.seconds, 6),
        "modules": list(run.modules),
        "frozen": run.frozen
        and {
            "date": run.frozen.date,
            "machine": run.frozen.machine,
            "environment": dict(run.frozen.environment),
        },
    }


def _at(span: Span) -> dict[str, Any]:
    return {name: value for name, value in asdict(span).items() if name != "cell" or value}


def _plain(thing: Problem | Skip) -> dict[str, Any]:
    """The few fields of a small value, by name: a new field is not shown before it is listed here."""
    names = ("at", "family", "message", "repair") if isinstance(thing, Problem) else ("at", "reason")
    return {name: _at(thing.at) if name == "at" else getattr(thing, name) for name in names}

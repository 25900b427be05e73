"""A report as an editor shows it: what is wrong where, and what to write instead. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tashika.model import Report, Span, Verdict
from tashika.reports.as_text import problem_failure, verdict_failure
from tashika.update import plan_update


@dataclass(frozen=True)
class Finding:
    """A failure with its place. `kind` is the outcome of a claim, or the family of another problem."""

    at: Span
    kind: str
    message: str


@dataclass(frozen=True)
class Mend:
    """The part of a text to replace, in characters from `start` to `end`, and what to put there."""

    start: int
    end: int
    text: str


def findings(report: Report) -> dict[str, list[Finding]]:
    """What does not hold, by the path of each file that was checked; files without failures have none."""
    found: dict[str, list[Finding]] = {path: [] for path in report.texts}
    for each in _all(report):
        found.setdefault(each.at.path, []).append(each)
    return {path: sorted(each, key=lambda one: one.at) for path, each in found.items()}


def mend(report: Report, at: Span) -> Mend | None:
    """What makes the claim at a place true; None if its run gave nothing that could be written there."""
    return _changed(report, at.path, [v for v in report.verdicts if v.claim.at == at and v.claim.kind != "figure"])


def mend_all(report: Report, path: str) -> Mend | None:
    """What makes all claims of a file true that can be; None if there is none."""
    ours = (verdict for verdict in report.verdicts if verdict.claim.at.path == path)
    return _changed(report, path, [verdict for verdict in ours if verdict.claim.kind != "figure"])


def text_of(report: Report, path: str) -> str | None:
    """The text of a file as it was checked."""
    return report.texts.get(path)


def _changed(report: Report, path: str, verdicts: list[Verdict]) -> Mend | None:
    old = text_of(report, path)
    new = plan_update(replace(report, verdicts=tuple(verdicts)), accept=True).texts.get(path)
    return None if old is None or new is None or old == new else _difference(old, new)


def _difference(old: str, new: str) -> Mend:
    """The smallest single replacement that turns one text into the other."""
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - start) if old[-1 - i] != new[-1 - i]), shorter - start)
    return Mend(start, len(old) - tail, new[start : len(new) - tail])


def _all(report: Report) -> Iterator[Finding]:
    for problem in report.problems:
        yield Finding(problem.at, problem.family, problem_failure(problem).message)
    for verdict in report.verdicts:
        if verdict.outcome != "holds":
            yield Finding(verdict.claim.at, verdict.outcome, verdict_failure(verdict).message)

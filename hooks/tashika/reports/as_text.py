"""A report for people, and its failures one by one: the other formats show the same words."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from tashika.model import Claim, Family, Outcome, Problem, Report, Span, Verdict
from tashika.pictures import RULE
from tashika.reports.difference import Line, compare_texts, printable, underline, without_middle
from tashika.update import is_drift

Paint = Callable[[str, str], str]

_COLOURS = {"left": "\033[31m", "right": "\033[32m", "head": "\033[1m", "faint": "\033[2m"}
_SIDES = {"-": "left", "+": "right", "@": "faint"}
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NOTHING = "(nothing)"
PICTURES = ("image/png", "image/svg+xml")
_MOST_LINES = 24
_AROUND = 6
_ADVICE: dict[Outcome, str] = {
    "unreached": "let the program reach it, or delete the claim",
    "orphan": "put the claim behind or below the statement that it speaks of",
}
_OUTCOMES: dict[Outcome, tuple[str, str]] = {
    "holds": ("holds", "hold"),
    "differs": ("differs", "differ"),
    "unreached": ("unreached", "unreached"),
    "orphan": ("orphan", "orphans"),
    "unrunnable": ("unrunnable", "unrunnable"),
}


@dataclass(frozen=True)
class Failure:
    """One thing that is wrong, in words: a title, and the lines below it."""

    at: Span
    title: str
    family: Family
    body: tuple[str, ...]

    @property
    def message(self) -> str:
        """All of it but the place."""
        return "\n".join((self.title, *self.body))

    def __str__(self) -> str:
        return f"{printable(str(self.at))}: {self.message}"


def text(report: Report, colour: bool = False) -> str:
    """The failures by place, the blocks that were not run, and a line that counts."""
    paint = _colours if colour else _plain
    parts = [
        f"{paint(printable(str(failure.at)), 'head')}: {failure.message}\n\n" for failure in failures(report, colour)
    ]
    parts += [
        f"{printable(str(skip.at))}: not run: {printable(skip.reason)}\n"
        for skip in sorted(report.skips, key=lambda s: s.at)
    ]
    return "".join(parts) + summary(report) + "\n"


def failures(report: Report, colour: bool = False) -> list[Failure]:
    """Every problem and every claim that does not hold, by path and line."""
    paint = _colours if colour else _plain
    found = [problem_failure(problem) for problem in report.problems]
    found += [verdict_failure(verdict, paint) for verdict in report.verdicts if verdict.outcome != "holds"]
    return sorted(found, key=lambda failure: failure.at)


def summary(report: Report) -> str:
    """One line: what was checked, how much of it holds and by which rules, and how long the programs ran."""
    outcomes = Counter(verdict.outcome for verdict in report.verdicts)
    claims = [f"{outcomes[name]} {_OUTCOMES[name][outcomes[name] != 1]}" for name in _OUTCOMES if outcomes[name]]
    loose = sum(verdict.outcome == "holds" and is_loose(verdict.claim) for verdict in report.verdicts)
    if loose:
        claims[0] += f" ({loose} by a rule other than exact)"
    counted = (("page", len(report.pages)), ("program", len(report.runs)), ("claim", len(report.verdicts)))
    reused = sum(run.reused for run in report.runs)
    again = {"program": f" ({reused} reused)"} if reused else {}
    head = ", ".join(_count(number, thing) + again.get(thing, "") for thing, number in counted)
    return "; ".join(
        [
            f"{head}: {', '.join(claims)}" if claims else head,
            *([_count(len(report.problems), "problem")] if report.problems else []),
            *([f"{_count(len(report.skips), 'block')} not run"] if report.skips else []),
            f"{sum(run.seconds for run in report.runs if not run.reused):.2f} s",
        ]
    )


def is_loose(claim: Claim) -> bool:
    """Whether a claim's author chose a rule that lets more pass than the usual one."""
    return claim.rule not in ("exact", RULE)


def patch(path: str, old: str, new: str, colour: bool = False) -> str:
    """What changes in a file, as a unified diff that `git apply` takes."""
    end = "\t" if " " in path else ""
    names = (f"a/{path}{end}", f"b/{path}{end}")
    shown = []
    for line in unified_diff(_LINE.findall(old), _LINE.findall(new), *names):
        whole = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        style = _SIDES.get(line[0]) if colour else None
        shown.append(_colours(whole[:-1], style) + "\n" if style else whole)
    return "".join(shown)


def verdict_failure(verdict: Verdict, paint: Paint | None = None) -> Failure:
    """A claim that does not hold: what the page says, what the run says, and how to repair it."""
    claim = verdict.claim
    rule = printable(claim.rule.removesuffix(", flags=0"))
    title = f"{verdict.outcome} ({claim.kind}, rule {rule})"
    says = "snippet says" if claim.at.path.endswith(".py") else "it stores" if claim.form == "cell" else "page says"
    body = list(_comparison(verdict, says, paint or _plain))
    reason = verdict.reason
    if verdict.outcome == "unreached" and not reason:
        reason = f"the statement at line {claim.after[0] if claim.after else claim.at.line} was never reached"
    body += _labelled("because", reason, len(says))
    body += _labelled("repair", _repair(verdict), len(says))
    return Failure(claim.at, _in_cell(claim.at, title), "claim", tuple(body))


def problem_failure(problem: Problem) -> Failure:
    """A problem in its own words; what follows its first line (such as a traceback) stands below it."""
    title, *rest = printable_lines(problem.message) or ["problem"]
    body = [f"    {line}".rstrip() for line in _shortened(rest, ())]
    body += _labelled("repair", problem.repair, len("page says"))
    return Failure(problem.at, _in_cell(problem.at, title), problem.family, tuple(body))


def _in_cell(at: Span, title: str) -> str:
    """The title, with the cell of a notebook in front."""
    return f"{at.cell}: {title}" if at.cell else title


def printable_lines(content: str) -> list[str]:
    """The lines of a text of any origin and length, safe to print."""
    return [without_middle(printable(line)) for line in content.rstrip().split("\n")] if content.strip() else []


def _comparison(verdict: Verdict, says: str, paint: Paint) -> Iterator[str]:
    claim, actual, width = verdict.claim, verdict.actual, len(says)
    if claim.kind == "figure":
        yield from _labelled(says, claim.detail, width)
        return
    if claim.form == "cell" and claim.detail.endswith(PICTURES):
        return
    if not claim.expected.strip() or not (actual or "").strip() or claim.form == "equation":
        yield from _labelled(says, claim.expected or _NOTHING, width)
        yield from _labelled("run says", "" if actual is None else actual or _NOTHING, width)
        return
    difference = compare_texts(claim.expected, actual or "", claim.rule)
    (left, *lefts), (right, *rights) = difference.left, difference.right
    if not lefts and not rights:
        yield f"  {says:<{width}}  {_painted(left, 'left', paint)}"
        yield f"  {'run says':<{width}}  {_painted(right, 'right', paint)}"
        yield f"  {'':<{width}}  {underline(right)}"
        return
    first = difference.first or (None, None)
    yield f"  {says}"
    yield from _side(difference.left, "left", first[0], paint)
    yield "  run says"
    yield from _side(difference.right, "right", first[1], paint)


def _side(lines: Sequence[Line], side: str, first: int | None, paint: Paint) -> Iterator[str]:
    """One text line by line, those that differ marked, and the part of the first pair underlined."""
    shown: list[str] = []
    for n, line in enumerate(lines):
        mark = ("-" if side == "left" else "+") if any(part.differs for part in line) else " "
        shown.append(f"    {mark} {_painted(line, side, paint)}".rstrip())
        if n == first:
            shown[-1] += f"\n      {underline(line)}"
    yield from _shortened(shown, [n for n, line in enumerate(lines) if any(part.differs for part in line)])


def _shortened(lines: Sequence[str], differing: Sequence[int]) -> Iterator[str]:
    """The lines; of many, the ends and what is around the first that differs, with a count of those left out."""
    kept = set(range(len(lines)))
    if len(lines) > _MOST_LINES:
        kept = set(range(_AROUND)) | set(range(len(lines) - _AROUND, len(lines)))
        kept |= {n + near for n in differing[:1] for near in range(-2, _AROUND - 2)} & set(range(len(lines)))
    previous = -1
    for n in sorted(kept):
        if n > previous + 1:
            yield _gap(previous + 1, n, differing)
        yield lines[n]
        previous = n


def _gap(start: int, end: int, differing: Sequence[int]) -> str:
    hidden = sum(start <= n < end for n in differing)
    return f"      ⋯ {_count(end - start, 'line')} left out{f', {hidden} of them differ' if hidden else ''} ⋯"


def _painted(line: Line, side: str, paint: Paint) -> str:
    return "".join(paint(part.text, side) if part.differs else part.text for part in line)


def _labelled(label: str, content: str, width: int) -> list[str]:
    """The label and the lines of a text below one another; nothing for no text."""
    lines = _shortened(printable_lines(content), ())
    return [f"  {'' if n else label:<{width}}  {line}".rstrip() for n, line in enumerate(lines)]


def _repair(verdict: Verdict) -> str:
    claim, actual = verdict.claim, verdict.actual or ""
    if verdict.outcome != "differs":
        return _ADVICE.get(verdict.outcome, "")
    if claim.kind == "figure" and verdict.actual is None:
        return "let a statement of the fence save it, or put a sentence between the fence and the picture"
    if claim.kind == "raises" and not actual:
        return "remove the claim, or mend the code"
    if claim.form == "equation":
        return "mend the formula or the code: one of them is wrong"
    path = shlex.quote(claim.at.path)
    if is_drift(claim, actual):
        return f"tashika update {path}"
    return f"tashika update --accept {path}   (if the run is right)"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _plain(content: str, style: str) -> str:
    return content


def _colours(content: str, style: str) -> str:
    return f"{_COLOURS[style]}{content}\033[0m" if content else ""

"""Two checks of the same notes with other seeds in, what did not survive out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tashika import likeness
from tashika.compare import tidy
from tashika.judge import endings
from tashika.loosen import Loosened, agrees, tightest
from tashika.model import Claim, Problem, Program, Report, Run, Span, Verdict
from tashika.pictures import data_of
from tashika.quizzes import keys

TITLE = "does not survive a second run with other seeds"
ENDS = "does not end the same in a second run with other seeds"
MORE = "only in a second run with other seeds: "
HASHES = "the hash seed, which is the order of a set"
SEEDS = "the seed of random numbers"
THREADS = "the number of threads"
CHANCE = "none of the seeds, it is different in every run"
TOGETHER = "no change alone, only hash seed, seed of random numbers and number of threads together"
_CAUSE = f"{'cause':<15}  "
_MOST_LINES = 6
_LABELS = {"stdout": "# output", "stderr": "# stderr", "raises": "# raises"}
_CURE = "make the program deterministic: seed it, sort what it prints"


def findings(first: Report, second: Report) -> list[Problem]:
    """A problem for each claim that does not survive, program that ends otherwise, and problem that is new.

    Both reports are of the same notes. Raises ValueError when their claims are not the same.
    """
    if [v.claim for v in first.verdicts] != [v.claim for v in second.verdicts]:
        raise ValueError("the notes were changed between the two runs: run again")
    found = [_finding(*pair) for pair in zip(first.verdicts, second.verdicts, strict=True) if not _survives(*pair)]
    return [*found, *_ends(first, second), *_more(first, second)]


def is_finding(problem: Problem) -> bool:
    """Whether a problem comes from here."""
    return problem.message.startswith((TITLE, ENDS, MORE))


def concerned(first: Report, second: Report) -> frozenset[str]:
    """The programs that the findings are about."""
    fallen = {a.claim.program for a, b in zip(first.verdicts, second.verdicts, strict=True) if not _survives(a, b)}
    places = {problem.at.path for problem in (*_ends(first, second), *_more(first, second))}
    return frozenset({p.id for p in _programs(first).values() if p.path in places} | {p for p in fallen if p})


def with_causes(found: Sequence[Problem], again: Mapping[str, Sequence[Problem]]) -> list[Problem]:
    """The findings with what makes them: `again` has those of a run with one change, by the name of this cause.

    What differs without a change (CHANCE) would differ with any, so that says nothing of the others.
    """
    seen = {cause: set(map(_identity, problems)) for cause, problems in again.items()}
    return [_with_cause(each, [cause for cause in seen if _identity(each) in seen[cause]]) for each in found]


def _with_cause(problem: Problem, causes: Sequence[str]) -> Problem:
    told = _CAUSE + (CHANCE if CHANCE in causes else "; ".join(causes) or TOGETHER)
    *lines, last = problem.message.split("\n")
    lines += [told, last] if problem.message.startswith(TITLE) else [last, told]
    return replace(problem, message="\n".join(lines))


def _identity(problem: Problem) -> tuple[Span, str]:
    """What findings have in common that are about the same, whatever the runs gave."""
    return problem.at, problem.message.partition("\n")[0]


def _survives(first: Verdict, second: Verdict) -> bool:
    if first.outcome != second.outcome:
        return False
    if first.outcome == "holds" or first.actual is None or second.actual is None:
        return True
    if first.claim.kind == "figure":
        return not _figure_differences(first, second)
    return agrees(first.claim.kind, first.actual, second.actual, first.claim.rule)


def _finding(first: Verdict, second: Verdict) -> Problem:
    claim = first.claim
    if claim.kind == "figure":
        return _figure_finding(first, second)
    loosened = None
    if first.actual is not None and second.actual is not None and claim.form not in keys.FORMS.values():
        loosened = tightest(claim, first.actual, second.actual)
    message = [f"{TITLE} ({claim.kind}, rule {claim.rule})"]
    message += _says("first run says", first, second) + _says("second run says", second, first)
    message += [f"tightest rule that holds: {loosened.rule if loosened else 'none'}"]
    repair = f"{_CURE}; for what cannot be helped write\n{_written(claim, loosened)}" if loosened else _CURE
    return Problem(claim.at, "claim", "\n".join(message), repair)


def _figure_finding(first: Verdict, second: Verdict) -> Problem:
    told = likeness.told(_figure_differences(first, second)) or second.reason or second.outcome
    message = f"{TITLE} (figure, rule {first.claim.rule})\nin the second run  {told}"
    return Problem(first.claim.at, "claim", message.replace("the picture", "the first run"), _CURE)


def _figure_differences(first: Verdict, second: Verdict) -> list[str]:
    """In what the second run's figure differs from the first one's."""
    if first.actual is None or second.actual is None:
        return []
    return likeness.differences(data_of(first.actual), data_of(second.actual), first.claim.rule)


def _says(label: str, verdict: Verdict, other: Verdict) -> list[str]:
    """What a run gave: of many lines, those that the other run has otherwise."""
    if verdict.actual is None:
        return [f"{label:<15}  (nothing) {verdict.outcome}: {verdict.reason}"]
    mine, yours = tidy(verdict.actual).split("\n"), tidy(other.actual or "").split("\n")
    lines = mine
    if len(mine) == len(yours) > 1:
        lines = [left for left, right in zip(mine, yours, strict=True) if left != right] or mine
    shown = lines[:_MOST_LINES] + (["⋯"] if len(lines) > _MOST_LINES else [])
    return [f"{'' if n else label:<15}  {line or '(nothing)'}" for n, line in enumerate(shown)]


def _written(claim: Claim, loosened: Loosened) -> str:
    """The claim as an author would write it with another rule."""
    rule, text = loosened
    if claim.form in ("prose", "formula"):
        return f"{text}<!-- =[{rule}] … -->"
    if claim.form == "fence":
        return f'``` {{ .output rule="{rule}" }}\n{text}\n```'
    if claim.form == "prompt":
        return f"# doctest: +ELLIPSIS\n{text}"
    if claim.form == "arrows":
        return f"#>[{rule}] " + text.replace("\n", "\n#> ")
    if claim.kind == "value":
        return f"# =>[{rule}] {text}"
    below = text if "\n" not in text else "\n# " + text.replace("\n", "\n# ")
    return f"{_LABELS[claim.kind]}[{rule}]: {below}".replace(": \n", ":\n")


def _programs(report: Report) -> Mapping[str, Program]:
    return {program.id: program for program in report.programs}


def _ends(first: Report, second: Report) -> Iterator[Problem]:
    programs, again = _programs(first), {run.program: run for run in second.runs}
    for run in first.runs:
        other = again[run.program]
        if (run.status, run.line, run.detail) != (other.status, other.line, other.detail):
            path = programs[run.program].path
            line = run.line or other.line or 1
            message = f"{ENDS}\nfirst run        {_how(run)}\nsecond run       {_how(other)}"
            yield Problem(Span(path, line, 1, line, 1), "claim", message, _CURE)


def _how(run: Run) -> str:
    return run.status if run.status == "ok" else f"{run.status} at line {run.line}: {run.detail}"


def _more(first: Report, second: Report) -> Iterator[Problem]:
    """Problems of the second run alone, such as output that nothing claims."""
    ended = set(endings(_programs(second).values(), {run.program: run for run in second.runs}))
    known = set(map(_identity, first.problems))
    for problem in second.problems:
        if problem not in ended and _identity(problem) not in known:
            yield Problem(problem.at, problem.family, f"{MORE}{problem.message}", problem.repair)

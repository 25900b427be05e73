"""Claims and runs in, verdicts out. Pure: no claim raises, no clock is read, nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tashika import compare, likeness, outputs, pictures
from tashika.formulas.equations import ERRORS, Comparison
from tashika.model import Claim, Event, Problem, Program, Run, Span, Verdict
from tashika.quizzes import keys

NOT_RUN = "the program was not run, because it has other problems"
WHY = {"timeout": "ran into the time limit", "killed": "was killed", "crashed": "crashed", "raised": "raised"}


@dataclass(frozen=True)
class Facts:
    """A run, by statement."""

    run: Run
    entered: frozenset[int]
    spoiled: frozenset[int]
    """Statements that ran inside the top-level one that ended the program: what they gave is not whole."""

    @classmethod
    def of(cls, run: Run) -> Facts:
        """Reads a run's events once."""
        entered = {event.lines[-1] for event in run.events if event.kind == "enter"}
        tops = [event.lines[0] for event in run.events if event.kind == "enter" and len(event.lines) == 1]
        spoiled: set[int] = set()
        if run.status != "ok" and tops:
            last = max(i for i, e in enumerate(run.events) if e.kind == "enter" and len(e.lines) == 1)
            spoiled = {line for event in run.events[last:] for line in event.lines}
        return cls(run, frozenset(entered), frozenset(spoiled))

    def events(self, kind: str, lines: Sequence[int]) -> Iterator[Event]:
        """What happened while any of the statements ran."""
        wanted = set(lines)
        return (e for e in self.run.events if e.kind == kind and wanted.intersection(e.lines))

    def printed(self, kind: str, lines: Sequence[int]) -> str:
        """What was written on a stream while any of the statements ran."""
        return "".join(event.text for event in self.events(kind, lines))

    def own(self, kind: str, lines: Sequence[int]) -> list[str]:
        """The values or exceptions of the statements themselves, not of those that ran inside them."""
        return [e.text for e in self.run.events if e.kind == kind and e.lines and e.lines[-1] in lines]


def judge(claims: Iterable[Claim], runs: Mapping[str, Run]) -> list[Verdict]:
    """One verdict for each claim; `runs` by program id, without those that could not run."""
    facts = {program: Facts.of(run) for program, run in runs.items()}
    return [_verdict(claim, facts) for claim in claims]


def _verdict(claim: Claim, facts: Mapping[str, Facts]) -> Verdict:
    if claim.program is None or (not claim.after and claim.kind != "prose"):
        return Verdict(claim, "orphan", reason=_why_orphan(claim))
    known = facts.get(claim.program)
    if known is None:
        return Verdict(claim, "unrunnable", reason=NOT_RUN)
    if claim.kind == "prose":
        return _prose(claim, known)
    if known.spoiled.intersection(claim.after):
        return Verdict(claim, "unrunnable", reason=_why_stopped(known.run))
    missing = [line for line in claim.after if line not in known.entered]
    whole = claim.form not in ("fence", "figure", "cell")
    if missing and (whole or len(missing) == len(claim.after) or known.run.status != "ok"):
        return _not_reached(claim, known.run, missing[0])
    return _reached(claim, known)


def _why_orphan(claim: Claim) -> str:
    if claim.kind == "prose":
        return 'no code stands above it: name the program, as in `<!-- =[in="ch01/file.py"] … -->`'
    if claim.form == "fence":
        return "no code that runs stands right above this output"
    return "no statement stands above it in the same block"


def _why_stopped(run: Run) -> str:
    return f"the program {WHY.get(run.status, 'stopped')} at line {run.line}: {run.detail}"


def _not_reached(claim: Claim, run: Run, line: int) -> Verdict:
    if run.status == "ok":
        return Verdict(claim, "unreached", reason=f"the statement at line {line} was never reached")
    return Verdict(claim, "unrunnable", reason=_why_stopped(run))


def _prose(claim: Claim, facts: Facts) -> Verdict:
    key = probe_id(claim)
    for event in facts.run.events:
        if event.key == key and event.kind == "prose":
            if claim.form == "equation":
                return _equation(claim, event.text)
            if claim.form in keys.FORMS.values():
                return _key(claim, event.text)
            holds = compare.prose(claim.expected, event.text, claim.rule)
            return Verdict(claim, "holds" if holds else "differs", event.text)
        if event.key == key and event.kind == "raised":
            return Verdict(claim, "unrunnable", reason=f"`{claim.detail}` raised {event.text}")
    return _not_reached(claim, facts.run, claim.after[-1] if claim.after else facts.run.line)


def _key(claim: Claim, answer: str) -> Verdict:
    holds = keys.holds(claim, answer)
    return Verdict(claim, "holds" if holds else "differs", answer, "" if holds else keys.why(claim, answer))


def _equation(claim: Claim, answer: str) -> Verdict:
    _, options = compare.parse_rule(claim.rule)
    tolerances = (float(options.get(name, "0")) for name in ("rtol", "atol"))
    try:
        found = list(Comparison(claim.expected, claim.detail, claim.given).disagreements(answer, *tolerances))
    except ERRORS as error:
        return Verdict(claim, "unrunnable", reason=f"the formula has no value at a random input: {error}")
    return (
        Verdict(claim, "differs", found[0], f"`{claim.detail}` is another function")
        if found
        else Verdict(claim, "holds")
    )


def probe_id(claim: Claim) -> str:
    """The name under which a program is asked for a prose claim's value."""
    return f"{claim.at.path}:{claim.at.line}:{claim.at.column}"


def _figure(claim: Claim, facts: Facts) -> Verdict:
    name = claim.detail.rpartition("/")[2]
    saved = {event.key: event.text for event in facts.events("figure", claim.after)}
    if name not in saved:
        others = f"they saved {', '.join(saved)}" if saved else "they saved no figure"
        return Verdict(claim, "differs", reason=f"the statements above did not save {name}: {others}")
    actual = saved[name]
    if not claim.expected:
        return Verdict(claim, "differs", actual, f"there is no {claim.detail} yet")
    kept = pictures.data_of(claim.expected)
    if kept is None:
        return Verdict(claim, "differs", actual, f"{claim.detail} was not drawn by tashika, or its data were changed")
    found = likeness.differences(kept, pictures.data_of(actual), claim.rule)
    return Verdict(claim, "differs" if found else "holds", actual, likeness.told(found))


def _cell(claim: Claim, facts: Facts) -> Verdict:
    """On what a notebook's cell stores: one text or picture, or the list of what it puts out."""
    given = outputs.of_run(facts.run.events, claim.after)
    if claim.kind == "cell":
        actual = outputs.described(given)
        reason = "" if actual == claim.expected else "the cell puts out something else than it stores"
        return Verdict(claim, "differs" if reason else "holds", actual, reason)
    index, _, mime = claim.detail.partition(" ")
    found = given[int(index)] if int(index) < len(given) else outputs.Output("")
    if claim.kind == "raises":
        holds = found.kind == "error" and compare.matches(claim.expected, outputs.last_name(found.text), claim.rule)
        return Verdict(claim, "holds" if holds else "differs", found.text, "" if found.text else "nothing was raised")
    text = found.data.get(mime, "") if mime else found.text if found.kind == claim.kind else ""
    if not text:
        return Verdict(claim, "differs", "", f"the cell gives no {mime or claim.kind} here")
    apart = outputs.disagreement(mime, claim.expected, text, claim.rule)
    return Verdict(claim, "holds" if apart is None else "differs", text, apart or "")


def _reached(claim: Claim, facts: Facts) -> Verdict:
    if claim.form == "cell":
        return _cell(claim, facts)
    if claim.kind == "figure":
        return _figure(claim, facts)
    if claim.kind == "raises":
        raised = facts.own("raised", claim.after)
        actual = "\n".join(dict.fromkeys(raised))
        holds = bool(raised) and compare.raised(claim.expected, actual, claim.rule)
        return Verdict(claim, "holds" if holds else "differs", actual, "" if raised else "no exception was raised")
    if claim.kind == "value":
        actual = "\n".join(facts.own("value", claim.after))
    else:
        actual = facts.printed(claim.kind, claim.after)
    return Verdict(claim, "holds" if compare.matches(claim.expected, actual, claim.rule) else "differs", actual)


def endings(programs: Iterable[Program], runs: Mapping[str, Run]) -> Iterator[Problem]:
    """A problem for each program that did not end well."""
    for program in programs:
        run = runs.get(program.id)
        if run and run.status != "ok":
            line = run.line or program.chunks[-1].line
            message = f"the program {WHY.get(run.status, 'stopped')}: {run.detail}"
            yield Problem(Span(program.path, line, 1, line, 1), "claim", f"{message}\n{run.traceback}".rstrip())


def unclaimed(programs: Iterable[Program], runs: Mapping[str, Run], claims: Sequence[Claim]) -> Iterator[Problem]:
    """A problem for each statement whose output no claim speaks of."""
    claimed = {(claim.program, str(claim.kind), line) for claim in claims for line in claim.after}
    claimed |= {(who, stream, line) for who, kind, line in claimed if kind == "cell" for stream in outputs.STREAMS}
    for program in programs:
        run = runs.get(program.id)
        left: dict[tuple[int, str], str] = {}
        for event in run.events if run else ():
            spoken_of = any((program.id, event.kind, line) in claimed for line in event.lines)
            if event.kind in ("stdout", "stderr") and not spoken_of:
                where = (_line_of(event, program), event.kind)
                left[where] = left.get(where, "") + event.text
        for (line, kind), text in left.items():
            if text.strip():
                yield _unclaimed_problem(program, line, kind, text)
        yield from _unclaimed_figures(program, run, claims)


def _unclaimed_figures(program: Program, run: Run | None, claims: Sequence[Claim]) -> Iterator[Problem]:
    """A problem for each figure that a statement saved and no page shows below it."""
    ours = [claim for claim in claims if claim.kind == "figure" and claim.program == program.id]
    shown = {(claim.detail.rpartition("/")[2], line) for claim in ours for line in claim.after}
    saved = [event for event in (run.events if run else ()) if event.kind == "figure"]
    left = [event for event in saved if not any((event.key, line) in shown for line in event.lines)]
    for name, line in dict.fromkeys((event.key, _line_of(event, program)) for event in left):
        repair = f"put `![…](img/{name})` right below the fence that shows it, or do not save it"
        yield Problem(Span(program.path, line, 1, line, 1), "claim", f"nobody claims the figure {name}", repair)


def _line_of(event: Event, program: Program) -> int:
    last = program.chunks[-1]
    return event.lines[0] if event.lines else last.line + last.code.count("\n") - 1


def _unclaimed_problem(program: Program, line: int, kind: str, text: str) -> Problem:
    label = "output" if kind == "stdout" else "stderr"
    repair = f"write `# {label}:` below it and run `tashika update {program.path}`"
    message = f"nobody claims this output on {kind}:\n{compare.tidy(text)}"
    return Problem(Span(program.path, line, 1, line, 1), "claim", message, repair)

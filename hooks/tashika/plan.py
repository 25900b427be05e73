"""Programs with what their claims want to know of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tashika.formulas.equations import Comparison
from tashika.judge import probe_id
from tashika.model import Claim, Probe, Program
from tashika.quizzes import keys


def plan(programs: Iterable[Program], claims: Sequence[Claim]) -> list[Program]:
    """Each program with the statements to watch and the expressions to evaluate."""
    about: dict[str | None, list[Claim]] = {}
    for claim in claims:
        about.setdefault(claim.program, []).append(claim)
    return [_planned(program, about.get(program.id, ())) for program in programs]


def _planned(program: Program, claims: Sequence[Claim]) -> Program:
    watch: dict[int, tuple[str, ...]] = {}
    for claim in claims:
        for line in claim.after if claim.kind != "prose" else ():
            watch[line] = tuple(sorted({*watch.get(line, ()), claim.kind}))
    probes = tuple(_probe(claim) for claim in claims if claim.kind == "prose")
    return replace(program, watch=watch, probes=probes)


def _probe(claim: Claim) -> Probe:
    after = claim.after[-1] if claim.after else 0
    return Probe(probe_id(claim), after, _expression(claim), claim.at.path, claim.at.line)


def _expression(claim: Claim) -> str:
    """What the program is asked for: for an equation, values of the expression at many inputs."""
    if claim.form in keys.FORMS.values():
        return keys.asked(claim)
    is_equation = claim.form == "equation"
    return Comparison(claim.expected, claim.detail, claim.given).probe() if is_equation else claim.detail

"""The one story: read -> plan -> execute -> judge -> Report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tashika.config import Project
from tashika.environment import describe
from tashika.execute import Executor, make_executor
from tashika.judge import endings, judge, unclaimed
from tashika.model import Claim, Problem, Program, Report, Run
from tashika.notes import Notes, read_notes, select
from tashika.plan import plan

Progress = Callable[[Run, int, int], None]


def check(
    project: Project,
    paths: Sequence[Path] = (),
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Report:
    """Runs the notes at `paths` (all of them if empty) and judges what they claim.

    Raises UnknownPath, and ExecutionError when a program could not be run at all.
    """
    notes = read_notes(project)
    if paths:
        notes = select(notes, project, paths)
    claims = notes.claims
    programs = plan(notes.programs, claims)
    runs = execute(programs, executor or make_executor(project.executor, project.root, project.limits), progress)
    return Report(
        tuple(judge(claims, runs)),
        tuple(sorted(find_problems(notes, programs, runs, claims, complete=project.claims == "complete"), key=_place)),
        tuple(runs[program.id] for program in programs),
        notes.pages,
        notes.snippets,
        describe(module for run in runs.values() for module in run.modules),
    )


def execute(programs: Sequence[Program], executor: Executor, progress: Progress | None) -> dict[str, Run]:
    """Runs the programs; the runs by their id."""
    runs: dict[str, Run] = {}
    for run in executor.execute(programs):
        runs[run.program] = run
        if progress:
            progress(run, len(runs), len(programs))
    return runs


def find_problems(
    notes: Notes, programs: Sequence[Program], runs: dict[str, Run], claims: Sequence[Claim], *, complete: bool
) -> Iterable[Problem]:
    """All that is wrong apart from single claims. Only where every marker is understood can output be unclaimed."""
    authoring = [*notes.problems, *(p for page in notes.pages for p in page.problems)]
    authoring += [p for snippet in notes.snippets for p in snippet.problems]
    yield from authoring
    yield from endings(programs, runs)
    if complete:
        faulty = {problem.at.path for problem in authoring}
        yield from unclaimed([p for p in programs if p.path not in faulty], runs, claims)


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.at.path, problem.at.line, problem.at.column

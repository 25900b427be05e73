"""The one story: read -> plan -> execute -> judge -> Report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tashika.cache import LastReport, RunCache, cache_for
from tashika.config import Project
from tashika.environment import describe
from tashika.execute import Executor, make_executor
from tashika.frozen import thaw
from tashika.judge import endings, judge, unclaimed
from tashika.model import Claim, Problem, Program, Report, Run
from tashika.notebooks import in_cells
from tashika.notes import Keeper, Notes, read_notes, select
from tashika.plan import plan

Progress = Callable[[Run, int, int], None]


def check(
    project: Project,
    paths: Sequence[Path] = (),
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    texts: Mapping[str, str] | None = None,
) -> Report:
    """Runs the notes at `paths` (all of them if empty) and judges what they claim; `texts` stand for files on disk.

    Raises UnknownPath, and ExecutionError when a program could not be run at all.
    """
    executor = executor or make_executor(project)
    cache = cache_for(project, executor)
    last = LastReport(project, cache) if cache and not paths and not texts else None
    if last and (report := last.recall()):
        return report
    notes, programs, known = planned(project, paths, texts, cache.parsed if cache and not texts else None)
    kept = thaw(project.root, [program for program in programs if program.options.frozen])
    left = [program for program in programs if not program.options.frozen]
    runs = {**kept.runs, **execute(left, executor, cache, progress)}
    found = find_problems(notes, programs, runs, known, complete=project.claims == "complete")
    problems = [*kept.problems, *in_cells(found, notes.pages)]
    report = Report(
        (*judge(notes.claims, runs), *notes.records.verdicts),
        tuple(sorted(problems, key=lambda problem: problem.at)),
        tuple(runs[program.id] for program in programs if program.id in runs),
        notes.pages,
        notes.snippets,
        describe(module for run in runs.values() if not run.frozen for module in run.modules),
        notes.records.terms,
    )
    if last:
        last.keep(programs, report)
    return report


def explain(project: Project, paths: Sequence[Path] = ()) -> list[tuple[Program, str]]:
    """The programs at `paths`, each with the reason why `check` would run it, or "". Raises UnknownPath."""
    _, programs, _ = planned(project, paths)
    kept = kept_runs(project)
    running = [program for program in programs if not program.options.frozen]
    return [(program, kept.why(program) if kept else "no run is kept") for program in running]


def kept_runs(project: Project) -> RunCache | None:
    """The runs that `check` may reuse."""
    return cache_for(project, make_executor(project))


def planned(
    project: Project, paths: Sequence[Path], texts: Mapping[str, str] | None = None, keeper: Keeper | None = None
) -> tuple[Notes, list[Program], tuple[Claim, ...]]:
    """The notes at `paths`, their programs, and all claims of the project: a program runs for every page that speaks
    of it, so that its run is the same whichever page is asked for."""
    everything = read_notes(project, texts, keeper)
    notes = select(everything, project, paths) if paths else everything
    known = everything.claims
    return notes, plan(notes.programs, known), known


def execute(
    programs: Sequence[Program], executor: Executor, cache: RunCache | None, progress: Progress | None
) -> dict[str, Run]:
    """Runs the programs, but for those whose kept runs can be reused; the runs by their id."""
    runs = {program.id: run for program in programs if cache and (run := cache.find(program))}
    left = [program for program in programs if program.id not in runs]
    rest = {program.id: program for program in (longest_first(left, cache) if cache else left)}
    for run in executor.execute(list(rest.values())) if rest else ():
        runs[run.program] = run
        if cache:
            cache.keep(rest[run.program], run)
        if progress:
            progress(run, len(runs), len(programs))
    if cache and rest:
        cache.trim()
    return runs


def longest_first(programs: Sequence[Program], cache: RunCache) -> list[Program]:
    """The programs in the order in which to start them, so that none runs alone at the end; the unknown come first."""
    return sorted(programs, key=cache.seconds, reverse=True)


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

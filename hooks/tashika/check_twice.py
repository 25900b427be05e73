"""Checks the notes a second time with other seeds, to find what hangs on them, and on which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tashika.check import Progress, check
from tashika.config import Project
from tashika.execute import ExecutionError, Executor, Setting, make_executor
from tashika.model import Problem, Program, Report, Run
from tashika.twice import CHANCE, HASHES, SEEDS, THREADS, concerned, findings, is_finding, with_causes

SETTINGS = FIRST, SECOND = (Setting(), Setting(hash_seed=1, seed=1, threads=2))
CHANGES = {
    CHANCE: FIRST,
    HASHES: replace(FIRST, hash_seed=SECOND.hash_seed),
    SEEDS: replace(FIRST, seed=SECOND.seed),
    THREADS: replace(FIRST, threads=SECOND.threads),
}


def check_twice(
    project: Project, paths: Sequence[Path] = (), *, jobs: int | None = None, progress: Progress | None = None
) -> Report:
    """The report of a check, with a problem for each claim that does not survive another hash seed, seed of random
    numbers and number of threads, and with the one of these that it hangs on. Raises what `check` raises.

    All runs are made: a kept one could hide what has changed since.
    """
    checks = _Checks(replace(project, cache=None), paths, jobs, progress)
    first, second = (checks.report(setting) for setting in SETTINGS)
    try:
        found = findings(first, second)
        if found:
            found = checks.explained(found, first, concerned(first, second))
    except ValueError as error:
        raise ExecutionError(str(error)) from None
    return replace(first, problems=tuple(sorted((*first.problems, *found), key=lambda problem: problem.at)))


def survival(report: Report) -> str:
    """A line on what the second run found."""
    found = sum(map(is_finding, report.problems))
    told = f"{found} finding{'' if found == 1 else 's'}, see above" if found else "every claim survives"
    return f"second run with other seeds, hash order and number of threads: {told}\n"


@dataclass(frozen=True)
class _Checks:
    """Checks of the same notes by several settings."""

    project: Project
    paths: Sequence[Path]
    jobs: int | None
    progress: Progress | None

    def report(self, setting: Setting) -> Report:
        return self._report(make_executor(self.project, self.jobs, setting))

    def explained(self, found: Sequence[Problem], first: Report, programs: frozenset[str]) -> list[Problem]:
        """The findings with their causes: what differs already when one thing is changed, in these programs."""
        kept = {run.program: run for run in first.runs if run.program not in programs}
        executors = {cause: make_executor(self.project, self.jobs, setting) for cause, setting in CHANGES.items()}
        again = {cause: self._report(_Partly(executor, kept)) for cause, executor in executors.items()}
        return with_causes(found, {cause: findings(first, report) for cause, report in again.items()})

    def _report(self, executor: Executor) -> Report:
        return check(self.project, self.paths, executor=executor, progress=self.progress)


@dataclass(frozen=True)
class _Partly:
    """An Executor that has the runs of some programs already."""

    executor: Executor
    kept: dict[str, Run]

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """See Executor."""
        yield from (self.kept[program.id] for program in programs if program.id in self.kept)
        yield from self.executor.execute([program for program in programs if program.id not in self.kept])

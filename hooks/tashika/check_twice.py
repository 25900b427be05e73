"""Checks the notes a second time with other seeds, to find what hangs on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tashika.check import Progress, check
from tashika.config import Project
from tashika.execute import ExecutionError, Setting, make_executor
from tashika.model import Report
from tashika.twice import findings, is_finding

SETTINGS = (Setting(), Setting(hash_seed=1, seed=1, threads=2))


def check_twice(
    project: Project, paths: Sequence[Path] = (), *, jobs: int | None = None, progress: Progress | None = None
) -> Report:
    """The report of a check, with a problem for each claim that does not survive another hash seed, seed of random
    numbers and number of threads. Raises what `check` raises.

    Both runs are made: a kept one could hide what has changed since.
    """
    project = replace(project, cache=None)
    executors = (make_executor(project, jobs, setting) for setting in SETTINGS)
    first, second = (check(project, paths, executor=executor, progress=progress) for executor in executors)
    try:
        found = findings(first, second)
    except ValueError as error:
        raise ExecutionError(str(error)) from None
    return replace(first, problems=tuple(sorted((*first.problems, *found), key=lambda problem: problem.at)))


def survival(report: Report) -> str:
    """A line on what the second run found."""
    found = sum(map(is_finding, report.problems))
    told = f"{found} finding{'' if found == 1 else 's'}, see above" if found else "every claim survives"
    return f"second run with other seeds, hash order and number of threads: {told}\n"

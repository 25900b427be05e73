"""What a command was asked to check, and its report."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from tashika.check import check
from tashika.check_twice import check_twice
from tashika.choose import changed_since, shard
from tashika.config import Project, load_project
from tashika.execute import make_executor
from tashika.model import Report
from tashika.notes import with_named
from tashika.progress import Progress


class Refused(ValueError):
    """A command that cannot be carried out; nothing was written."""


def project_asked(arguments: argparse.Namespace) -> tuple[Project, list[Path]]:
    """The project as the command line has it, and the paths that it names."""
    if not arguments.folder.is_dir():
        raise Refused(f"there is no folder {arguments.folder}")
    found = load_project(arguments.folder)
    limits = replace(found.limits, timeout=arguments.timeout or found.limits.timeout)
    kind, address = arguments.executor or found.executor, arguments.address or found.dask_address
    cache = None if arguments.no_cache else found.cache
    project = replace(found, limits=limits, executor=kind, dask_address=address, cache=cache)
    # Reports name files from the project's root: so may a command, wherever it is given.
    here = ((arguments.folder / name, project.root / name) for name in arguments.paths)
    paths = [near if near.exists() else far for near, far in here]
    return with_named(project, paths), paths


def checked(arguments: argparse.Namespace) -> tuple[Project, Report]:
    project, paths = project_asked(arguments)
    executor = make_executor(project, arguments.jobs)
    run = partial(check_twice, jobs=arguments.jobs) if arguments.twice else partial(check, executor=executor)
    chosen = _chosen(arguments, project, paths)
    if chosen is None:
        return project, Report()
    with Progress(sys.stderr) as progress:
        report = run(project, chosen, progress=progress)
    if not (report.pages or report.verdicts or report.problems):
        raise Refused(
            f"there is nothing to check: no page in {project.docs}, no README.md in {project.root}\n"
            "name pages, go to the project's folder, or start a project: tashika new NAME"
        )
    return project, with_formulas(project, report)


def _chosen(arguments: argparse.Namespace, project: Project, paths: list[Path]) -> list[Path] | None:
    """The paths to check, fewer where only changes or one share are asked for; None if that leaves none."""
    given = vars(arguments)
    if revision := given.get("changed_since"):
        changed = changed_since(project, revision)
        wanted = [path.resolve() for path in paths]
        paths = [path for path in changed if not wanted or any(path.is_relative_to(place) for place in wanted)]
        if not paths:
            return None
    if part := given.get("shard"):
        paths = shard(project, paths, *part)
        return paths or None
    return paths


def with_formulas(project: Project, report: Report) -> Report:
    """The report with broken formulas and diagrams, where the site sets formulas and what sets them is installed."""
    try:
        if "arithmatex" not in (project.root / "mkdocs.yml").read_text(encoding="utf-8", errors="replace"):
            return report
    except OSError:
        return report
    try:
        from tashika.site.diagrams import with_diagrams
        from tashika.site.math_report import Missing, with_formulas
        from tashika.site.math_setting import setter_at

        return with_diagrams(with_formulas(report, setter_at(project.root)))
    except ImportError as error:
        print(f"tashika: formulas are not checked: install tashika[site] ({error})", file=sys.stderr)
        return report
    except Missing as error:
        print(f"tashika: formulas are not checked. {error}", file=sys.stderr)
        return report


def status_of(report: Report) -> int:
    broken = any(problem.family == "infrastructure" for problem in report.problems)
    return 2 if broken else 0 if report.ok else 1

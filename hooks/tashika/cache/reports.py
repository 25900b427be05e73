"""The report of the last check of all notes, to be given again while nothing that it depends on has changed.

That is: every file of the notes, the project's table, this package, what is installed, and what every run depended on.
A report is kept only if each of its runs could be reused. What is read back can make nothing but this package's values.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tashika.cache.own_code import own_code
from tashika.cache.runs import RunCache
from tashika.cache.store import read_whole, write_whole
from tashika.cache.values import dump, load
from tashika.config import Project
from tashika.execute.inside import digests
from tashika.model import Input, Page, Program, Report, Run


class LastReport:
    """The report of a project's last check; `began` stands for all files as they were when the check began."""

    def __init__(self, project: Project, cache: RunCache) -> None:
        self._project = project
        self._cache = cache
        self._file = cache.report
        self._began = self._state()

    def recall(self) -> Report | None:
        """The report that a check would give now, if that is known."""
        state, _, rest = (read_whole(self._file) or b"").partition(b"\n")
        if state != self._began.encode():
            return None
        match load(rest):
            case [pictures, programs, Report() as report] if pictures == _pictures(self._project, report):
                return report if self._cache.are_as_they_were(programs, report.runs) else None
        return None

    def keep(self, programs: Sequence[Program], report: Report) -> None:
        """Keep the report of a check, unless a run cannot be reused or a file has changed since the check began."""
        runs = [self._cache.as_reused(run) for run in report.runs]
        if None in runs or len(runs) != len(programs) or any(map(_reaches_out, report.pages)):
            return
        if self._state() != self._began:
            return
        shared: dict[Input, Input] = {}
        lasting = tuple(_sharing(run, shared) for run in runs if run)
        kept = replace(report, runs=lasting)
        value = dump((_pictures(self._project, kept), [*programs], kept))
        write_whole(self._file, b"%s\n%s" % (self._began.encode(), value))

    def _state(self) -> str:
        """What stands for all that a report depends on besides its runs."""
        files = [*_files(self._project)]
        known = [f"{name}={part}" for name, part in sorted(self._cache.surrounding.items())]
        texts = [str(Path.cwd()), repr(self._project), *known, *_installed(), own_code()]
        return digests.of_texts([*texts, *(f"{file}={digests.of_file(file)}" for file in files)])


def _files(project: Project) -> Iterator[str]:
    """Every file that may be read for a check of all notes, and more."""
    for folder in (project.docs, project.snippets, *(project.root / each for each in project.docstrings)):
        yield str(folder)
        for place, _, names in sorted(os.walk(folder, followlinks=True)):
            yield from (f"{place}/{name}" for name in sorted(names))
    for module in project.docstrings:  # whose name depends on which folders above are packages
        yield from (str(above / "__init__.py") for above in (project.root / module).parents)
    for pattern in (*project.pages, "README*.md"):
        yield from map(str, sorted(project.root.glob(pattern)))


def _reaches_out(page: Page) -> bool:
    """Whether a page may include what is not below a folder of the notes."""
    return "--8<--" in page.text and "../" in page.text


def _installed() -> list[str]:
    """The installed distributions, from the names of their folders."""
    found = (name for folder in dict.fromkeys(sys.path) if os.path.isdir(folder) for name in os.listdir(folder))
    return sorted(name for name in found if name.endswith((".dist-info", ".egg-info")))


def _pictures(project: Project, report: Report) -> list[str]:
    """The pictures that figures are compared with, wherever they are."""
    names = {c.detail for page in report.pages for c in page.claims if c.kind == "figure"}
    return [f"{name}={digests.of_file(str(project.root / name))}" for name in sorted(names)]


def _sharing(run: Run, shared: dict[Input, Input]) -> Run:
    """The run with inputs that other runs have as well, which are hundreds, kept once."""
    return replace(run, inputs=tuple(shared.setdefault(each, each) for each in run.inputs))

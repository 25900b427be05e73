"""Checks of one project, again and again: for a preview, a watch, an editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tashika.check import check
from tashika.config import Project
from tashika.execute import keep_executor
from tashika.execute.trails import Judge
from tashika.model import Report


class Rechecking:
    """Keeps what runs programs from check to check; to be closed at the end. `judge` is for `keep_executor`."""

    def __init__(self, project: Project, judge: Judge | None = None) -> None:
        self.project = project
        self._kept = keep_executor(project, judge)

    def check(self, paths: Sequence[Path] = (), texts: Mapping[str, str] | None = None) -> Report:
        """What `tashika.check.check` says, with everything ready for the next time. Raises what it raises."""
        report = check(self.project, paths, executor=self._kept, texts=texts)
        if self._kept:
            self._kept.prepare(report.programs)
        return report

    def close(self) -> None:
        """Ends what was kept."""
        if self._kept:
            self._kept.close()
            self._kept = None

"""The checks of one project while it is edited: of what is open, as it is in the editor and not on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from tashika.config import Project
from tashika.execute import ExecutionError
from tashika.model import Report
from tashika.note_files import note_files
from tashika.notes import UnknownPath
from tashika.rechecking import Rechecking

PAUSE = 0.3  # seconds without a change before a check begins


class Session:
    """Checks the open notes of a project after each change, one check at a time, and hands on its report."""

    def __init__(self, project: Project, told: Callable[[Report], Awaitable[None]]) -> None:
        self.project = project
        self.texts: dict[str, str] = {}
        self.report = Report()
        self._told = told
        self._checks = Rechecking(project)
        self._changed = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._work())

    def change(self, path: str, text: str | None) -> None:
        """A file was opened or edited, or (None) closed."""
        if text is None:
            self.texts.pop(path, None)
        else:
            self.texts[path] = text
        self._changed.set()

    async def close(self) -> None:
        """Ends what runs for this project."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._checks.close()

    async def _work(self) -> None:
        while True:
            await self._changed.wait()
            while self._changed.is_set():
                self._changed.clear()
                await asyncio.sleep(PAUSE)
            texts = dict(self.texts)
            self.report = await asyncio.to_thread(self._checked, texts) if texts else Report()
            await self._told(self.report)

    def _checked(self, texts: Mapping[str, str]) -> Report:
        """The report on the open notes; a file that is no note (any more) has none."""
        notes = {self.project.root / path for path in texts}.intersection(note_files(self.project))
        try:
            return self._checks.check(sorted(notes), texts) if notes else Report()
        except (UnknownPath, ExecutionError):
            return Report()

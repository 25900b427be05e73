"""How far a check is, on a terminal."""

from __future__ import annotations

import os
import shutil
from threading import Lock, Timer
from typing import Self, TextIO

from tashika.model import Run
from tashika.reports.difference import printable, width


class Progress:
    """A line on a terminal that says how far a check is, from `delay` seconds on; cleared at the end."""

    def __init__(self, stream: TextIO, delay: float = 1.0) -> None:
        self._stream = stream
        self._timer = Timer(delay, self._begin)
        self._timer.daemon = True
        self._lock = Lock()
        self._line = "running"
        self._begun = False

    def __enter__(self) -> Self:
        if self._stream.isatty() and os.environ.get("TERM") != "dumb":
            self._timer.start()
        return self

    def __call__(self, run: Run, done: int, total: int) -> None:
        with self._lock:
            self._line = f"{done} of {total} programs: {printable(run.program)}"
            self._draw()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._begun:
                self._stream.write("\r\033[K")
                self._stream.flush()

    def _begin(self) -> None:
        with self._lock:
            self._begun = not self._timer.finished.is_set()
            self._draw()

    def _draw(self) -> None:
        if self._begun:
            line, columns = self._line, shutil.get_terminal_size().columns
            while width(line) >= columns:
                line = line[:-1]
            self._stream.write(f"\r\033[K{line}")
            self._stream.flush()

"""Keeps records of rendered pages as files. What cannot be read back whole is not there; what cannot be kept is not
kept; neither is an error."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tashika.site.render_record import Record, from_bytes, to_bytes

BOUND = 64 * 1024 * 1024


@dataclass
class RenderStore:
    """Records by key in a folder of at most `bound` bytes, but for those in use."""

    folder: Path
    bound: int = BOUND
    used: set[str] = field(default_factory=set)

    def load(self, key: str) -> Record | None:
        """What was kept under a key, or None."""
        file = self._file(key)
        try:
            record = from_bytes(file.read_bytes())
            os.utime(file)
        except OSError:
            return None
        self.used.add(file.name)
        return record

    def save(self, key: str, record: Record) -> None:
        """Keeps a record. Whoever reads at that moment sees all of it or nothing."""
        file = self._file(key)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".new")
            try:
                with os.fdopen(handle, "wb") as target:
                    target.write(to_bytes(record))
                os.replace(name, file)
            except BaseException:
                os.unlink(name)
                raise
            self.used.add(file.name)

    def prune(self) -> None:
        """Keeps the folder within its bound."""
        prune(self.folder, self.bound, self.used)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.json"


def prune(folder: Path, bound: int, used: Container[str]) -> None:
    """Removes the files of a folder that were not used for the longest time, until the rest is within so many bytes;
    those whose names are `used` stay in any case."""
    entries = sorted(_entries(folder), key=lambda entry: entry[0].st_mtime_ns)
    total = sum(status.st_size for status, _ in entries)
    for status, file in entries:
        if total <= bound:
            break
        if file.name not in used:
            total -= status.st_size
            with suppress(OSError):
                file.unlink()


def _entries(folder: Path) -> Iterator[tuple[os.stat_result, Path]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                yield entry.stat(), Path(entry.path)

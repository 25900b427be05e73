"""Entries as files: written whole or not at all, read only if they are what was written, the oldest removed.

A folder for each key, with a file for each variant of it (other inputs). Nothing here raises OSError: a store that
cannot be read or written is an empty one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tashika.execute.inside import digests

VARIANTS = 4


class Store:
    """The files below a folder."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit

    def variants(self, key: str) -> Iterator[tuple[Path, str]]:
        """The whole entries under a key, the one used last first."""
        for _, _, file in sorted(_files(self._folder / key), reverse=True):
            text = read_checked(file)
            if text is not None:
                yield file, text

    def add(self, key: str, text: str) -> None:
        """Write an entry, and remove what is too much by number under its key."""
        folder = self._folder / key
        write_checked(folder / digests.of_texts([text]), text)
        for _, _, file in sorted(_files(folder), reverse=True)[VARIANTS:]:
            _remove(file)

    def touch(self, file: Path) -> None:
        """Note that an entry was used."""
        try:
            os.utime(file)
        except OSError:
            return

    def trim(self) -> None:
        """Remove the entries that were not used for longest until the rest is within the limit."""
        try:
            folders = [Path(entry.path) for entry in os.scandir(self._folder) if entry.is_dir(follow_symlinks=False)]
        except OSError:
            return
        files = sorted((each for folder in folders for each in _files(folder)), reverse=True)
        total = 0
        for _, size, file in files:
            total += size
            if total > self._limit:
                _remove(file)


def read_checked(file: Path) -> str | None:
    """The text of a file if it is the text that was written there."""
    try:
        digest, _, text = file.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    return text if digest == digests.of_texts([text]) else None


def write_checked(file: Path, text: str) -> None:
    """Replace a file by a text and its digest; after a kill there is the old file or the new one."""
    temporary = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=".", delete=False, encoding="utf-8") as stream:
            temporary = stream.name
            stream.write(f"{digests.of_texts([text])}\n{text}")
        os.replace(temporary, file)
    except (OSError, ValueError):
        if temporary:
            _remove(Path(temporary))


def _files(folder: Path) -> list[tuple[int, int, Path]]:
    """Time of last use, size and path of the files in a folder, with those that a kill left behind."""
    found = []
    try:
        for entry in os.scandir(folder):
            status = entry.stat(follow_symlinks=False)
            found.append((status.st_mtime_ns, status.st_size, Path(entry.path)))
    except OSError:
        return found
    return found


def _remove(file: Path) -> None:
    try:
        file.unlink()
        file.parent.rmdir()
    except OSError:
        return

"""Entries as files: written whole or not at all, read only if they are what was written, the oldest removed.

A folder for each key, with a file for each variant of it (other inputs). Nothing here raises OSError: a store that
cannot be read or written is an empty one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from tashika.execute.inside import digests

VARIANTS = 4
_NAME = re.compile(r"[0-9a-f]{32}|\.tashika-\w+")


class Store:
    """The files below a folder; it leaves alone what it did not make."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit

    def variants(self, key: str) -> Iterator[tuple[Path, str]]:
        """The whole entries under a key, the one used last first."""
        for file in files_in(self._folder / key):
            text = read_checked(file)
            if text is not None:
                yield file, text

    def add(self, key: str, text: str) -> bool:
        """Write an entry, and remove what is too much by number under its key; whether it is there now."""
        folder = self._folder / key
        is_there = write_checked(folder / digests.of_texts([text]), text)
        for file in files_in(folder)[VARIANTS:]:
            remove(file)
        return is_there

    def touch(self, file: Path) -> None:
        """Note that an entry was used."""
        try:
            os.utime(file)
        except OSError:
            return

    def trim(self) -> None:
        """Remove the entries that were not used for longest until the rest is within the limit."""
        total = 0
        for _, size, file in sorted((each for folder in self._folders() for each in _used(folder)), reverse=True):
            total += size
            if total > self._limit:
                remove(file)

    def clean(self) -> None:
        """Remove all entries."""
        for folder in self._folders():
            for file in files_in(folder):
                remove(file)

    def _folders(self) -> list[Path]:
        try:
            return [Path(entry.path) for entry in os.scandir(self._folder) if _NAME.fullmatch(entry.name)]
        except OSError:
            return []


def read_checked(file: Path) -> str | None:
    """The text of a file if it is the text that was written there."""
    data = read_whole(file)
    try:
        return None if data is None else data.decode("utf-8")
    except ValueError:
        return None


def read_whole(file: Path) -> bytes | None:
    """The bytes of a file if they are those that were written there."""
    try:
        digest, _, data = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    return data if digest == digests.of_bytes(data).encode("ascii") else None


def write_checked(file: Path, text: str) -> bool:
    """Replace a file by a text and its digest, as `write_whole` does. A text that is no Unicode is not written."""
    try:
        return write_whole(file, text.encode())
    except ValueError:
        return False


def write_whole(file: Path, data: bytes) -> bool:
    """Replace a file by bytes and their digest; after a kill there is the old file or the new one. Whether it could be
    done."""
    temporary = ""
    try:
        handle, temporary = new_file(file.parent)
        with open(handle, "wb", buffering=0) as stream:
            stream.write(b"%s\n%s" % (digests.of_bytes(data).encode("ascii"), data))
        os.replace(temporary, file)
    except OSError:
        if temporary:
            remove(Path(temporary))
        return False
    return True


def new_file(folder: Path) -> tuple[int, str]:
    """A file that nobody else has, in a folder that is made if it is not there."""
    name = f"{folder}/.tashika-{os.urandom(8).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(name, flags, 0o600), name
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(name, flags, 0o600), name


def files_in(folder: Path) -> list[Path]:
    """The files of a store in a folder, and what a kill left of them; the one used last first."""
    return [file for _, _, file in sorted(_used(folder), reverse=True)]


def remove(file: Path) -> None:
    """Remove a file, and its folder if that is empty then."""
    try:
        file.unlink()
        file.parent.rmdir()
    except OSError:
        return


def _used(folder: Path) -> list[tuple[int, int, Path]]:
    """Time of last use, size and path."""
    found: list[tuple[int, int, Path]] = []
    try:
        for entry in os.scandir(folder):
            if _NAME.fullmatch(entry.name):
                status = entry.stat(follow_symlinks=False)
                found.append((status.st_mtime_ns, status.st_size, Path(entry.path)))
    except OSError:
        return found
    return found

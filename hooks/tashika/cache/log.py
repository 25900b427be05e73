"""Many small texts in one file, each appended once: to read or write a file for each would take longer than to make it.

A record is a line of its own: key, digest, and the text as JSON. It begins with a line end as well, so that what a
kill has cut off spoils no other. Appending opens the file anew, so that nothing goes to a file that was replaced.
Nothing here raises OSError: a log that cannot be read or written is an empty one.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tashika.cache.store import new_file
from tashika.execute.inside import digests


@dataclass
class Log:
    """Texts by key in a file of at most `bound` bytes, but for those in use. Keys are plain words."""

    file: Path
    bound: int
    _used: set[bytes] = field(default_factory=set)

    def get(self, key: str) -> str | None:
        """The text that was kept last under a key, if it is whole."""
        name = key.encode()
        digest, _, body = self._records.get(name, b"").partition(b" ")
        if digest != _digest(name, body):
            return None
        self._used.add(name)
        return str(json.loads(body))

    def add(self, key: str, text: str) -> None:
        """Keep a text."""
        name, body = key.encode(), json.dumps(text).encode("ascii")
        self._records[name] = b"%s %s" % (_digest(name, body), body)
        self._used.add(name)
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, b"\n%s %s\n" % (name, self._records[name]))
            finally:
                os.close(handle)

    def trim(self) -> None:
        """Once the file is too large, leave out what is not in use, the oldest first."""
        with suppress(OSError):
            if self.file.stat().st_size > self.bound:
                self._replace()

    def _replace(self) -> None:
        kept, size = [], 0
        for name, record in reversed(self._records.items()):
            size += len(name) + len(record) + 3
            if name in self._used or size <= self.bound:
                kept.append(b"\n%s %s\n" % (name, record))
        handle, temporary = new_file(self.file.parent)
        with open(handle, "wb") as stream:
            stream.writelines(reversed(kept))
        os.replace(temporary, self.file)

    @cached_property
    def _records(self) -> dict[bytes, bytes]:
        """The records as they stand there, unchecked, the latest of each key."""
        try:
            lines = self.file.read_bytes().split(b"\n")
        except OSError:
            return {}
        return {name: rest for name, _, rest in (line.partition(b" ") for line in lines) if rest}


def _digest(name: bytes, body: bytes) -> bytes:
    return digests.of_bytes(name + b" " + body).encode("ascii")

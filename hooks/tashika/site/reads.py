"""Which files a piece of work reads, as the interpreter reports it.

Asking each extension what it reads would have to be right for each of them; an audit hook sees every file that is
opened. It cannot be removed again, so there is one for the process, and it does nothing while nobody listens.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tashika.site.render_record import digest

INSTALLED = tuple(os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "platstdlib", "purelib", "platlib"))
_listening: dict[int, Reads] = {}
_installed = threading.Event()


@dataclass
class Reads:
    """Digests of the files that were read, by their absolute path. `whole` is False once they do not tell all."""

    digests: dict[str, str] = field(default_factory=dict)
    whole: bool = True

    def note(self, path: object, flags: object) -> None:
        """Notes a file before it is opened: should it change right after, its digest is wrong, and on the safe side."""
        if not isinstance(path, str | bytes | os.PathLike) or not isinstance(flags, int):
            self.whole = False
            return
        name = os.path.abspath(os.fsdecode(path))
        if name.startswith(INSTALLED) or name.endswith(".pyc"):
            return
        found = digest_of(name)
        if flags & (os.O_WRONLY | os.O_RDWR) or self.digests.setdefault(name, found) != found:
            self.whole = False


def digest_of(path: str) -> str:
    """What stands for a file's content; "" if it cannot be read."""
    try:
        return digest(Path(path).read_bytes())
    except OSError:
        return ""


@contextmanager
def listen() -> Iterator[Reads]:
    """The files that this thread opens inside of the `with` block, but for those of installed packages."""
    if not _installed.is_set():
        sys.addaudithook(_note)
        _installed.set()
    reads = Reads()
    _listening[threading.get_ident()] = reads
    try:
        yield reads
    finally:
        _listening.pop(threading.get_ident(), None)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event != "open" or not _listening:
        return
    reads = _listening.pop(threading.get_ident(), None)
    if reads is not None:
        try:
            reads.note(arguments[0], arguments[2])
        finally:
            _listening[threading.get_ident()] = reads

"""What a run left behind from which another may go on: copies of its process, and its folder as it was for each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tashika.execute.facts import dependencies
from tashika.execute.forkserver import Server
from tashika.execute.inside import COPIES, DUMP, JOURNAL, STDERR, STDOUT, TMP, WORK, kin
from tashika.execute.replay import Record, Replay, read_journal
from tashika.execute.scratch import Scratch
from tashika.model import Input, Program


@dataclass(frozen=True)
class Copy:
    """A process that waits before the step at `line` to be woken by a pipe; it goes on from a journal of `size` bytes,
    and from as much output as there was then."""

    line: int
    pid: int
    pipe: str
    size: int
    out: int
    err: int


@dataclass
class Trail:
    """The copies of the last run of a program, in the order in which they were left; `began` is when the run started,
    by the clock of the file system."""

    program: Program
    server: Server
    began: int
    home: Scratch
    copies: list[Copy] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = self._identities()
        self._sizes: dict[int, int] = {}

    @property
    def memory(self) -> int:
        """The bytes that the copies took when they were first seen."""
        return sum(self._sizes.values())

    @property
    def folder(self) -> Path:
        return Path(self.home.name)

    def follow(self) -> None:
        """See which copies are left after a run, and what they take."""
        data = (self.folder / JOURNAL).read_bytes()
        alive = {copy.pid: copy for copy in _copies_in(data) if (use := kin.use(copy.pid)) and use.is_alive}
        self.copies = list(alive.values())
        self._sizes = {pid: self._sizes.get(pid) or _memory_of(pid) for pid in alive}  # to look takes a while
        (self.folder / COPIES).write_text("".join(f"{pid}\n" for pid in alive), encoding="ascii")

    def seen(self, copy: Copy) -> tuple[float, list[Input]]:
        """How long the program had run when a copy was left, and all that it depended on, if that is so still."""
        replay = Replay(*(self._read(name, size) for name, size in ((STDOUT, copy.out), (STDERR, copy.err))))
        for record in read_journal(self._read(JOURNAL, copy.size)):
            replay.take(record)
        return replay.seconds, dependencies(replay, self.program, self.folder)

    def restore(self, copy: Copy) -> None:
        """Make the folder what it was when a copy was left. Raises OSError if it cannot be."""
        for name, size in ((JOURNAL, copy.size), (STDOUT, copy.out), (STDERR, copy.err), (DUMP, 0)):
            os.truncate(self.folder / name, size)
        if self._identities() != self._places:
            raise OSError("its working directory is another one")
        for entry in (entry for name in (WORK, TMP) for entry in (self.folder / name).iterdir()):
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()

    def was_woken(self, copy: Copy) -> bool:
        """Whether a copy has said that it goes on."""
        with (self.folder / JOURNAL).open("rb") as file:
            file.seek(copy.size)
            return file.readline().startswith(b'["woken",')

    def _read(self, name: str, size: int) -> bytes:
        with (self.folder / name).open("rb") as file:
            return file.read(size)

    def _identities(self) -> list[tuple[int, int]]:
        found = (os.lstat(self.folder / name) for name in (WORK, TMP))
        return [(each.st_mode, each.st_ino) for each in found]


def _copies_in(data: bytes) -> Sequence[Copy]:
    """The copies that a journal tells of; none if it is damaged."""
    found: list[Copy] = []
    size = 0
    try:
        for line in data.splitlines(keepends=True):
            if line.startswith(b'["copy",'):
                found += [_copy(record, size) for record in read_journal(line)]
            size += len(line)
    except (ValueError, TypeError):
        return ()
    return found


def _copy(record: Record, size: int) -> Copy:
    line, pid, pipe = record.rest
    return Copy(int(line), int(pid), str(pipe), size, record.out, record.err)


def _memory_of(pid: int) -> int:
    """The bytes that a process takes, its part of what it shares included; 0 if it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("Pss:")), 0)

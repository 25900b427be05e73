"""Leaves copies of a program's process behind, before statements that come late: for a preview, which may have one go
on with another rest of the program instead of running all of it again.

A copy must be all that the program is at that moment. So none is left where something stands outside of its memory or
would be shared with it: a thread, a child, a file or a socket that is open, memory that is shared, a timer, a file that
was written, anything that makes a run impure. The fork is the C library's own: no handler runs, and `random` is not
seeded anew. A copy leads a session of its own and is a child of the fork server, so that it is none of the program's.
Everything here is bound at import, since a program may patch `os`.
"""

from __future__ import annotations

from collections.abc import Iterator
from os import O_RDONLY
from posix import _exit, close, fstat, getpid, listdir, mkfifo, open, read, setsid, sysconf, waitpid, write
from signal import ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL, SIG_DFL, SIGCHLD, SIGKILL, getitimer, getsignal
from time import monotonic, monotonic_ns

from . import COPIES, PROGRAM, TMP, WAKE, WORK, life
from .inputs import Inputs
from .journal import Journal, open_high
from .kin import adopt, children, renounce
from .order import Order, read_order
from .streams import fork, settle, system_call

_WORTH = 0.05  # seconds of running that a copy must save
_LARGEST = 256_000_000  # bytes that the copies of a program may take besides what they share with the server
_PAGE = sysconf("SC_PAGE_SIZE")


class Copies:
    """The copies of one program that runs in `folder`: at most `most`, the last ones and the last up to `wanted`."""

    def __init__(self, order: Order, journal: Journal, inputs: Inputs, folder: str) -> None:
        self._most, self._wanted = order.copies or (0, 0)
        self._journal = journal
        self._inputs = inputs
        self._folder = folder
        self._list = open_high(f"{folder}/{COPIES}")
        self._left: list[tuple[int, int]] = []
        self._open, self._memory = sorted(_open_files()), _memory()
        self._checked: float | None = None  # when it was last seen whether one is worth it

    def leave(self, line: int) -> Order | None:
        """Leave a copy before the step at `line`, if it is worth it. In the copy, which returns when it is woken, the
        order has the rest with which to go on; else it is None."""
        if self._checked is None:  # before the first step, where a copy would save nothing but the start
            self._checked = monotonic()
        if monotonic() - self._checked < _WORTH:
            return None
        woken: Order | None = self._inputs.aside(self._leave, line)
        self._checked = 0.0 if woken else monotonic()  # a copy leaves another one in its place before it goes on
        return woken

    def _leave(self, line: int) -> Order | None:
        settle()
        self._journal.settle()  # or a copy would tell it once more
        if not self._is_whole() or not self._make_room():
            return None
        fifo = f"{self._folder}/{WAKE}{monotonic_ns()}"
        mkfifo(fifo, 0o600)
        renounce()  # so that the server becomes the copy's parent, once the process between them is gone
        between = fork()
        if between == 0:
            try:
                self._hand_over()
                return self._sleep(fifo)
            except BaseException:
                _exit(1)
        is_left = between > 0 and waitpid(between, 0)[1] == 0
        adopt()
        if is_left:
            pid = self._last_listed()
            self._left.append((line, pid))
            self._journal.write("copy", line, pid, fifo)
        return None

    def _hand_over(self) -> None:
        """Become the copy, listed as such, in the child of a child, which ends."""
        copy = fork()
        if copy:
            if copy > 0:
                write(self._list, b"%d\n" % copy)
            _exit(copy < 0)

    def _sleep(self, fifo: str) -> Order:
        """Wait for the other end of a pipe; then be the program's process."""
        setsid()
        life.renew()
        close(open(fifo, O_RDONLY))
        adopt()
        self._journal.take_over()
        order = read_order(f"{self._folder}/{PROGRAM}")
        self._most, self._wanted = order.copies or (0, 0)
        self._left.clear()  # they are the executor's to end
        return order

    def _last_listed(self) -> int:
        descriptor = open(f"{self._folder}/{COPIES}", O_RDONLY)
        try:
            return int(_all_of(descriptor).split()[-1])
        finally:
            close(descriptor)

    def _make_room(self) -> bool:
        """End copies until one more may be left; False if none may."""
        taken = max(1, _memory() - self._memory)
        most = min(self._most, _LARGEST // taken)
        while self._left and len(self._left) >= most:
            early = [each for each in self._left if each[0] <= self._wanted]
            spared = early[-1] if early else None
            line, pid = next((each for each in self._left if each != spared), self._left[0])
            self._left.remove((line, pid))
            system_call("kill", pid, int(SIGKILL))  # the server has not reaped it, so that the number is still its own
        return most > 0

    def _is_whole(self) -> bool:
        """Whether the memory of this process is all that there is of the program."""
        return (
            self._inputs.are_plain
            and len(listdir("/proc/self/task")) == 1
            and not children(getpid())
            and getsignal(SIGCHLD) == SIG_DFL
            and not any(getitimer(each)[0] for each in (ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF))
            and not any(listdir(f"{self._folder}/{each}") for each in (WORK, TMP))
            and sorted(_open_files()) == self._open
            and not _shares_memory()
        )


def _open_files() -> Iterator[tuple[int, int]]:
    for name in listdir("/proc/self/fd"):
        try:
            found = fstat(int(name))
        except OSError:
            continue  # that of the listing
        yield found.st_dev, found.st_ino


def _shares_memory() -> bool:
    """Whether some memory could be written that a copy would share."""
    descriptor = open("/proc/self/maps", O_RDONLY)
    try:
        maps = _all_of(descriptor)
    finally:
        close(descriptor)
    return any(mode[1:2] == b"w" and mode[3:4] == b"s" for mode in (line[:60].split()[1] for line in maps.splitlines()))


def _all_of(descriptor: int) -> bytes:
    parts = []
    while part := read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _memory() -> int:
    """The bytes of this process that no file backs."""
    descriptor = open("/proc/self/statm", O_RDONLY)
    try:
        resident, shared = _all_of(descriptor).split()[1:3]
        return (int(resident) - int(shared)) * _PAGE
    finally:
        close(descriptor)

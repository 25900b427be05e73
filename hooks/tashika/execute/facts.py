"""What a run's folder and the end of its process say: the Run."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from tashika.execute.contract import ExecutionError, Limits
from tashika.execute.inputs import settled, shown
from tashika.execute.inside import DUMP, JOURNAL, PROGRAM, STDERR, STDOUT
from tashika.execute.position import as_traceback, innermost_line
from tashika.execute.process import Ending
from tashika.execute.replay import End, Replay, read_journal
from tashika.execute.wire import JOURNAL_LIMIT
from tashika.model import Input, Program, Run, Status

_OWN = str(Path(__file__).parent)
_ENDS = (0, 120)  # exit codes of a program that came to its end; 120: stdout could not be flushed after it


class _Outcome(NamedTuple):
    status: Status
    line: int
    detail: str
    traceback: str = ""


@dataclass(frozen=True)
class Facts:
    """Where the facts of a run are, and how its process ended."""

    program: Program
    root: Path
    folder: Path
    limits: Limits
    ending: Ending

    def run(self) -> Run:
        """The Run; raises ExecutionError when the worker did not come to start the program.

        What goes wrong with it later on may be the program's doing, and is a crash: no other program suffers from it.
        """
        replay = self._replay()
        if not (self.folder / PROGRAM).exists():
            return Run(self.program.id, "crashed", detail="deleted the folder of its own run")
        if not replay.started:
            raise ExecutionError(f"the worker for {self.program.id} failed:\n{replay.broken or self._said()}")
        outcome = self._outcome(replay)
        return Run(
            program=self.program.id,
            status=outcome.status,
            events=tuple(replay.events),
            line=outcome.line,
            detail=outcome.detail,
            traceback=outcome.traceback,
            seconds=replay.seconds,
            modules=tuple(sorted(replay.modules)),
            inputs=self._inputs(replay),
        )

    def _inputs(self, replay: Replay) -> tuple[Input, ...]:
        """What the run depended on, which is of use only if it came to its end."""
        return () if replay.end is None else tuple(dependencies(replay, self.program, self.folder))

    def _replay(self) -> Replay:
        stdout = self._read(STDOUT, self.limits.output)
        replay = Replay(stdout, self._read(STDERR, self.limits.output - len(stdout)))
        try:
            for record in read_journal(self._read(JOURNAL, JOURNAL_LIMIT)):
                replay.take(record)
        except (ValueError, TypeError, AttributeError, KeyError):
            replay.damaged = True
        replay.finish(self.ending.at)
        return replay

    def _outcome(self, replay: Replay) -> _Outcome:
        reason, code = self.ending.reason, self.ending.code
        if burst := self._bursts().get(reason):
            return self._caught(*burst, replay.step)
        if reason == "output":
            return _Outcome("killed", replay.step, f"wrote more than {self.limits.output} bytes")
        if reason == "journal":
            return _Outcome("killed", replay.step, "its claims gave more than can be recorded")
        if replay.damaged:
            return _Outcome("crashed", replay.step, "wrote into the record of its own run")
        if reason == "orphaned":
            return _Outcome("crashed", replay.step, "what had started it was killed, maybe by the program")
        if code == -signal.SIGKILL and self._dump():  # it was the kernel that asked: `inside/bounds.py`
            return self._caught(*self._bursts()["cpu"], replay.step)
        if code == -signal.SIGKILL:
            return _Outcome("killed", replay.step, "SIGKILL from outside: is there enough memory?")
        if code < 0:
            return self._crash(code, replay.step)
        if replay.broken:
            told = replay.broken.rstrip().rpartition("\n")[2]
            return _Outcome("crashed", replay.step, f"tashika itself failed in it: {told}", replay.broken)
        if replay.end is None or code not in _ENDS:
            return _Outcome("crashed", replay.step, f"left through os._exit({code})")
        return _told(replay.end)

    def _bursts(self) -> Mapping[str, tuple[Status, str]]:
        limits = self.limits
        return {
            "timeout": ("timeout", f"still running after {limits.timeout:g} s"),
            "cpu": ("timeout", f"used more than {limits.cpu:g} s of processor time"),
            "memory": ("killed", f"used more than {_size(limits.memory)} of memory"),
            "disk": ("killed", f"its files took more than {_size(limits.disk)}"),
            "processes": ("killed", f"had more than {limits.processes} processes at once"),
        }

    def _caught(self, status: Status, detail: str, step: int) -> _Outcome:
        """The outcome of a program that was asked where it is."""
        dump = self._dump()
        line = innermost_line(dump, str(self.root / self.program.path)) or step
        return _Outcome(status, line, detail, as_traceback(dump, str(self.root), _OWN))

    def _crash(self, code: int, step: int) -> _Outcome:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return _Outcome("crashed", step, name, as_traceback(self._dump(), str(self.root), _OWN))

    def _dump(self) -> str:
        return self._read(DUMP, 1_000_000).decode("utf-8", "replace")

    def _said(self) -> str:
        return self._read(STDERR, 10_000).decode("utf-8", "replace") or f"exit code {self.ending.code}, not a word"

    def _read(self, name: str, limit: int) -> bytes:
        try:
            with (self.folder / name).open("rb") as file:
                return file.read(max(0, limit))
        except FileNotFoundError:
            return b""


def dependencies(replay: Replay, program: Program, folder: Path) -> list[Input]:
    """What a program has depended on so far, as it is now."""
    made = [str(folder), *(note.name for note in replay.inputs if note.kind == "made")]
    seen = shown(replay.events, program.path, made)
    return sorted({*settled(replay.inputs), *seen}, key=attrgetter("kind", "name", "digest"))


def _size(count: int) -> str:
    return f"{count / 1e9:g} GB" if count >= 10**9 else f"{count / 1e6:g} MB"


def _told(end: End) -> _Outcome:
    return _Outcome("ok" if end.status == "ok" else "raised", end.line, end.detail, end.traceback)

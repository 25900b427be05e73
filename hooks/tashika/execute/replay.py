"""Replays a journal against the captured bytes: the events of a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tashika.model import Event, EventKind


class Record(NamedTuple):
    """One line of a journal: what happened, after how many bytes of output, when, and what belongs to its kind."""

    kind: str
    out: int
    err: int
    at: float
    rest: tuple[Any, ...]


class Noted(NamedTuple):
    """What a run depended on, as it was when the run first met it; `stamp` changes when a file is written."""

    kind: str
    name: str
    digest: str
    stamp: str


class End(NamedTuple):
    """How the program itself ended, told by the worker."""

    status: str
    line: int
    detail: str
    traceback: str


class _Visit(NamedTuple):
    """A statement that is running, in the main thread or in another, since `at`."""

    line: int
    main: bool
    at: float


def read_journal(data: bytes) -> Iterator[Record]:
    """The whole records of a journal; the last one may have been cut off by a kill."""
    for line in data.splitlines(keepends=True):
        if line.endswith(b"\n"):
            kind, out, err, at, *rest = json.loads(line)
            yield Record(kind, out, err, at, tuple(_plain(item) for item in rest))


class Replay:
    """The state of a run after a record of its journal: `take` all in order, then `finish`."""

    def __init__(self, stdout: bytes, stderr: bytes) -> None:
        self.events: list[Event] = []
        self.modules: set[str] = set()
        self.inputs: list[Noted] = []
        self.seconds = 0.0
        self.step = 0  # first line of the step that runs, or else of the last one that ran
        self.end: End | None = None
        self.broken = ""
        self.damaged = False  # not everything in the journal is of the worker's hand
        self.started = False
        self._captures: dict[EventKind, bytes] = {"stdout": stdout, "stderr": stderr}
        self._read: dict[EventKind, int] = {"stdout": 0, "stderr": 0}
        self._running: dict[int, _Visit] = {}
        self._paused: dict[int, _Visit] = {}
        self._step_token = 0
        self._asking = False

    def take(self, record: Record) -> None:
        """Move on to a record: first what was written before it, then what it says."""
        if record.kind == "input":  # may come in the middle of what one statement writes, and of a probe
            self.inputs.append(Noted(*record.rest))
            return
        if record.kind == "inputs":
            kind, names = record.rest
            self.inputs.append(Noted(kind, names, "", ""))  # names of imports, of which there are hundreds
            return
        self._write("stdout", record.out)
        self._write("stderr", record.err)
        if not self._asking or record.kind in ("prose", "failed"):  # a probe is no part of the program
            getattr(self, f"_on_{record.kind}")(record.at, *record.rest)

    def finish(self, at: float) -> None:
        """Account for what came after the last record of a run that was over at `at`."""
        for kind, data in self._captures.items():
            self._write(kind, len(data))
        if step := self._running.get(self._step_token):
            self.seconds += max(0.0, at - step.at)

    def _write(self, kind: EventKind, until: int) -> None:
        data = self._captures[kind][self._read[kind] : until]
        self._read[kind] = max(self._read[kind], until)
        if data and not self._asking:
            self.events.append(Event(kind, self._lines(), data.decode("utf-8", "replace")))

    def _lines(self) -> tuple[int, ...]:
        """The lines that are running, each once: a recursion is in the same line many times."""
        return tuple(dict.fromkeys(visit.line for visit in self._running.values()))

    def _tell(self, kind: EventKind, line: int, text: str = "", seconds: float = 0.0) -> None:
        """Add an event of the statement at `line`, which comes last whatever else is running."""
        around = tuple(other for other in self._lines() if other != line)
        self.events.append(Event(kind, (*around, line), text, seconds=seconds))

    def _on_start(self, _: float) -> None:
        self.started = True

    def _on_step(self, at: float, token: int, line: int, main: int, done: int = 0) -> None:
        if done:
            self._on_done(at, done)
        self.step, self._step_token = line, token
        self._on_enter(at, token, line, main)

    def _on_enter(self, at: float, token: int, line: int, main: int) -> None:
        self._running[token] = _Visit(line, bool(main), at)
        self._tell("enter", line)

    def _on_leave(self, at: float, token: int) -> None:
        visit = self._running.get(token) or self._paused.pop(token, None)
        if visit is not None:  # else its step is over: a generator that was left behind
            self._tell("leave", visit.line, seconds=at - visit.at)
            self._running.pop(token, None)

    def _on_done(self, at: float, token: int) -> None:
        self.seconds += at - self._running[token].at
        self._on_leave(at, token)
        # What the main thread has left unfinished are generators and coroutines that nobody is in.
        self._running = {key: visit for key, visit in self._running.items() if not visit.main}

    def _on_pause(self, _: float, token: int) -> None:
        if visit := self._running.pop(token, None):
            self._paused[token] = visit

    def _on_resume(self, _: float, token: int) -> None:
        if visit := self._paused.pop(token, None):
            self._running[token] = visit

    def _on_value(self, _: float, line: int, text: str) -> None:
        self._tell("value", line, text)

    def _on_figure(self, _: float, name: str, text: str) -> None:
        self.events.append(Event("figure", self._lines(), text, key=name))

    def _on_display(self, _: float, text: str) -> None:
        self.events.append(Event("display", self._lines(), text))

    def _on_raised(self, _: float, line: int, text: str) -> None:
        self._tell("raised", line, text)

    def _on_probe(self, _: float) -> None:
        self._asking = True

    def _on_prose(self, _: float, key: str, text: str) -> None:
        self._asking = False
        self.events.append(Event("prose", text=text, key=key))

    def _on_failed(self, _: float, key: str, text: str) -> None:
        self._asking = False
        self.events.append(Event("raised", text=text, key=key))

    def _on_module(self, _: float, name: str) -> None:
        self.modules.add(name)

    def _on_copy(self, _: float, line: int, pid: int, pipe: str) -> None:
        """Copies are the executor's."""

    def _on_woken(self, _: float, line: int) -> None:
        """It goes on where it was."""

    def _on_end(self, _: float, status: str, line: int, detail: str, traceback: str) -> None:
        self.end = End(status, line, detail, traceback)

    def _on_broken(self, _: float, told: str) -> None:
        self.broken = told


def _plain(item: Any) -> Any:
    """Text that can be written as UTF-8: a lone surrogate becomes what Python shows of it in a traceback."""
    if not isinstance(item, str) or item.isascii():
        return item
    return item.encode("utf-8", "backslashreplace").decode("utf-8")

"""Tells the journal what the program's statements do. Instrumented code calls it through builtins."""

from __future__ import annotations

import builtins
from _thread import get_ident
from collections.abc import Callable, Generator
from functools import partial
from itertools import count
from sys import _getframe
from types import TracebackType
from typing import Any

from .failure import exception_text
from .instrument import OFFER, PAUSE, RELAY, RESUME, VALUE, WATCH, Wanted
from .journal import Journal
from .streams import settle

Waiting = Generator[object, Any, object]


class Recorder:
    """Gives each visit of a statement a token; the reader of the journal keeps the stack of them."""

    def __init__(self, journal: Journal, wanted: Wanted) -> None:
        self._journal = journal
        self.wanted = wanted
        self._tokens = count(1)
        self._main = get_ident()
        self._frames: dict[int, list[int]] = {}

    def install(self) -> None:
        """Let instrumented code find the recorder."""
        names: dict[str, Callable[..., object]] = {WATCH: self.watch, VALUE: self.value, PAUSE: self.pause}
        vars(builtins).update(names | {RESUME: self.resume, OFFER: self.offer, RELAY: self.relay})

    @property
    def at_home(self) -> bool:
        """False in a forked child of the program."""
        return self._journal.mine

    def note(self, kind: str, *rest: int | str) -> None:
        """Write a record after all that was written before it."""
        if self._journal.mine:
            settle()
            self._journal.write(kind, *rest)

    def done(self, token: int) -> None:
        """Have it noted that the step of this visit is over."""
        self._journal.done(token)

    def begin(self, kind: str, line: int) -> int:
        """Note that a statement begins ("step" or "enter"); returns the token of this visit."""
        token = next(self._tokens)
        self.note(kind, token, line, int(get_ident() == self._main))
        return token

    def watch(self, line: int) -> Visit:
        """The context in which a watched statement runs."""
        return Visit(self, self._frames, line, "raises" in self.wanted[line])

    def value(self, line: int, value: object) -> object:
        """Note what the expression statement at `line` gave, and hand it on."""
        self.note("value", line, repr(value))
        return value

    def pause(self, value: object) -> object:
        """Note that the calling asynchronous generator is about to yield `value`."""
        self._note_all("pause", id(_getframe(1)))
        return value

    def resume(self, sent: object) -> object:
        """Note that the calling asynchronous generator goes on with what was sent to it."""
        self._note_all("resume", id(_getframe(1)))
        return sent

    def offer(self, value: object) -> Waiting:
        """Yields a value on behalf of the calling generator, which waits meanwhile."""
        return self._offered(id(_getframe(1)), value)

    def relay(self, iterable: Any) -> Waiting:
        """Stands for an iterable that the calling generator delegates to."""
        return self._relayed(id(_getframe(1)), iter(iterable))

    def _offered(self, frame: int, value: object) -> Waiting:
        self._note_all("pause", frame)
        try:
            return (yield value)
        finally:
            self._note_all("resume", frame)

    def _relayed(self, frame: int, iterator: Any) -> Waiting:
        """`yield from iterator`, spelled out as PEP 380 has it, with each wait noted."""
        move: Callable[[], object] = iterator.__next__
        while True:
            try:
                item = move()
            except StopIteration as stop:
                return stop.value
            try:
                sent = yield from self._offered(frame, item)
                move = iterator.__next__ if sent is None else partial(iterator.send, sent)
            except GeneratorExit:
                if hasattr(iterator, "close"):
                    iterator.close()
                raise
            except BaseException as error:
                if not hasattr(iterator, "throw"):
                    raise
                move = partial(iterator.throw, error)

    def _note_all(self, kind: str, frame: int) -> None:
        for token in self._frames.get(frame, ()):
            self.note(kind, token)


class Visit:
    """One visit of a watched statement, from enter to leave, however it is left."""

    def __init__(self, recorder: Recorder, frames: dict[int, list[int]], line: int, raises: bool) -> None:
        self._recorder = recorder
        self._frames = frames
        self._line = line
        self._raises = raises

    def __enter__(self) -> None:
        self._frame = id(_getframe(1))
        self._token = self._recorder.begin("enter", self._line)
        self._frames.setdefault(self._frame, []).append(self._token)

    def __exit__(self, kind: Any, error: BaseException | None, trace: TracebackType | None) -> None:
        here = self._frames[self._frame]
        here.remove(self._token)
        if not here:
            del self._frames[self._frame]
        if error is not None and self._raises:
            self._recorder.note("raised", self._line, exception_text(error))
        self._recorder.note("leave", self._token)

"""DevTools over a pair of pipes: one JSON message after another, each ended by a zero byte.

No library that drives browsers stands between: the book needs five commands, and a limit of time on each.
"""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Iterator
from typing import Any

Message = dict[str, Any]
CHUNK = 1 << 20


class PipeError(RuntimeError):
    """The browser went away, refused a command, or did not answer in time."""


class Pipe:
    """Commands written to one descriptor, answers and events read from another. Closes both."""

    def __init__(self, reading: int, writing: int, limit: float = 60.0) -> None:
        self._reading, self._writing = reading, writing
        self._limit = limit
        self._rest = bytearray()
        self._number = 0
        self.events: list[Message] = []
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)

    def call(self, method: str, session: str = "", limit: float | None = None, **parameters: Any) -> Message:
        """The answer to one command; events that come meanwhile are kept. Raises PipeError."""
        deadline = time.monotonic() + (limit or self._limit)
        self._number += 1
        message: Message = {"id": self._number, "method": method, "params": parameters}
        self._write(
            json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0", method, deadline
        )
        for answer in self._messages(method, deadline):
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise PipeError(f"the browser refused {method}: {answer['error'].get('message', answer['error'])}")
                result: Message = answer["result"]
                return result
            self._keep(answer)
        raise AssertionError("messages end by PipeError alone")

    def wait(self, method: str, session: str, limit: float | None = None) -> Message:
        """The parameters of the first such event, which may have come already. Raises PipeError."""
        deadline = time.monotonic() + (limit or self._limit)
        messages = self._messages(method, deadline)
        while True:
            for place, event in enumerate(self.events):
                if event["method"] == method and event.get("sessionId") == session:
                    parameters: Message = self.events.pop(place)["params"]
                    return parameters
            self._keep(next(messages))

    def close(self) -> None:
        """Closes both ends; the browser takes that as the wish that it end."""
        os.close(self._writing)
        os.close(self._reading)

    def _keep(self, message: Message) -> None:
        """Keeps an event; an answer that nobody waits for any more is dropped."""
        if "method" in message:
            self.events.append(message)

    def _messages(self, what: str, deadline: float) -> Iterator[Message]:
        while True:
            end = self._rest.find(b"\0")
            if end >= 0:
                text = bytes(self._rest[:end])
                del self._rest[: end + 1]
                yield json.loads(text)
            else:
                self._read(what, deadline)

    def _read(self, what: str, deadline: float) -> None:
        if not select.select([self._reading], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise PipeError(f"the browser did not answer {what} in time")
        received = os.read(self._reading, CHUNK)
        if not received:
            raise PipeError(f"the browser ended during {what}")
        self._rest += received

    def _write(self, data: bytes, what: str, deadline: float) -> None:
        view = memoryview(data)
        while view:
            if not select.select([], [self._writing], [], max(0.0, deadline - time.monotonic()))[1]:
                raise PipeError(f"the browser did not read {what} in time")
            try:
                view = view[os.write(self._writing, view[:CHUNK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise PipeError(f"the browser ended before {what}") from None

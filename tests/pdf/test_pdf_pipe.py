"""The pipe to a browser, with the test at its other end; and finding a browser."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tashika.pdf.browser import find_browser
from tashika.pdf.pipe import Pipe, PipeError


@dataclass
class Peer:
    """The browser's ends of the two pipes."""

    pipe: Pipe
    reading: int
    writing: int

    def say(self, *messages: object) -> None:
        os.write(self.writing, b"".join(json.dumps(message).encode() + b"\0" for message in messages))


@pytest.fixture
def peer() -> Iterator[Peer]:
    commands, ours = os.pipe()
    mine, answers = os.pipe()
    pipe = Pipe(mine, ours, limit=5)
    yield Peer(pipe, commands, answers)
    pipe.close()
    os.close(commands)
    os.close(answers)


def test_a_command_is_sent_and_answered(peer: Peer) -> None:
    peer.say({"id": 1, "result": {"value": "あ"}})
    assert peer.pipe.call("Some.thing", "s1", depth=2) == {"value": "あ"}
    sent = os.read(peer.reading, 1000)
    assert sent.endswith(b"\0")
    assert json.loads(sent[:-1]) == {"id": 1, "method": "Some.thing", "params": {"depth": 2}, "sessionId": "s1"}


def test_events_before_an_answer_are_kept_for_who_waits_for_them(peer: Peer) -> None:
    loaded = {"method": "Page.loaded", "params": {"at": 3}, "sessionId": "s1"}
    peer.say({"method": "Page.loaded", "params": {}, "sessionId": "other"}, loaded, {"id": 1, "result": {}})
    peer.pipe.call("Page.go", "s1")
    assert peer.pipe.wait("Page.loaded", "s1") == {"at": 3}
    assert len(peer.pipe.events) == 1


def test_an_answer_in_pieces_is_put_together(peer: Peer) -> None:
    os.write(peer.writing, b'{"id": 1, "res')
    os.write(peer.writing, b'ult": {"a": 1}}\0{"method": "Half')
    assert peer.pipe.call("Some.thing") == {"a": 1}


def test_a_browser_that_does_not_answer_is_given_up_in_time(peer: Peer) -> None:
    started = time.monotonic()
    with pytest.raises(PipeError, match=r"did not answer Some\.thing in time"):
        peer.pipe.call("Some.thing", limit=0.1)
    assert time.monotonic() - started < 4
    with pytest.raises(PipeError, match="in time"):
        peer.pipe.wait("Page.loaded", "s1", limit=0.1)


def test_an_answer_that_comes_too_late_is_not_taken_for_another(peer: Peer) -> None:
    with pytest.raises(PipeError):
        peer.pipe.call("Slow.thing", limit=0.1)
    peer.say({"id": 1, "result": {"late": True}}, {"id": 2, "result": {"late": False}})
    assert peer.pipe.call("Next.thing") == {"late": False}


def test_a_refused_command_says_which_and_why(peer: Peer) -> None:
    peer.say({"id": 1, "error": {"code": -1, "message": "no such page"}})
    with pytest.raises(PipeError, match=r"refused Page\.go: no such page"):
        peer.pipe.call("Page.go")


def test_a_browser_that_ends_is_noticed() -> None:
    commands, ours = os.pipe()
    mine, answers = os.pipe()
    pipe = Pipe(mine, ours)
    os.close(answers)
    with pytest.raises(PipeError, match="the browser ended during"):
        pipe.call("Some.thing")
    os.close(commands)
    with pytest.raises(PipeError, match="the browser ended before"):
        pipe.call("Some.thing")
    pipe.close()


def test_a_browser_is_found_by_what_chrome_names_and_else_by_its_usual_names() -> None:
    there = {"mine": "/opt/mine", "google-chrome": "/usr/bin/google-chrome"}
    assert find_browser({"CHROME": "mine"}, there.get) == "/opt/mine"
    assert find_browser({}, there.get) == "/usr/bin/google-chrome"
    assert find_browser({"CHROME": "gone"}, there.get) is None, "and nothing stands in for it"
    assert find_browser({}, {}.get) is None

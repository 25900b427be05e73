"""What tests ask about programs that ran and about processes that may still run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tashika.model import Run


def printed(run: Run) -> str:
    """What a program that ended well has printed."""
    assert run.status == "ok", run
    return "".join(event.text for event in run.events if event.kind == "stdout")


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def await_that(happened: Callable[[], object], seconds: float = 10) -> bool:
    """Whether something happens within some seconds."""
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(happened())

"""What happened when programs ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EventKind = Literal["enter", "leave", "stdout", "stderr", "value", "raised", "prose", "figure", "display"]
InputKind = Literal[
    "file",
    "link",
    "folder",
    "entries",
    "metadata",
    "search",
    "package",
    "import",
    "distribution",
    "tree",
    "variable",
    "position",
    "impure",
]
Status = Literal["ok", "raised", "timeout", "killed", "crashed"]


@dataclass(frozen=True)
class Event:
    """One fact of a run, in the order in which it happened.

    `lines` are the first lines of the watched statements that were running, outermost first; empty outside
    of any. A "prose" event carries the probe's id in `key` and its value in `text`; "figure" the
    name and the text of a picture that was saved; "raised" carries `Type: message`; "leave" carries the seconds since
    its "enter". A "display" event has in `text` what a cell displayed, as `execute/inside/displays.py` writes it.
    """

    kind: EventKind
    lines: tuple[int, ...] = ()
    text: str = ""
    key: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, order=True)
class Input:
    """Something that a run depended on besides its code, and what it was then; `digest` is never a secret itself.

    `name` is a path (`link`: where it leads; `folder`: its names; `entries`: with sizes; `metadata`: the distributions
    there; `search`, `package`: the modules found there; `distribution`: its dist-info folder; `tree`: installed files
    of none), the modules that were looked for (`import`: all of them in one), or an environment variable.
    `position`: the run saw its own lines or comments.
    An `impure` run depended on what cannot be compared; its name says on what.
    """

    kind: InputKind
    name: str
    digest: str = ""


@dataclass(frozen=True)
class Frozen:
    """When a run was made that not every machine can make, on what kind of machine, and with which versions."""

    date: str
    machine: str
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """Facts only: what happened when a program ran.

    `line` is the statement that was running when the program did not end well, else 0; `detail` says what
    happened there, and `traceback` how it came to it. `modules` are the third-party top-level modules that
    were imported. `reused` tells that it did not run now: all of its `inputs` are as they were. A `frozen` one is kept
    beside the notes.
    """

    program: str
    status: Status
    events: tuple[Event, ...] = ()
    line: int = 0
    detail: str = ""
    traceback: str = ""
    seconds: float = 0.0
    modules: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    reused: bool = False
    frozen: Frozen | None = None

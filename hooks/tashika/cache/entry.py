"""A Run as text, independent of where its program stands on the page, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from tashika.cache.normal import normalised
from tashika.model import Event, EventKind, Input, InputKind, Program, Run

_INPUT_KINDS, _EVENT_KINDS = frozenset(get_args(InputKind)), frozenset(get_args(EventKind))


class Damaged(ValueError):
    """A text that is no run of this program."""


def encode(program: Program, run: Run) -> str:
    """The text of a run that ended well. Raises Damaged for one that speaks of lines that are none of its program."""
    number = normalised(program).number
    probes = {probe.id: str(index) for index, probe in enumerate(program.probes)}
    try:
        events = [
            [e.kind, [number[line] for line in e.lines], e.text, _kept_key(e, probes), e.seconds] for e in run.events
        ]
    except KeyError as error:
        raise Damaged(f"no line or probe {error}") from None
    return json.dumps([[[i.kind, i.name, i.digest] for i in run.inputs], run.seconds, run.modules, events])


@dataclass(frozen=True)
class Entry:
    """The text of a run, read as far as it does not depend on the program."""

    inputs: tuple[Input, ...]
    rest: Sequence[Any]


def read_entry(text: str) -> Entry:
    """What the run depended on, and the rest for `decode`. Raises Damaged."""
    inputs, *rest = _list(_loaded(text), 4)
    return Entry(tuple(_input(_list(each)) for each in _list(inputs)), rest)


def decode(program: Program, entry: Entry) -> Run:
    """The run with the lines that the program has now. Raises Damaged."""
    seconds, modules, events = entry.rest
    line = normalised(program).line
    keys = {str(index): probe.id for index, probe in enumerate(program.probes)} | {"": ""}
    try:
        found = tuple(_event(_list(each, 5), line, keys) for each in _list(events))
    except (KeyError, TypeError) as error:
        raise Damaged(f"unknown line or probe: {error}") from None
    names = tuple(_text(name) for name in _list(modules))
    return Run(program.id, "ok", found, 0, "", "", _number(seconds), names, entry.inputs, reused=True)


def _event(shape: Sequence[Any], line: Mapping[int, int], keys: Mapping[str, str]) -> Event:
    kind, lines, text, key, seconds = shape
    if kind not in _EVENT_KINDS:
        raise Damaged(f"unknown kind of event: {kind}")
    known = keys if kind != "figure" else {key: _text(key)}
    return Event(kind, tuple(line[each] for each in _list(lines)), _text(text), known[key], _number(seconds))


def _kept_key(event: Event, probes: Mapping[str, str]) -> str:
    """The key of an event: a figure's name; for a probe's, its number, which does not depend on the page."""
    return event.key if event.kind == "figure" or not event.key else probes[event.key]


def _input(shape: Sequence[Any]) -> Input:
    if len(shape) != 3 or shape[0] not in _INPUT_KINDS:
        raise Damaged("unknown kind of input")
    return Input(shape[0], _text(shape[1]), _text(shape[2]))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Damaged(str(error)) from None


def _list(value: Any, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (len(value) != length if length is not None else False):
        raise Damaged("a list was expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Damaged("a text was expected")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Damaged("a number was expected")
    return float(value)

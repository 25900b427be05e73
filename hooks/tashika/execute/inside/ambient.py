"""Has a program's looks at what surrounds it noted, where no audit event tells: see `inputs.py`."""

from __future__ import annotations

import functools
import linecache
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from .inputs import Inputs
from .variables import watch_variables

_LOOKS = ("stat", "lstat", "access", "readlink")
_CLOCKS = (
    "time", "time_ns", "perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns", "process_time",
    "process_time_ns", "thread_time", "thread_time_ns", "clock_gettime", "clock_gettime_ns", "localtime", "gmtime",
    "ctime", "asctime", "strftime",
)  # fmt: skip
_WITH_A_TIME = {
    "localtime": 1,
    "gmtime": 1,
    "ctime": 1,
    "asctime": 1,
    "strftime": 2,
}  # given these, no clock is read
_SYSTEM = ("getpid", "getppid", "getloadavg", "times", "statvfs", "urandom", "getrandom")


class _Ear:
    """Who is told of a program's looks: nobody before there is a program."""

    inputs: Inputs | None = None


def listen() -> None:
    """Replace what a program would look through. A fork server does so before it imports anything, because a module
    may take `time.time` for its own when it is imported."""
    if hasattr(time.time, "__wrapped__"):
        return
    for name in _LOOKS:
        _replace(os, name, _looking(getattr(os, name)))
    for name in _CLOCKS:
        _replace(time, name, _asking(getattr(time, name, None), f"uses the clock: time.{name}"))
    for name in _SYSTEM:
        _replace(os, name, _asking(getattr(os, name, None), f"asks the system: os.{name}"))


def watch(inputs: Inputs) -> None:
    """Have a program's looks told to its inputs."""
    listen()
    _Ear.inputs = inputs
    _watch_environment(inputs)
    _watch_source(inputs)
    _watch_random()


def _watch_random() -> None:
    """`random`, if it is loaded already, has its own name for the system's randomness."""
    random = sys.modules.get("random")
    original = getattr(random, "_urandom", None)
    if original is not None and not hasattr(original, "__wrapped__"):
        _replace(random, "_urandom", _asking(original, "uses randomness of the system"))


def _replace(module: Any, name: str, function: Any) -> None:
    original = getattr(module, name, None)
    if original is not None:
        setattr(module, name, function)
        for capable in (os.supports_dir_fd, os.supports_follow_symlinks, os.supports_fd, os.supports_effective_ids):
            if original in capable:
                capable.add(function)


def _looking(original: Callable[..., Any]) -> Callable[..., Any]:
    ear = _Ear

    @functools.wraps(original)
    def look(path: Any, *more: Any, **options: Any) -> Any:
        inputs = ear.inputs
        if inputs is None:
            pass
        elif options.get("dir_fd") is not None:
            inputs.guarded(inputs.impure, "looks at a file relative to another")
        elif not isinstance(path, int):
            inputs.guarded(inputs.read, path)
        return original(path, *more, **options)

    return look


def _asking(original: Any, why: str) -> Callable[..., Any]:
    enough = _WITH_A_TIME.get(getattr(original, "__name__", ""), 99)
    ear = _Ear

    def ask(*given: Any, **options: Any) -> Any:
        inputs = ear.inputs
        if inputs is not None and len(given) < enough:
            inputs.guarded(inputs.asks_for, why)
        return original(*given, **options)

    return functools.wraps(original)(ask) if original else ask


def _watch_environment(inputs: Inputs) -> None:
    """Note which variables are read before they are set."""
    guarded = inputs.guarded
    watch_variables(lambda name: guarded(inputs.variable, name), lambda: guarded(inputs.all_variables))


def _watch_source(inputs: Inputs) -> None:
    """Tracebacks, warnings and `inspect` all come by `linecache` for the text around a line number."""
    original = linecache.getlines

    @functools.wraps(original)
    def getlines(filename: str, module_globals: Any = None) -> list[str]:
        if filename == inputs.path:
            inputs.guarded(inputs.asks_for, "", "position")
        return original(filename, module_globals)

    linecache.getlines = getlines

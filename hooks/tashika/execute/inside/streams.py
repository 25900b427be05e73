"""Makes what a program has written reach its file descriptors, whoever buffers it."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_LINE_BUFFERED = 1  # _IOLBF of C's stdio, on every platform with fork
_settling = False


def _c_library() -> ctypes.CDLL | None:
    """The C library of this process, None where it cannot be reached."""
    try:
        library = ctypes.CDLL(None)
        library.fflush, library.setvbuf  # noqa: B018  # looks both up
    except (OSError, AttributeError, TypeError):
        return None
    return library


_libc = _c_library()
_fork = getattr(_libc, "fork", None)


def system_call(name: str, *given: Any) -> int:
    """The result of a function of the C library that gives a number; -1 where there is no such function."""
    function = getattr(_libc, name, None)
    return -1 if function is None else int(function(*given))


def fork() -> int:
    """Fork without telling anybody in this process, which must have one thread; -1 if that fails."""
    return -1 if _fork is None else int(_fork())


def like_a_terminal() -> None:
    """Buffer stdout by lines, in Python and in C, so that writes of both keep their order within a statement."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(line_buffering=True)
    if _libc is None:
        return
    for name in ("stdout", "__stdoutp"):
        try:
            stream = ctypes.c_void_p.in_dll(_libc, name)
        except ValueError:
            continue
        _libc.setvbuf(stream, None, _LINE_BUFFERED, ctypes.c_size_t(0))
        return


def settle() -> None:
    """Flush Python's streams, those that the program put in their place, and C's."""
    global _settling
    if _settling:  # a stream of the program whose flush is itself watched
        return
    _settling = True
    try:
        for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
            _flush(name)
        if _libc is not None:
            _libc.fflush(None)
    finally:
        _settling = False


def _flush(name: str) -> None:
    try:
        getattr(sys, name).flush()
    except Exception:
        return  # closed, replaced by something without flush, or its descriptor is gone

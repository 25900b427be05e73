"""Exceptions as the facts of a run: their text, their line, their traceback."""

from __future__ import annotations

import os
from types import TracebackType

_HERE = os.path.dirname(os.path.abspath(__file__))
_OWN = (_HERE + os.sep, os.path.join(os.path.dirname(_HERE), "worker.py"))
_DEEPEST = -2000  # frames of each exception, from the innermost outwards: enough for any reader


def exception_text(error: BaseException) -> str:
    """`Type: message` as the last line of a traceback has it, without notes and without suggestions.

    Suggestions ("Did you mean") differ between versions of Python, and so cannot be claimed.
    """
    kind = type(error)
    try:
        module, own = str(kind.__module__), str(kind.__qualname__)
    except BaseException:  # a class may make anything of its attributes
        module, own = "builtins", type.__dict__["__name__"].__get__(kind)
    name = own if module in ("__main__", "builtins") else f"{module}.{own}"
    try:
        message = str(error.msg or "<no detail available>") if isinstance(error, SyntaxError) else str(error)
    except BaseException:  # SystemExit too: it is not the program that asks
        message = "<exception str() failed>"
    return f"{name}: {message}" if message else name


def failing_line(error: BaseException, path: str) -> int:
    """The innermost line of `path` in the error's traceback, or the line of a syntax error; 0 for neither."""
    line = 0
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == path:
            line = step.tb_lineno
        step = step.tb_next
    if not line and isinstance(error, SyntaxError) and error.filename == path:
        line = error.lineno or 0
    return line


def is_ours(error: BaseException) -> bool:
    """Whether no frame but the worker's own had to do with an error."""
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if not step.tb_frame.f_code.co_filename.startswith(_OWN):
            return False
        step = step.tb_next
    return True


def formatted(error: BaseException, root: str) -> str:
    """The traceback that plain python would print, with paths below `root` relative to it."""
    try:
        import traceback  # late: few programs fail, and it is slow to import

        told = traceback.TracebackException.from_exception(error, compact=True, limit=_DEEPEST)
        _drop_own_frames(told)
        text = "".join(told.format())
    except BaseException:  # an error whose own methods fail, or no memory or no import left
        text = exception_text(error) + "\n"
    return text.replace(f'File "{root}{os.sep}', 'File "')


def _drop_own_frames(told: object) -> None:
    """Remove the worker's frames from a TracebackException and all that it is chained to."""
    waiting = [told]
    while waiting:
        each = waiting.pop()
        stack = getattr(each, "stack", None)
        if stack is not None:
            stack[:] = [frame for frame in stack if not frame.filename.startswith(_OWN)]
        chained = [getattr(each, "__cause__", None), getattr(each, "__context__", None)]
        waiting += [other for other in (*chained, *(getattr(each, "exceptions", None) or ())) if other is not None]

"""What the cells of a notebook display: the value of a cell's last expression, what `display` is called with, and the
figures of matplotlib that are open at a cell's end. Each is noted as a bundle of texts by type, as Jupyter stores it.

IPython is not needed: objects say how they look by methods of agreed names (`_repr_html_` and others).
"""

from __future__ import annotations

import base64
import builtins
import functools
import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from . import drawings
from .instrument import FLUSH, SHOW, Wanted

Note = Callable[..., None]
_METHODS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_latex_": "text/latex",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_json_": "application/json",
    "_repr_javascript_": "application/javascript",
}


class Line:
    """The first line of the statement that runs."""

    now = 0


class _Screen:
    """Who is told of what is displayed, and which lines want pictures of pixels: nobody before there is a notebook."""

    note: Note | None = None
    wanted: ClassVar[Wanted] = {}


def watch(note: Note, wanted: Wanted) -> None:
    """Have what a notebook displays told as records of the kind "display"."""
    _Screen.note, _Screen.wanted = note, wanted
    vars(builtins).update({SHOW: show, FLUSH: flush, "display": display})
    for name, care in _CARE.items():
        drawings.CARE.setdefault(name, care)
        if name in sys.modules:  # a fork server has imported it already
            care(sys.modules[name], lambda _: None)


def show(value: object) -> object:
    """Display what the last expression of a cell gave, and hand it on."""
    if value is not None:
        _tell("execute_result", value)
    return value


def display(*values: object, **_: object) -> None:
    """As IPython's `display`: each value by all that it has to show."""
    for value in values:
        _tell("display_data", value)


def flush(value: object = None) -> object:
    """Display the figures that are open, and close them, as Jupyter does at the end of a cell; hand the value on."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        _tell("display_data", pyplot.figure(number))
        pyplot.close(number)
    return value


def _tell(kind: str, value: object) -> None:
    if _Screen.note is not None:
        text = json.dumps({"type": kind, "data": dict(_bundle(value))}, ensure_ascii=False, sort_keys=True)
        _Screen.note("display", text)


def _bundle(value: Any) -> Iterator[tuple[str, str]]:
    """The texts of a value by type."""
    figure = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    if figure is not None and isinstance(value, figure):
        yield _picture(value)
    elif not isinstance(value, type):
        yield from _told(value)
    yield "text/plain", repr(value)


def _told(value: Any) -> Iterator[tuple[str, str]]:
    for method, mime in _METHODS.items():
        ask = getattr(type(value), method, None)
        if not callable(ask):
            continue
        try:
            answer = ask(value)
        except NotImplementedError:
            continue
        answer = answer[0] if isinstance(answer, tuple) else answer
        if answer is not None:
            yield mime, _text(answer)


def _text(answer: Any) -> str:
    if isinstance(answer, bytes):
        return base64.b64encode(answer).decode("ascii")
    return answer if isinstance(answer, str) else json.dumps(answer, sort_keys=True)


def _picture(figure: Any) -> tuple[str, str]:
    """A figure by its data, or by its pixels where the notebook stores these."""
    if "image" not in _Screen.wanted.get(Line.now, ()):
        return "image/svg+xml", drawings.drawn(figure, f"cell-{Line.now}.svg")
    target = io.BytesIO()
    figure.savefig(target, format="png", bbox_inches="tight")
    return "image/png", base64.b64encode(target.getvalue()).decode("ascii")


def _show_figures(module: Any, load: Callable[[Any], None]) -> None:
    """`pyplot.show` displays here and now."""
    load(module)
    original = module.show

    @functools.wraps(original)
    def show_now(*given: Any, **options: Any) -> Any:
        return original(*given, **options) if _Screen.note is None else flush()

    if not hasattr(original, "__wrapped__"):
        module.show = show_now


def _display_here(module: Any, load: Callable[[Any], None]) -> None:
    """`IPython.display.display` would only print where IPython does not run."""
    load(module)
    module.display = display


_CARE: dict[str, drawings.Care] = {
    "matplotlib.pyplot": _show_figures,
    "IPython.core.display_functions": _display_here,
}

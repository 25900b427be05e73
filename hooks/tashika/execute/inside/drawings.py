"""Has the figures noted that a program saves as SVG with matplotlib, each with its data.

`Figure.savefig` is replaced once matplotlib is imported, whoever imports it: the program, or a fork server ahead of it.
What matplotlib asks the clock for while it draws has no part in a picture, and is left out: such a run can be reused.
Nothing here imports matplotlib. Saving under another suffix, or into an open file, is not noted.
"""

from __future__ import annotations

import functools
import importlib
import io
import json
import os
import re
import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

from .artists import data_of

LARGEST = 2_000_000  # characters of one picture
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_HEAD = re.compile(r"<svg\b[^>]*>")

Note = Callable[..., None]
Care = Callable[[Any, Callable[[Any], None]], None]


class _Ear:
    """Who is told of figures: nobody before there is a program."""

    note: Note | None = None


def listen() -> None:
    """Be there when matplotlib is imported."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def watch(note: Note) -> None:
    """Have the program's figures told as records of the kind "figure"."""
    listen()
    _Ear.note = note


class _Finder:
    """Finds the modules of `CARE` where the finders behind it do, and has them looked after once they are loaded."""

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> Any:
        if name not in CARE or self not in sys.meta_path:
            return None
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            found: Any = finder.find_spec(name, path, target)
            if found:
                found.loader = _Loader(found.loader, CARE[name])
                return found
        return None


class _Loader:
    """A loader that has a module loaded by the one that it stands for, in somebody's care."""

    def __init__(self, loader: Any, care: Care) -> None:
        self._loader = loader
        self._care = care

    def create_module(self, spec: Any) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__loader__ = module.__spec__.loader = self._loader
        self._care(module, self._loader.exec_module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


def _tell_of_figures(module: Any, load: Callable[[Any], None]) -> None:
    load(module)
    if not hasattr(module.Figure.savefig, "__wrapped__"):
        module.Figure.savefig = _telling(module.Figure.savefig)
    legend: Any = sys.modules.get("matplotlib.legend")
    if hasattr(legend, "time"):  # by which it warns of places that take long to find
        legend.time = SimpleNamespace(perf_counter=lambda: 0.0)


def _say_nothing(module: Any, load: Callable[[Any], None]) -> None:
    """On a new machine this module lists its fonts, and warns when that takes long: not a program's own words."""
    logger = importlib.import_module("logging").getLogger(module.__name__)
    level = logger.level
    logger.setLevel("ERROR")
    try:
        load(module)
    finally:
        logger.setLevel(level)


def _leave_out_dates(module: Any, load: Callable[[Any], None]) -> None:
    """A picture says when it was drawn, which is a look at the clock: also those that are drawn to find a layout."""
    load(module)
    original = module.RendererSVG.__init__
    if hasattr(original, "__wrapped__"):
        return

    @functools.wraps(original)
    def start(renderer: Any, *given: Any, metadata: Any = None, **options: Any) -> None:
        original(renderer, *given, metadata={"Date": None, **(metadata or {})}, **options)

    module.RendererSVG.__init__ = start


CARE: dict[str, Care] = {
    "matplotlib.font_manager": _say_nothing,
    "matplotlib.figure": _tell_of_figures,
    "matplotlib.backends.backend_svg": _leave_out_dates,
}


def drawn(figure: Any, name: str) -> str:
    """A figure as SVG with its data."""
    target = io.StringIO()
    save = getattr(type(figure).savefig, "__wrapped__", type(figure).savefig)
    with sys.modules["matplotlib"].rc_context({"svg.hashsalt": name, "svg.fonttype": "path"}):
        save(figure, target, format="svg")
    return with_data(target.getvalue(), data_of(figure), name)


def _telling(original: Callable[..., Any]) -> Callable[..., Any]:
    ear = _Ear

    @functools.wraps(original)
    def savefig(figure: Any, fname: Any, *more: Any, **options: Any) -> Any:
        note = ear.note
        if note is None or not _is_svg(fname, options):
            return original(figure, fname, *more, **options)
        path = os.fspath(fname)
        path = path if path.endswith(".svg") else f"{path}.svg"
        name = os.path.basename(path)
        with sys.modules["matplotlib"].rc_context({"svg.hashsalt": name, "svg.fonttype": "path"}):
            result = original(figure, fname, *more, **options)
        with open(path, encoding="utf-8") as file:
            note("figure", name, with_data(file.read(), data_of(figure), name))
        return result

    return savefig


def _is_svg(fname: Any, options: dict[str, Any]) -> bool:
    if not isinstance(fname, str | os.PathLike):
        return False
    path = os.fspath(fname)
    if not isinstance(path, str):
        return False
    return path.endswith(".svg") or (options.get("format") == "svg" and not os.path.splitext(path)[1])


def with_data(svg: str, data: dict[str, Any], name: str) -> str:
    """A picture with its data in place of what matplotlib says of itself. Raises ValueError for one too large."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    head = _HEAD.search(svg)
    if head is None:
        raise ValueError(f"{name} is no SVG picture")
    plain = _METADATA.sub("", svg, count=1)
    picture = f'{plain[: head.end()]}\n<metadata id="tashika-figure">{text}</metadata>{plain[head.end() :]}'
    if len(picture) > LARGEST:
        raise ValueError(f"{name} takes {len(picture):,} characters, more than {LARGEST:,}: draw less, or rasterize it")
    return picture

"""Gives `random`, NumPy and torch, whose generators nobody has seeded yet, the same start in every run.

A module that the program imports later is seeded when its import is complete. A finder in `sys.meta_path` would see
that too, but so would the program see the finder; here the loader's class does it, and importlib's own name on the
frame keeps it out of tracebacks. Generators that a program makes itself, as `numpy.random.default_rng()`, stay as
they are: they take a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from sys import modules
from types import ModuleType
from typing import Any
from zlib import crc32

# Module -> its function, and the compiled part that tells it from a file of the program with the same name.
_SEEDED = {
    "random": ("seed", "_random"),
    "numpy.random": ("seed", "numpy.random.mtrand"),
    "torch": ("manual_seed", "torch._C"),
}
_IMPORTLIB = "<frozen importlib._bootstrap_external>"

_plain: Callable[[Any, ModuleType], None] = SourceFileLoader.exec_module

_waiting: dict[str, int] = {}  # modules to be seeded once they are imported, and with what


def number(program: str, seed: int) -> int:
    """What a program's generators start from: 32 bits, the same on every machine."""
    return crc32(f"{seed}:{program}".encode("utf-8", "surrogatepass"))


def fix(program: str, seed: int) -> None:
    """Seed what is imported already, and the rest as soon as the program has imported it."""
    _waiting.update(dict.fromkeys(_SEEDED, number(program, seed)))
    SourceFileLoader.exec_module = _exec_module  # type: ignore[method-assign]
    catch_up()


def catch_up() -> None:
    """Seed what has come into `sys.modules` without being run: to be called by whoever puts modules there."""
    for name in [name for name in _waiting if name in modules]:
        if not getattr(getattr(modules[name], "__spec__", None), "_initializing", False):
            _seed(name)


def _exec_module(self: Any, module: ModuleType) -> None:
    """In the place of SourceFileLoader's until nothing waits any more."""
    _plain(self, module)
    name = getattr(module, "__name__", None)
    if name in _waiting and modules.get(name) is module:
        _seed(name)


def _seed(name: str) -> None:
    function, compiled = _SEEDED[name]
    start = _waiting.pop(name, None) if compiled in modules else None
    if start is not None:
        getattr(modules[name], function)(start)
    if not _waiting and vars(SourceFileLoader).get("exec_module") is _exec_module:
        del SourceFileLoader.exec_module


_exec_module.__name__ = _plain.__name__
_exec_module.__qualname__ = _plain.__qualname__
_exec_module.__module__ = _plain.__module__
_exec_module.__code__ = _exec_module.__code__.replace(co_filename=_IMPORTLIB, co_name=_plain.__name__)

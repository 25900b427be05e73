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


def number(program: str, seed: int) -> int:
    """What a program's generators start from: 32 bits, the same on every machine."""
    return crc32(f"{seed}:{program}".encode("utf-8", "surrogatepass"))


def fix(program: str, seed: int) -> None:
    """Seed what is imported already, and the rest as soon as the program has imported it."""
    start = number(program, seed)
    waiting = {name for name in _SEEDED if not _seed(modules.get(name), name, start)}
    if waiting:
        _watch(waiting, start)


def _seed(module: ModuleType | None, name: str, start: int) -> bool:
    function, compiled = _SEEDED[name]
    if module is None or compiled not in modules:
        return False
    getattr(module, function)(start)
    return True


def _watch(waiting: set[str], start: int) -> None:
    """Have SourceFileLoader seed a module of `waiting` once it has run it, until none is left."""
    plain: Callable[[Any, ModuleType], None] = SourceFileLoader.exec_module

    def exec_module(self: Any, module: ModuleType) -> None:
        plain(self, module)
        name = getattr(module, "__name__", None)
        if name in waiting and modules.get(name) is module and _seed(module, name, start):
            waiting.discard(name)
            if not waiting and vars(SourceFileLoader).get("exec_module") is exec_module:
                del SourceFileLoader.exec_module

    exec_module.__qualname__ = plain.__qualname__
    exec_module.__module__ = plain.__module__
    exec_module.__code__ = exec_module.__code__.replace(co_filename=_IMPORTLIB)
    SourceFileLoader.exec_module = exec_module  # type: ignore[method-assign]

"""Entry of a worker process: `python -P worker.py FOLDER LIFELINE`, and of a fork server: `... worker.py ORDER`.

It loads the package beside it by folder, under a private name, so that nothing of tashika's is on `sys.path`,
and with builtins of its own, so that a program may delete `len` without breaking the worker.
"""

from __future__ import annotations

import builtins
import importlib
import os
import sys
from importlib.machinery import FileFinder, SourceFileLoader
from types import ModuleType

_NAME = "_tashika_inside"


class _Sheltered(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = _BUILTINS
        super().exec_module(module)


_BUILTINS = dict(vars(builtins))


def load_inside(folder: str) -> ModuleType:
    """The package at `folder`; its modules are found by a finder that is known for that folder only."""
    sys.path_importer_cache[folder] = FileFinder(folder, (_Sheltered, [".py"]))
    package = ModuleType(_NAME)
    package.__path__ = [folder]
    sys.modules[_NAME] = package
    _Sheltered(_NAME, os.path.join(folder, "__init__.py")).exec_module(package)
    return importlib.import_module(f"{_NAME}.start")


if __name__ == "__main__":
    start = load_inside(os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside"))
    if len(sys.argv) == 3:
        importlib.import_module(f"{_NAME}.life").die_with(int(sys.argv[2]))
        start.run_in(sys.argv[1])
    else:
        folder, leave = importlib.import_module(f"{_NAME}.server").serve(sys.argv[1])
        start.run_in(folder)
        leave()

"""Cells that let the code of a page run without the project: local modules come along, programs keep apart. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tashika.statements import imported_names

FINDER = """import importlib.abc
import importlib.util
import sys

_texts = {{
{texts}
}}


class _Texts(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name in _texts:
            return importlib.util.spec_from_loader(name, self, is_package=name == "tashika")

    def exec_module(self, module):
        exec(_texts[module.__name__], vars(module))


sys.meta_path.insert(0, _Texts())"""
SPACES = """_own, _spaces, _now = {*globals(), "_own", "_spaces", "_now", "_use"}, {}, [None]


def _use(name):
    names = globals()
    _spaces[_now[0]] = {key: names.pop(key) for key in [*names] if key not in _own and key.strip("_0123456789i")}
    names.update(_spaces.get(name, {}))
    _now[0] = name"""


def needed(codes: Iterable[str], modules: Mapping[str, str]) -> dict[str, str]:
    """Those of the modules that some code imports, directly or by another of them."""
    found: dict[str, str] = {}
    waiting, tops = list(codes), {name.partition(".")[0] for name in modules}
    while waiting:
        code = waiting.pop()
        names = imported_names(code) if any(top in code for top in tops) else ()
        for name in sorted(names):
            own = [each for each in modules if each == name or each.startswith(f"{name}.")]
            for each in own:
                if each not in found:
                    found[each] = modules[each]
                    waiting.append(modules[each])
    return found


def finder(modules: Mapping[str, str]) -> str:
    """Code by which the modules can be imported."""
    texts = "\n".join(f"    {name!r}: {_literal(text)}," for name, text in modules.items())
    return FINDER.format(texts=texts)


def _literal(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(["(", *(f"\n        {line!r}" for line in lines), "\n    )"]) if lines else '""'

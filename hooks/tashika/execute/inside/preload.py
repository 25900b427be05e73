"""Imports third-party modules ahead of the programs that will want them, and keeps them out of sight until then.

A program must find what it would find under plain python. So the modules do not stay in `sys.modules`: a finder
hands them out at the import that would have loaded them, together with all that this import would have loaded.
What the modules themselves imported is recorded while they load. Modules of the standard library stay in sight.
"""

from __future__ import annotations

import builtins
import os
import sys
import warnings
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from .imports import is_third_party
from .seeds import catch_up
from .streams import settle

Found = Any  # a ModuleSpec, whose type would cost an import


class Stash:
    """Modules by name: `load` them, then `hide` them; from then on it is a finder on `sys.meta_path`."""

    def __init__(self, local: tuple[str, ...]) -> None:
        self._local = local
        self._base = set(sys.modules)
        self._filters = list(warnings.filters)
        self._modules: dict[str, Any] = {}
        self._needs: dict[str, set[str]] = {}
        self._closed: dict[str, frozenset[str]] = {}
        self._extra: set[str] = set()
        self._warned: dict[str, list[Any]] = {}

    def load(self, name: str) -> str:
        """Import a third-party module; why that was not as it should be, else "". What cannot be found is no fault."""
        parent = name.rpartition(".")[0]
        if name in sys.modules or (parent and parent not in sys.modules):
            self._warned.setdefault(name, [])
            return ""
        found = _look_up(name, getattr(sys.modules.get(parent), "__path__", None))
        if found is None or not is_third_party(name, _origin(found), self._local):
            return ""
        before, filters = set(sys.modules), list(warnings.filters)
        why = self._import(name)
        sys.modules.pop("__mp_main__", None)  # another name of `__main__`, which every program has anew
        self._warned[name] = [each for each in warnings.filters if each not in filters]
        new = [each for each in sys.modules if each not in before and not _is_standard(each)]
        strangers = [each for each in new if self._is_stranger(each)]
        self._needs.setdefault(name, set()).update(set(new) - self._closure(name, new))
        return why or (f"imports {strangers[0]}, which is the project's own" if strangers else "")

    def hide(self) -> None:
        """Take all that was loaded out of sight, and be found by imports."""
        names = [name for name in sys.modules if name not in self._base and not _is_standard(name)]
        self._modules = {name: sys.modules.pop(name) for name in names}
        tops = {name: self._closure(name, names) for name in names if "." not in name}
        self._extra = {name for name in names if "." in name and name not in tops.get(name.partition(".")[0], ())}
        self._closed = {name: self._closure(name, names) for name in self._warned if name in self._modules}
        for name in self._extra:
            self._bind(name, None)
        _set_filters(self._filters)
        if weakref := sys.modules.get("weakref"):
            for each in list(weakref.finalize._registry):
                each.atexit = False  # the modules' own cleaning up, which takes long, and which no program sees
        sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> Found:
        """The module if it is here, and an import would find that same one."""
        module = self._modules.get(name)
        if not isinstance(module, ModuleType):
            return None
        own, found = module.__spec__, _look_up(name, path, besides=self)
        if own is None or found is None or _origin(found) != _origin(own):
            return None
        found.loader = _Return(found.loader, module, lambda: self._give_back(name, own))
        return found

    def _import(self, name: str) -> str:
        written, threads = _written(), _threads()
        plain = builtins.__import__
        builtins.__import__ = self._recording(plain)
        try:
            __import__(name)
        except BaseException as error:
            return f"raises {type(error).__name__}"
        finally:
            builtins.__import__ = plain
        if _threads() > threads:
            return "starts threads"
        return "prints" if _written() > written else ""

    def _recording(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        def recording(
            name: str, globals: Any = None, locals: Any = None, fromlist: Iterable[str] | None = (), level: int = 0
        ) -> Any:
            module = plain(name, globals, locals, fromlist, level)
            if globals and (importer := globals.get("__name__")):
                full = _absolute(name, globals, level)
                wanted = {full, *(f"{full}.{each}" for each in fromlist or ())}
                self._needs.setdefault(importer, set()).update(wanted & sys.modules.keys())
            return module

        return recording

    def _closure(self, name: str, among: Iterable[str]) -> frozenset[str]:
        """The modules, of those given, that an import of `name` loads."""
        closed = self._closed.get(name)
        if closed is not None:
            return closed
        waiting, seen, names = [name], {name}, set(among)
        while waiting:
            each = waiting.pop()
            needs = (each.rpartition(".")[0], *self._needs.get(each, ()))
            fresh = {need for need in needs if need in names and need not in seen}
            seen |= fresh
            waiting += fresh
        return frozenset(seen)

    def _give_back(self, name: str, spec: Found) -> None:
        self._modules[name].__spec__ = spec
        wanted = self._closure(name, self._modules)
        for each, module in [item for item in self._modules.items() if item[0] in wanted]:
            self._modules.pop(each, None)
            sys.modules.setdefault(each, module)
            if each in self._extra:
                self._bind(each, module)
        added = [each for origin in self._warned if origin in wanted for each in self._warned[origin]]
        if added:
            _set_filters([*(each for each in added if each not in warnings.filters), *warnings.filters])

    def _bind(self, name: str, module: Any) -> None:
        """Make a module an attribute of its package, or take it away for None."""
        package, _, child = name.rpartition(".")
        parent = self._modules.get(package) or sys.modules.get(package)
        names = vars(parent) if isinstance(parent, ModuleType) else {}
        if module is not None:
            names.setdefault(child, module)
        elif names.get(child) is self._modules[name]:
            del names[child]

    def _is_stranger(self, name: str) -> bool:
        place = getattr(sys.modules[name], "__file__", None)
        return isinstance(place, str) and not is_third_party(name, place, self._local)


class _Return:
    """A loader whose module is loaded already; for all else it is the loader that it stands for."""

    def __init__(self, loader: Any, module: ModuleType, give_back: Callable[[], None]) -> None:
        self._loader = loader
        self._module = module
        self._give_back = give_back

    def create_module(self, _: Found) -> ModuleType:
        return self._module

    def exec_module(self, _: ModuleType) -> None:
        self._give_back()
        catch_up()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


def _look_up(name: str, path: Any, besides: object = None) -> Found:
    for finder in sys.meta_path:
        if finder is not besides and (found := finder.find_spec(name, path, None)):
            return found
    return None


def _origin(spec: Found) -> str:
    """Where a module comes from, a namespace package from its first folder."""
    if spec.origin is not None:
        return str(spec.origin)
    return str(next(iter(spec.submodule_search_locations or ()), ""))


def _absolute(name: str, importer: Any, level: int) -> str:
    if not level:
        return name
    package = importer.get("__package__") or importer["__name__"].rpartition(".")[0]
    base = package.rsplit(".", level - 1)[0]
    return f"{base}.{name}" if name else base


def _is_standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def _set_filters(filters: list[Any]) -> None:
    warnings.filters[:] = filters  # type: ignore[index]
    warnings._filters_mutated()  # type: ignore[attr-defined]


def _threads() -> int:
    """How many threads this process has, those that Python does not know included."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        threading = sys.modules.get("threading")
        return threading.active_count() if threading else 1


def _written() -> int:
    settle()
    return sum(os.fstat(descriptor).st_size for descriptor in (1, 2))

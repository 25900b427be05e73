"""Which third-party modules a program has imported so far."""

from __future__ import annotations

from sys import modules, stdlib_module_names  # bound here: the program may rebind them

_INSTALLED = ("/site-packages/", "/dist-packages/")


class Imports:
    """Looks at `sys.modules` for what was not there at the start; costs one comparison when nothing is new."""

    def __init__(self, root: str, search: str) -> None:
        self._local = as_prefixes(root, search)
        self._seen = set(modules)
        self._count = len(modules)

    def fresh(self) -> list[str]:
        """Top-level names of the third-party modules that were imported since the last call."""
        if len(modules) == self._count:
            return []
        self._count = len(modules)
        names = [name for name in list(modules) if name not in self._seen]
        self._seen.update(names)
        return [
            name for name in names if "." not in name and is_third_party(name, _place(modules.get(name)), self._local)
        ]


def as_prefixes(*folders: str) -> tuple[str, ...]:
    """What the paths of files in these folders begin with."""
    return tuple(f"{folder.rstrip('/')}/" for folder in folders if folder)


def is_third_party(name: str, place: str, local: tuple[str, ...]) -> bool:
    """Whether a module from `place` is neither of the standard library nor of the project, below `local`."""
    if not place or name.partition(".")[0] in stdlib_module_names:
        return False
    return any(part in place for part in _INSTALLED) or not place.startswith(local)


def _place(module: object) -> str:
    """The file or folder a module came from, "" when it came from neither."""
    try:
        file = getattr(module, "__file__", None)
        if file is None:
            file = next(iter(getattr(module, "__path__", ())), None)
    except Exception:  # modules may be any object
        return ""
    return file if isinstance(file, str) else ""

"""The `[tool.tashika]` table of a project's pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tashika.execute import EXECUTORS, Limits
from tashika.options import LEAST_FILES

DEFAULTS: Mapping[str, Any] = {
    "docs": "docs",
    "snippets": "snippets",
    "claims": "complete",
    "timeout": 60.0,
    "output_limit": 10_000_000,
    "memory_limit": 4_000_000_000,
    "cpu_limit": 120.0,
    "disk_limit": 1_000_000_000,
    "file_limit": 1024,
    "process_limit": 64,
    "network": False,
    "executor": "auto",
    "dask_address": "",
    "cache": ".cache/tashika",
    "cache_limit": 200_000_000,
}

_TYPES: Mapping[type, tuple[type, ...]] = {str: (str,), bool: (bool,), int: (int, float), float: (int, float)}
_LEAST = {"file_limit": LEAST_FILES}
_CHOICES = {"claims": ("complete", "partial"), "executor": EXECUTORS}


class ConfigError(ValueError):
    """A project that cannot be read; the message names the file, the key and what is wanted."""


@dataclass(frozen=True)
class Project:
    """Where a project's notes are and how they are checked.

    Without a `cache`, no run is kept; `cache_limit` is in bytes. `executor` is one of `tashika.execute.EXECUTORS`;
    `dask_address` is where the scheduler of a Dask cluster is.
    """

    root: Path
    docs: Path
    snippets: Path
    claims: str = "complete"
    executor: str = "auto"
    cache: Path | None = None
    cache_limit: int = 200_000_000
    dask_address: str = ""
    limits: Limits = field(default_factory=lambda: _limits(DEFAULTS))

    def relative(self, path: Path) -> str:
        """A path as reports show it: below the root, with forward slashes."""
        return path.resolve().relative_to(self.root).as_posix()


def find_project(start: Path) -> Path | None:
    """The nearest folder at or above `start` whose pyproject.toml has a [tool.tashika] table."""
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file() and _table(file) is not None:
            return folder
    return None


def load_project(start: Path) -> Project:
    """Reads the project that a folder belongs to. Raises ConfigError."""
    root = find_project(start.resolve())
    if root is None:
        raise ConfigError(f"no pyproject.toml with a [tool.tashika] table at or above {start.resolve()}")
    return make_project(root, _table(root / "pyproject.toml") or {})


def make_project(root: Path, table: Mapping[str, Any]) -> Project:
    """Checks a configuration table and fills in what it leaves out. Raises ConfigError."""
    file = root / "pyproject.toml"
    for key, value in table.items():
        if key not in DEFAULTS:
            raise ConfigError(f"{file}: [tool.tashika] has no key `{key}` (known: {', '.join(DEFAULTS)})")
        wanted = _TYPES[type(DEFAULTS[key])]
        if not isinstance(value, wanted) or isinstance(value, bool) is not (wanted == (bool,)):
            raise ConfigError(f"{file}: [tool.tashika] {key} = {value!r} must be of type {wanted[-1].__name__}")
        if isinstance(value, int | float) and wanted != (bool,) and (value <= 0 or value < _LEAST.get(key, 0)):
            least = f"at least {_LEAST[key]}" if key in _LEAST else "greater than 0"
            raise ConfigError(f"{file}: [tool.tashika] {key} = {value!r} must be {least}")
    found = {**DEFAULTS, **table}
    for key, allowed in _CHOICES.items():
        if found[key] not in allowed:
            one = " or ".join(f'"{each}"' for each in allowed)
            raise ConfigError(f"{file}: [tool.tashika] {key} = {found[key]!r} must be {one}")
    docs, snippets = ((root / found[key]).resolve() for key in ("docs", "snippets"))
    cache = (root / found["cache"]).resolve() if found["cache"] else None
    return Project(
        root=root.resolve(),
        docs=docs,
        snippets=snippets,
        claims=found["claims"],
        executor=found["executor"],
        dask_address=found["dask_address"],
        cache=cache,
        cache_limit=int(found["cache_limit"]),
        limits=_limits(found),
    )


def _limits(found: Mapping[str, Any]) -> Limits:
    return Limits(
        timeout=float(found["timeout"]),
        output=int(found["output_limit"]),
        memory=int(found["memory_limit"]),
        cpu=float(found["cpu_limit"]),
        disk=int(found["disk_limit"]),
        files=int(found["file_limit"]),
        processes=int(found["process_limit"]),
        network=found["network"],
    )


def _table(file: Path) -> dict[str, Any] | None:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("tashika")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from None
    return table if isinstance(table, dict) or table is None else {"docs": table}

"""The `[tool.tashika]` table of a project's pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tashika.execute import EXECUTORS, Limits

DEFAULTS: Mapping[str, Any] = {
    "docs": "docs",
    "snippets": "snippets",
    "claims": "complete",
    "timeout": 60.0,
    "output_limit": 10_000_000,
    "memory_limit": 4_000_000_000,
    "executor": "auto",
    "dask_address": "",
    "cache": ".cache/tashika",
    "cache_limit": 200_000_000,
}

_NUMBERS = ("timeout", "output_limit", "memory_limit", "cache_limit")
_CHOICES = {"claims": ("complete", "partial"), "executor": EXECUTORS}


class ConfigError(ValueError):
    """A project that cannot be read; the message names the file, the key and what is wanted."""


@dataclass(frozen=True)
class Project:
    """Where a project's notes are and how they are checked.

    `timeout` is in seconds, the other limits are in bytes; without a `cache`, no run is kept.
    `executor` is one of `tashika.execute.EXECUTORS`; `dask_address` is where the scheduler of a Dask cluster is.
    """

    root: Path
    docs: Path
    snippets: Path
    claims: str = "complete"
    timeout: float = 60.0
    output_limit: int = 10_000_000
    executor: str = "auto"
    cache: Path | None = None
    cache_limit: int = 200_000_000
    memory_limit: int = 4_000_000_000
    dask_address: str = ""

    @property
    def limits(self) -> Limits:
        """What one program may use."""
        return Limits(self.timeout, self.output_limit, self.memory_limit)

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
        wanted = (int, float) if key in _NUMBERS else (str,)
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ConfigError(f"{file}: [tool.tashika] {key} = {value!r} must be of type {wanted[-1].__name__}")
        if isinstance(value, int | float) and value <= 0:
            raise ConfigError(f"{file}: [tool.tashika] {key} = {value!r} must be greater than 0")
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
        timeout=float(found["timeout"]),
        output_limit=int(found["output_limit"]),
        memory_limit=int(found["memory_limit"]),
        executor=found["executor"],
        dask_address=found["dask_address"],
        cache=cache,
        cache_limit=int(found["cache_limit"]),
    )


def _table(file: Path) -> dict[str, Any] | None:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("tashika")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from None
    return table if isinstance(table, dict) or table is None else {"docs": table}

"""The `[tool.tashika]` table of a project's pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tashika.execute import EXECUTORS, Limits
from tashika.mkdocs_file import Unreadable, mkdocs_table
from tashika.options import LEAST_FILES

DEFAULTS: Mapping[str, Any] = {
    "docs": "docs",
    "snippets": "snippets",
    "pages": [],
    "docstrings": [],
    "run": "all",
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

_TYPES: Mapping[type, tuple[type, ...]] = {
    str: (str,),
    list: (list,),
    bool: (bool,),
    int: (int, float),
    float: (int, float),
}
SIGNS = ("pyproject.toml", "mkdocs.yml", ".git")
_LEAST = {"file_limit": LEAST_FILES}
_CHOICES = {"run": ("all", "marked"), "claims": ("complete", "partial"), "executor": EXECUTORS}


class ConfigError(ValueError):
    """A project that cannot be read; the message names the file, the key and what is wanted."""


@dataclass(frozen=True)
class Project:
    """Where a project's notes are and how they are checked.

    `pages` are patterns of pages outside of `docs`, and `docstrings` modules, or folders of them, whose docstrings are
    read, all below the root. `run` is "marked" if only those fences run that ask for it with `.run`.
    Without a `cache`, no run is kept; `cache_limit` is in bytes. `executor` is one of `tashika.execute.EXECUTORS`;
    `dask_address` is where the scheduler of a Dask cluster is.
    """

    root: Path
    docs: Path
    snippets: Path
    pages: tuple[str, ...] = ()
    docstrings: tuple[str, ...] = ()
    run: str = "all"
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
    """Reads the project that a folder belongs to, with defaults where nothing says otherwise. Raises ConfigError."""
    root = find_project(start.resolve())
    table = (_table(root / "pyproject.toml") if root else None) or {}
    root = root or _likely_root(start.resolve())
    try:
        said = mkdocs_table(root)
    except Unreadable as error:
        raise ConfigError(str(error)) from None
    docs = {"docs": said.pop("docs")} if "docs" in said else {}
    return make_project(root, {**docs, **table, **said})


def _likely_root(start: Path) -> Path:
    """The nearest folder at or above `start` that looks like the top of a project, else `start`."""
    return next((f for f in (start, *start.parents) if any((f / name).exists() for name in SIGNS)), start)


def make_project(root: Path, table: Mapping[str, Any]) -> Project:
    """Checks a configuration table and fills in what it leaves out. Raises ConfigError."""
    file = root / "pyproject.toml"
    for key, value in table.items():
        if key not in DEFAULTS:
            raise ConfigError(f"{file}: [tool.tashika] has no key `{key}` (known: {', '.join(DEFAULTS)})")
        wanted = _TYPES[type(DEFAULTS[key])]
        if not isinstance(value, wanted) or isinstance(value, bool) is not (wanted == (bool,)):
            raise ConfigError(f"{file}: [tool.tashika] {key} = {value!r} must be of type {wanted[-1].__name__}")
        if isinstance(value, list) and not all(isinstance(each, str) for each in value):
            raise ConfigError(f"{file}: [tool.tashika] {key} = {value!r} must be a list of texts")
        if isinstance(value, int | float) and wanted != (bool,) and (value <= 0 or value < _LEAST.get(key, 0)):
            least = f"at least {_LEAST[key]}" if key in _LEAST else "greater than 0"
            raise ConfigError(f"{file}: [tool.tashika] {key} = {value!r} must be {least}")
    found = {**DEFAULTS, **table}
    for key, allowed in _CHOICES.items():
        if found[key] not in allowed:
            one = " or ".join(f'"{each}"' for each in allowed)
            raise ConfigError(f"{file}: [tool.tashika] {key} = {found[key]!r} must be {one}")
    for place in found["docstrings"]:
        path = (root / place).resolve()
        if not path.exists() or not path.is_relative_to(root.resolve()):
            raise ConfigError(f"{file}: [tool.tashika] docstrings: there is no `{place}` in this project")
    docs, snippets = ((root / found[key]).resolve() for key in ("docs", "snippets"))
    cache = (root / found["cache"]).resolve() if found["cache"] else None
    return Project(
        root=root.resolve(),
        docs=docs,
        snippets=snippets,
        pages=tuple(found["pages"]),
        docstrings=tuple(found["docstrings"]),
        run=found["run"],
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

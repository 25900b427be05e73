"""Which versions a check ran with."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from tashika.execute.distributions import owners


def describe(modules: Iterable[str]) -> dict[str, str]:
    """Versions by name: the interpreter, then the distributions that these top-level modules come from."""
    found = {platform.python_implementation(): platform.python_version(), platform.system(): platform.machine()}
    unknown: list[str] = []
    for name in sorted(set(modules)):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            unknown.append(name)
    for name in unknown:
        for folder in _owners(name):
            owner = metadata.PathDistribution(folder)
            found[owner.metadata["Name"]] = owner.version
    return found


def _owners(name: str) -> Iterator[Path]:
    """The dist-info folders of a top-level module; `metadata.packages_distributions` is ten times slower."""
    for site in sys.path:
        for entry in (name, f"{name}.py"):
            place = f"{site}/{entry}"
            if site and Path(place).exists():
                yield from (Path(owner) for owner in owners(place) if owner.endswith(".dist-info"))

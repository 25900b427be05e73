"""Which versions a check ran with."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from importlib import metadata


def describe(modules: Iterable[str]) -> dict[str, str]:
    """Versions by name: the interpreter, then the distributions that these top-level modules come from."""
    found = {platform.python_implementation(): platform.python_version(), platform.system(): platform.machine()}
    unknown: list[str] = []
    for name in sorted(set(modules)):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            unknown.append(name)
    # Asking which distribution holds a module reads every installed one, so only where the name differs.
    owners = metadata.packages_distributions() if unknown else {}
    for name in unknown:
        for owner in owners.get(name, ()):
            found[owner] = metadata.version(owner)
    return found

"""Which distribution an installed file or folder belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_ENTRY = re.compile(r'^"?([^",/\n]+)', re.MULTILINE)


def owners(place: str) -> tuple[str, ...]:
    """The dist-info folders of all that has files in an entry of site-packages; the entry itself if nothing has."""
    site, _, entry = place.rpartition("/")
    if entry.endswith((".dist-info", ".egg-info")):
        return (place,)
    found = _contents(site, _changed(site)).get(entry, ())
    return tuple(f"{site}/{name}" for name in found) or (place,)


def _changed(site: str) -> int:
    """When an entry of site-packages was last added or removed."""
    try:
        return Path(site).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _contents(site: str, changed: int) -> Mapping[str, tuple[str, ...]]:
    """The dist-info folders by the top-level entries that they list."""
    found: dict[str, set[str]] = {}
    for record in Path(site).glob("*.dist-info/RECORD"):
        name = record.parent.name
        for entry in set(_ENTRY.findall(record.read_text(encoding="utf-8", errors="replace"))):
            found.setdefault(entry, set()).add(name)
    return {entry: tuple(sorted(names)) for entry, names in found.items()}

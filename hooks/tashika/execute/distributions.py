"""Which distribution an installed file or folder belongs to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


def owners(place: str) -> tuple[str, ...]:
    """The dist-info folders of all that has files in an entry of site-packages; the entry itself if nothing has."""
    if place.endswith((".dist-info", ".egg-info")):
        return (place,)
    return _owners(place, _changed(place.rpartition("/")[0]))


@lru_cache(maxsize=1024)
def _owners(place: str, changed: int) -> tuple[str, ...]:
    site, _, entry = place.rpartition("/")
    records = _records(site, changed)
    found = tuple(folder for folder, text in records if f"\n{entry}/" in text or f"\n{entry}," in text)
    return found or (place,)


def _changed(site: str) -> int:
    """When an entry of site-packages was last added or removed."""
    try:
        return Path(site).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _records(site: str, changed: int) -> tuple[tuple[str, str], ...]:
    """The dist-info folders with the lists of the files that they brought."""
    files = sorted(Path(site).glob("*.dist-info/RECORD"))
    return tuple((str(file.parent), "\n" + file.read_text(encoding="utf-8", errors="replace")) for file in files)

"""The site as one file to take away: unpack it anywhere and open `index.html`. The same site gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FOLDER = "notes"
"""What the archive unpacks to: one folder, so that a download folder is not flooded."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
_LEFT_OUT = {".zip", ".map", ".gz", ".xml"}


def write_archive(site: Path, target: Path) -> None:
    """Packs a built site, but for what only a server or a developer has a use for."""
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for file in _packed(site):
            info = ZipInfo(f"{FOLDER}/{file.relative_to(site).as_posix()}", LONG_AGO)
            info.external_attr, info.compress_type = READABLE, ZIP_DEFLATED
            archive.writestr(info, file.read_bytes())


def _packed(site: Path) -> Iterator[Path]:
    return (file for file in sorted(site.rglob("*")) if file.is_file() and file.suffix not in _LEFT_OUT)

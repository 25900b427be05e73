"""Stands for this package's code: for all that is kept from check to check, and made by more than one module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tashika.execute.inside import digests

PACKAGE = Path(__file__).parents[1]


@cache
def own_code(*parts: str) -> str:
    """The digest of the package, or of some folders in it: of what this process runs, however often it checks."""
    files = [file for part in parts or ("",) for file in sorted((PACKAGE / part).rglob("*.py"))]
    return digests.of_texts([f"{file.relative_to(PACKAGE)}={digests.of_file(str(file))}" for file in files])

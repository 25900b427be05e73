"""Stands for this package's code, for all that is kept from build to build and made by more than one module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tashika.site.render_record import digest, make_key


@cache
def own_code() -> str:
    """Changes with every change of a module."""
    package = Path(__file__).parents[1]
    files = sorted(package.rglob("*.py"))
    return make_key([[str(file.relative_to(package)), digest(file.read_bytes())] for file in files])

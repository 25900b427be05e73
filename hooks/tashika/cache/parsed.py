"""What files of the notes were parsed into, a file for each, so that a check parses only those that have changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from tashika.cache.own_code import own_code
from tashika.cache.store import read_whole, write_whole
from tashika.cache.values import dump, load
from tashika.execute.inside import digests
from tashika.model import Page, Snippet

T = TypeVar("T", Page, Snippet)


@dataclass(frozen=True)
class Parsed:
    """Pages and snippets by their path, kept below `folder`."""

    folder: Path

    def get(self, path: str, basis: Sequence[str], parse: Callable[[], T]) -> T:
        """What `parse` gives for a path, which depends on nothing but `basis`, this package and Python."""
        file = self.folder / digests.of_texts([path])
        key = digests.of_texts([own_code(), sys.version, path, *basis])
        match load(read_whole(file) or b""):
            case [known, kept] if known == key:
                return cast(T, kept)  # by its path and text it is of the kind that `parse` gives
        value = parse()
        write_whole(file, dump((key, value)))
        return value

"""The entries that Material's search plugin makes from one page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page


@dataclass(frozen=True)
class SearchEntries:
    """The plugin's index, and how long it was before the page came."""

    index: Any
    start: int

    @classmethod
    def of(cls, config: MkDocsConfig) -> Self | None:
        """The entries to come; None if there is no index of this kind."""
        for plugin in config.plugins.values():
            index = getattr(plugin, "search_index", None)
            if type(plugin).__module__.startswith("material.plugins.search.") and index is not None:
                return cls(index, len(index.entries))
        return None

    @property
    def are_lasting(self) -> bool:
        """Whether they depend on nothing but the page: a dictionary for Chinese words may be any file."""
        return not getattr(sys.modules[type(self.index).__module__], "jieba", None)

    def made(self) -> list[dict[str, Any]] | None:
        """Copies of the entries of the page that came last; None if they do not last."""
        return [dict(entry) for entry in self.index.entries[self.start :]] if self.are_lasting else None

    def are_made_from(self, content: str, page: Page) -> bool:
        """Whether the plugin makes from another form of the page's HTML what it has made from the page.

        No entries prove nothing.
        """
        made: Sequence[Any] = self.index.entries[self.start :]
        if not made:
            return False
        trial = type(self.index)(**self.index.config)
        own, page.content = page.content, content
        try:
            trial.add_entry_from_context(page)
        finally:
            page.content = own
        return bool(trial.entries == made)

"""Indexes pages for search in less time, with the same entries.

The search plugin makes them from each page's HTML, most of which is the colouring of code, so indexing takes as long as
rendering. A page that was taken from an earlier build brings its entries along; for the time of the plugin's event it
is empty. Another holds its light form for that time, if the plugin was seen to make the same entries from both forms of
one page, in this build or in an earlier one with the same settings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from tashika.site.render_record import Record, is_looked_at, lighten
from tashika.site.search_entries import SearchEntries


@dataclass
class Indexing:
    """The search index of one build. `finishing` stands for what is done to entries once the plugin has made them."""

    finishing: str = ""
    proven: bool = False
    """Whether light forms are known to be as good."""
    taken: bool = False
    """Whether the page at hand has brought its entries along, which are finished."""
    _entries: SearchEntries | None = None
    _own: str | None = None
    _left: str = ""
    """What the search plugin has left of the page at hand: it may take marks for itself out."""

    def before(self, page: Page, config: MkDocsConfig, record: Record | None) -> None:
        """Gives the search plugin less to read of a page, of whose rendering there may be a record."""
        self._entries, self._own, self.taken = SearchEntries.of(config), page.content, False
        if not self._entries or not record or page.content != record.content:
            return
        self.proven = self.proven or record.proven
        self.taken = self._entries.are_lasting and record.entries is not None and record.indexed_as == self._as(page)
        if self.taken:
            page.content = ""
        elif self.proven and not is_looked_at(record.content):
            page.content = lighten(record.content)

    def after(self, page: Page, record: Record | None) -> None:
        """Gives the page its own form back, and its entries to the index."""
        if not self._entries or not record or self._own != record.content:
            return
        if self.taken:
            self._entries.index.entries.extend(record.entries or ())
            page.content = record.indexed or record.content
        elif self.proven and not is_looked_at(record.content):
            page.content = self._own
        elif not is_looked_at(record.content):
            self.proven = self._is_proof(record.content, page)
        self._left = page.content or ""

    def completed(self, record: Record, page: Page) -> Record:
        """The record of a page that was indexed, with its finished entries if they were made of what it holds."""
        if not self._entries or self._own != record.content:
            return record
        indexed = self._left if self._left != record.content else ""
        made = self._entries.made()
        return replace(record, indexed=indexed, entries=made, indexed_as=self._as(page), proven=self.proven)

    def _is_proof(self, content: str, page: Page) -> bool:
        """Whether the plugin makes the same of the light form, in a page of which that says something."""
        light = lighten(content)
        return light != content == page.content and bool(self._entries and self._entries.are_made_from(light, page))

    def _as(self, page: Page) -> list[str]:
        """What entries depend on besides the record's own key."""
        return [str(page.title), self.finishing]

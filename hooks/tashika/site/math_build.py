"""Formulas in one MkDocs build: checked with the claims, set in each page once it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from tashika.model import Report
from tashika.site.assets import katex_files, with_links
from tashika.site.math_engine import Missing
from tashika.site.math_report import with_formulas
from tashika.site.math_setter import Setter
from tashika.site.math_setting import setter_of
from tashika.site.search_entries import SearchEntries


@dataclass
class MathBuild:
    """Does nothing for a site that has no formulas set."""

    setter: Setter | None = None
    indexed: int = 0
    wanted: bool = True

    def start(self, config: MkDocsConfig, report: Report) -> Report:
        """Sets every formula of the notes once; the report with those that are broken. Raises PluginError."""
        self.setter, self.indexed = setter_of(config) if self.wanted else None, 0
        try:
            return with_formulas(report, self.setter)
        except Missing as error:
            raise PluginError(f"tashika: {error}") from None

    def files(self, config: MkDocsConfig) -> list[File]:
        """What pages with formulas load."""
        return katex_files(config, self.setter.engine.package) if self.setter and self.setter.engine.installed else []

    def finish(self, output: str, page: Page, config: MkDocsConfig, serving: bool) -> str:
        """A page's HTML with its formulas set. Raises PluginError for one that slipped through, unless in a preview."""
        if self.setter is None:
            return output
        from tashika.site.math_page import MathPage  # here and below: a build of unchanged pages does without

        made = MathPage(self.setter)
        try:
            output = made.set(output)
        except Missing as error:
            raise PluginError(f"tashika: {error}") from None
        if made.failures and not serving:
            raise PluginError("\n".join(f"{page.file.src_uri}: formula: {failure}" for failure in made.failures))
        return with_links(output, page.url) if made.has_formulas else output

    @property
    def key(self) -> str:
        """What stands for how formulas are set."""
        return self.setter.setting if self.setter else ""

    def index(self, page: Page, config: MkDocsConfig, *, done: bool = False) -> None:
        """Takes the delimiters of formulas out of what the search index has got from this page, since the last one,
        unless that is done."""
        if self.setter is None:
            return
        entries = SearchEntries.of(config)
        if entries and not done:
            _without_marks(entries.index.entries[self.indexed :], page.content or "")
        self.indexed = entries.start if entries else 0

    def end(self) -> None:
        """Keeps what was set within its bound."""
        if self.setter:
            self.setter.prune()


def _without_marks(entries: Sequence[dict[str, Any]], content: str) -> None:
    from tashika.site.math_page import formulas_in, without_marks

    formulas = formulas_in(content)
    for entry in entries if formulas else ():
        entry.update({key: without_marks(entry[key], formulas) for key in ("title", "text")})

"""Takes the rendering of a page from an earlier build if nothing that it depends on has changed.

Only the step from Markdown to HTML is left out; reading, all events and the templates run as ever, so a plugin sees
what it would have seen. A page whose rendering logged something is rendered each time, for that to be said again.

The search index is made from each page's HTML, most of which is the colouring of code, so indexing takes as long as
rendering. For the time of that event alone the page holds its light form, and only if the search plugin made the same
entries from both forms of one page of this build, or of this page in an earlier one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from tashika.site import render_setting
from tashika.site.reads import digest_of, listen
from tashika.site.render_record import Record, Unsupported, describe, is_looked_at, lighten, make_key
from tashika.site.render_store import RenderStore
from tashika.site.search_entries import SearchEntries

RENDERED = {"content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors"}
log = logging.getLogger("mkdocs.hooks.tashika")


@dataclass
class RenderCache:
    """The rendered pages of one build."""

    store: RenderStore
    _setting: str | None = None
    _taken: dict[str, Record] = field(default_factory=dict)
    _new: dict[str, tuple[str, Record]] = field(default_factory=dict)
    _entries: SearchEntries | None = None
    _light: Record | None = None
    _before: str | None = None
    _proven: bool = False

    def setting(self, config: MkDocsConfig, files: Files) -> str:
        """What stands for all that every page's rendering depends on; "" if that is not known."""
        if self._setting is None:
            self._setting = _find_setting(config, files)
        return self._setting

    def take(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Has a page rendered by this cache, unless another plugin renders it."""
        if self.setting(config, files) and "render" not in vars(page):
            page.render = partial(self._render, page)  # type: ignore[method-assign]

    def _render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        del page.render
        key = self._key(page)
        kept = self.store.load(key) if key else None
        if kept and all(digest_of(path) == digest for path, digest in kept.reads.items()):
            restore(page, kept, files)
            self._taken[page.file.src_uri] = kept
            return
        record = render(page, config, files)
        if key and record:
            self._new[page.file.src_uri] = key, record

    def _key(self, page: Page) -> str:
        file = page.file
        try:
            parts = [file.src_uri, file.url, file.inclusion.name, page.markdown, describe(page.meta)]
        except Unsupported:
            return ""
        return make_key([self._setting, *parts])

    def before_index(self, page: Page, config: MkDocsConfig) -> None:
        """Gives the search plugin the light form of a page, if it has one that is known to be as good."""
        kept = self._taken.pop(page.file.src_uri, None)
        self._light = None
        self._entries = SearchEntries.of(config)
        if kept is None and self._proven:
            kept = self._with_light(page)
        if self._entries and kept and kept.light and page.content == kept.content:
            self._light, page.content = kept, kept.light
        self._before = page.content

    def _with_light(self, page: Page) -> Record | None:
        """A page that was rendered anew, with its light form if what holds for another page holds for it."""
        if page.file.src_uri not in self._new:
            return None
        key, record = self._new[page.file.src_uri]
        if is_looked_at(record.content) or page.content != record.content:
            return None
        record = replace(record, light=lighten(record.content))
        self._new[page.file.src_uri] = key, record
        return record

    def after_index(self, page: Page) -> None:
        """Gives the page its own form back, and keeps what was rendered anew."""
        if self._light is not None:
            page.content = self._light.indexed or self._light.content
        if page.file.src_uri in self._new:
            key, record = self._new.pop(page.file.src_uri)
            if not record.light:
                record = self._proved(page, record)
            self.store.save(key, record)

    def _proved(self, page: Page, record: Record) -> Record:
        """The record with its light form, if the search plugin makes the same of both."""
        light = lighten(record.content)
        if self._before != record.content or not self._entries or not self._entries.are_made_from(light, page):
            return record
        self._proven = self._proven or light != record.content == page.content
        indexed = page.content if page.content != record.content else ""
        return replace(record, light=light, indexed=indexed or "")


def _find_setting(config: MkDocsConfig, files: Files) -> str:
    """The setting, or "" if rendered pages cannot be kept with it."""
    try:
        return render_setting.find_setting(config, files)
    except Unsupported as reason:
        log.debug(f"tashika renders each page anew: {reason}")
        return ""


def render(page: Page, config: MkDocsConfig, files: Files) -> Record | None:
    """Renders a page as MkDocs does; None if what it gave cannot be kept."""
    before = dict(vars(page))
    with listen() as reads, _messages() as messages:
        page.render(config, files)
    changed = {name for name, value in vars(page).items() if name not in before or before[name] is not value}
    links = page.links_to_anchors
    known = all(files.get_file_from_path(file.src_uri) is file for file in links or ())
    if messages or not reads.whole or not known or changed - RENDERED or not isinstance(page.content, str):
        return None
    return Record(
        page.content,
        _tokens(page.toc),
        page._title_from_render,
        sorted(page.present_anchor_ids or ()),
        None if links is None else {file.src_uri: found for file, found in links.items()},
        reads.digests,
    )


def restore(page: Page, record: Record, files: Files) -> None:
    """Leaves in a page what rendering it would leave there."""
    page.content = record.content
    page.toc = get_toc(record.toc)  # type: ignore[arg-type]
    page._title_from_render = record.title
    page.present_anchor_ids = set(record.anchors)
    if record.links is not None:
        found = ((files.get_file_from_path(source), dict(links)) for source, links in record.links.items())
        page.links_to_anchors = {file: links for file, links in found if file}


def _tokens(toc: Any) -> Sequence[Mapping[str, Any]]:
    links: Sequence[AnchorLink] = list(toc)
    return [{"name": a.title, "id": a.id, "level": a.level, "children": _tokens(a.children)} for a in links]


@contextmanager
def _messages() -> Iterator[list[logging.LogRecord]]:
    """What this thread logs inside of the `with` block, but for debugging."""
    messages: list[logging.LogRecord] = []
    handler = logging.Handler(logging.INFO)
    own = threading.get_ident()
    handler.emit = lambda record: messages.append(record) if record.thread == own else None  # type: ignore[method-assign]
    loggers = logging.getLogger(), logging.getLogger("mkdocs")  # the second does not hand on to the first
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield messages
    finally:
        for logger in loggers:
            logger.removeHandler(handler)

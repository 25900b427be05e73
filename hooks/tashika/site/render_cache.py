"""Takes the rendering of a page from an earlier build if nothing that it depends on has changed.

Only the step from Markdown to HTML is left out; reading, all events and the templates run as ever, so a plugin sees
what it would have seen. A page whose rendering logged something is rendered each time, for that to be said again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from tashika.site import render_setting
from tashika.site.indexing import Indexing
from tashika.site.reads import digest_of, listen
from tashika.site.render_record import Record, Unsupported, describe, make_key
from tashika.site.render_store import RenderStore

RENDERED = {"content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors"}
log = logging.getLogger("mkdocs.hooks.tashika")


@dataclass
class RenderCache:
    """The rendered pages of one build."""

    store: RenderStore
    indexing: Indexing = field(default_factory=Indexing)
    _setting: str | None = None
    _records: dict[str, tuple[str, Record, bool]] = field(default_factory=dict)
    """By source, the key and the record of each page that has one, and whether it is new."""

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
            self._records[page.file.src_uri] = key, kept, False
            return
        record = render(page, config, files)
        if key and record:
            self._records[page.file.src_uri] = key, record, True

    def _key(self, page: Page) -> str:
        file = page.file
        try:
            parts = [file.src_uri, file.url, file.inclusion.name, page.markdown, describe(page.meta)]
        except Unsupported:
            return ""
        return make_key([self._setting, *parts])

    def before_index(self, page: Page, config: MkDocsConfig) -> None:
        """Has the search plugin index a page in less time."""
        self.indexing.before(page, config, self._record(page))

    def after_index(self, page: Page) -> None:
        """Gives the page its own form back."""
        self.indexing.after(page, self._record(page))

    def keep(self, page: Page) -> None:
        """Keeps what was rendered or indexed anew, once its entries are finished."""
        key, record, is_new = self._records.pop(page.file.src_uri, ("", None, False))
        if record is None or self.indexing.taken:
            return
        whole = self.indexing.completed(record, page)
        if is_new or whole != record:
            self.store.save(key, whole)

    def _record(self, page: Page) -> Record | None:
        return self._records.get(page.file.src_uri, ("", None, False))[1]


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

"""Takes a whole page from an earlier build, as it was once its template was filled in and its formulas were set.

What comes before and after goes on as ever: reading, rendering, all events, writing. A page is taken only if all
is equal that its template and our own finishing depend on, and not at all where others have a say in between.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tashika.cache.store import read_checked, write_checked
from tashika.site.page_setting import build_parts, page_parts
from tashika.site.render_record import Unsupported, make_key
from tashika.site.render_store import BOUND, prune
from tashika.site.template_code import TemplateCode

BOUND_OF_TEMPLATES = 4 * 1024 * 1024
log = logging.getLogger("mkdocs.hooks.tashika")


class Finished(str):
    """The HTML of a page that was taken: nothing is to be done to it."""

    __slots__ = ()


@dataclass
class Made:
    """A page as we leave it, and the files that come with it, by their names beside it."""

    html: str
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass
class PageCache:
    """The whole pages of one build, kept below `folder`.

    `setting` stands for what their rendering depends on, "" where that is not known, and `ours` for what our own
    finishing of a page does.
    """

    folder: Path
    setting: Callable[[MkDocsConfig, Files], str]
    ours: Callable[[Page], object]
    _build: str | None = None
    _keys: dict[str, str] = field(default_factory=dict)
    _taken: dict[str, Made] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def attach(self, env: jinja2.Environment) -> None:
        """Has the pages of an environment's templates filled in by this cache."""
        env.bytecode_cache = env.bytecode_cache or TemplateCode(self._templates, env)
        cache, plain = self, env.template_class

        class Template(plain):  # type: ignore[misc, valid-type]
            def render(self, *given: Any, **named: Any) -> str:
                context = dict(*given, **named)
                return cache.find(self.name, context) or str(super().render(context))

        env.template_class = Template

    def find(self, template: str | None, context: Mapping[str, Any]) -> Finished | None:
        """The finished page for a template's context, if it was made before."""
        key = self._key(template, context) if context.get("page") else ""
        if not key:
            return None
        self._keys[context["page"].file.src_uri] = key
        made = _read(self.folder / key)
        if made is None:
            return None
        self._used.add(key)
        self._taken[context["page"].file.src_uri] = made
        return Finished(made.html)

    def taken(self, source: str) -> Made | None:
        """The page of a source as it was taken, once."""
        return self._taken.pop(source, None)

    def keep(self, source: str, made: Made) -> None:
        """Keeps what was made of a page, for the next build."""
        if key := self._keys.pop(source, ""):
            write_checked(self.folder / key, json.dumps([made.html, dict(made.files)]))
            self._used.add(key)

    def prune(self) -> None:
        """Keeps what is kept within its bounds."""
        prune(self.folder, BOUND, self._used)
        prune(self._templates, BOUND_OF_TEMPLATES, ())

    @property
    def _templates(self) -> Path:
        return self.folder.with_name("templates")

    def _key(self, template: str | None, context: Mapping[str, Any]) -> str:
        try:
            if self._build is None:
                setting = self.setting(context["config"], context["pages"])
                self._build = _of_build(context["config"], context["nav"], setting) if setting else ""
            page = self.ours(context["page"]), *page_parts(template, context)
            return make_key([self._build, *page]) if self._build else ""
        except Unsupported as reason:
            log.debug(f"tashika makes a page anew: {reason}")
            return ""


def _of_build(config: MkDocsConfig, nav: Any, setting: str) -> str:
    """What stands for all that every page depends on, or "" if that is not known."""
    try:
        return make_key([setting, *build_parts(config, nav)])
    except Unsupported as reason:
        log.debug(f"tashika makes each page anew: {reason}")
        return ""


def _read(file: Path) -> Made | None:
    text = read_checked(file)
    try:
        found: Sequence[Any] = json.loads(text) if text is not None else ()
        html, files = found
        return Made(str(html), files)
    except ValueError:
        return None

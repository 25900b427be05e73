"""What a page's template and what follows it depend on, as far as that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page

from tashika.cache.own_code import own_code
from tashika.site.reads import INSTALLED
from tashika.site.render_record import Unsupported, describe
from tashika.site.render_setting import owner

OURS = "tashika.site.plugin"
CONTEXT = {"nav", "pages", "base_url", "extra_css", "extra_javascript", "mkdocs_version", "build_date_utc", "config"}
APART = {"theme", "plugins", "hooks", "exclude_docs", "draft_docs", "not_in_nav"}
"""Settings that are looked at in another way, or that matter by which files there are."""


def build_parts(config: MkDocsConfig, nav: Navigation) -> list[object]:
    """What all pages' templates depend on besides the setting of rendering. Raises Unsupported.

    Templates of others than the theme may read anything, such as the date; Material's do not.
    """
    theme = config.theme
    if theme.name != "material" or theme.custom_dir or not all(f"{each}/".startswith(INSTALLED) for each in theme.dirs):
        raise Unsupported("templates that are not the theme's own")
    _check_followers(config)
    plugins = {name: _options(plugin.config) for name, plugin in config.plugins.items() if hasattr(plugin, "config")}
    return [
        describe({name: value for name, value in config.items() if name not in APART}),
        describe({name: str(value) if name == "locale" else value for name, value in theme.items()}),
        plugins,
        [_item(each) for each in nav.items],
        own_code(),
    ]


def page_parts(template: str | None, context: Mapping[str, Any]) -> list[object]:
    """What the template of one page depends on besides. Raises Unsupported."""
    page: Page = context["page"]
    others = {name: value for name, value in context.items() if name not in CONTEXT | {"page"}}
    around = [each and [each.title, each.url] for each in (page.previous_page, page.next_page)]
    return [
        [template, page.file.src_uri, page.file.inclusion.name, page.url, page.canonical_url, page.edit_url],
        [page.content, page.title, describe(page.meta), [_entry(each) for each in page.toc]],
        [around, page.is_homepage, [each.title for each in page.ancestors]],
        describe([context["base_url"], context["extra_css"], context["mkdocs_version"]]),
        [[name, [_tag(each) for each in value]] for name, value in sorted(others.items())],
    ]


def _check_followers(config: MkDocsConfig) -> None:
    """Whoever handles a page between its template and us must see it as the template made it."""
    for method in config.plugins.events["post_page"]:
        if owner(method).startswith(OURS):
            return
        raise Unsupported(f"{owner(method)} handles pages first")


def _options(options: Mapping[str, Any]) -> object:
    """A plugin's options, some of which may be sets."""
    return describe({name: sorted(value) if isinstance(value, set) else value for name, value in options.items()})


def _item(item: StructureItem) -> object:
    if isinstance(item, Section):
        return [item.title, [_item(each) for each in item.children]]
    if isinstance(item, Page):
        return [item.title, item.url, item.is_homepage, describe(item.meta)]
    if isinstance(item, Link):
        return [item.title, item.url]
    raise Unsupported(f"no description of {item!r}")


def _entry(entry: Any) -> Sequence[object]:
    return [entry.title, entry.id, entry.level, [_entry(each) for each in entry.children]]


def _tag(tag: Any) -> object:
    """A reference to a tag, as Material's plugin makes it."""
    if type(tag).__module__ != "material.plugins.tags.structure.tag.reference":
        raise Unsupported(f"no description of {tag!r}")
    links = [[each.title, each.url] for each in tag.links]
    return [tag.name, tag.hidden, str(tag.parent), links]

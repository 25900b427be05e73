"""What the rendering of every page depends on, and whether that is all of it."""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from tashika.site.render_record import Unsupported, describe, digest, make_key

EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "env")
LISTENERS = ("tashika.site.", "material.plugins.search.", "material.plugins.tags.", "mkdocs_jupyter.")
MARKDOWN = """abbr admonition attr_list codehilite def_list extra fenced_code footnotes md_in_html meta nl2br sane_lists
smarty tables toc wikilinks"""
PYMDOWNX = """arithmatex betterem caret critic details escapeall extra fancylists highlight inlinehilite keys magiclink
mark
progressbar quotes saneheaders smartsymbols snippets superfences tabbed tasklist tilde"""
KNOWN = {
    *(name for name in MARKDOWN.split()),
    *(f"markdown.extensions.{name}" for name in MARKDOWN.split()),
    *(f"pymdownx.{name}" for name in PYMDOWNX.split()),
    "tashika.site.terms",
}
"""Extensions that depend on nothing but the page, settings, and files that they open."""


def find_setting(config: MkDocsConfig, files: Files) -> str:
    """Stands for all that every page's rendering depends on. Raises Unsupported where that cannot be known."""
    _check_listeners(config)
    _check_extensions(config)
    return make_key(
        [
            describe([*config.markdown_extensions]),
            describe(config.mdx_configs),
            describe(dict(config.validation.links)),
            describe([config.use_directory_urls, config.site_url, config.theme.name, os.getcwd()]),
            repr(config.theme.get("language", "")),
            sorted(config.plugins),
            [platform.python_version(), *sorted(installed())],
            [digest(file.read_bytes()) for file in _engine(config)],
            sorted([file.src_uri, file.url, file.inclusion.name] for file in files),
            logging.getLogger("mkdocs.structure.pages").getEffectiveLevel(),
        ]
    )


def installed() -> set[str]:
    """Names and versions of the installed packages, from the names of their folders."""
    names: set[str] = set()
    for folder in dict.fromkeys(sys.path):
        if os.path.isdir(folder):
            names.update(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))
    return names


def _engine(config: MkDocsConfig) -> Iterator[Path]:
    """This package's files about the site, and the project's hooks."""
    yield from sorted(Path(__file__).parent.glob("*.py"))
    yield from sorted(Path(str(hook.__file__)) for hook in config.hooks.values())  # type: ignore[attr-defined]


def _check_listeners(config: MkDocsConfig) -> None:
    """Whoever handles pages before they are in their template might change or expect what is not in a record."""
    for event in EVENTS:
        for method in config.plugins.events[event]:
            if not owner(method).startswith(LISTENERS):
                raise Unsupported(f"{owner(method)} listens to on_{event}")


def owner(method: Callable[..., Any]) -> str:
    """The module of whoever handles an event."""
    instance = getattr(method, "__self__", None)
    return type(instance).__module__ if instance is not None else method.__module__


def _check_extensions(config: MkDocsConfig) -> None:
    for name in config.markdown_extensions:
        if name not in KNOWN:
            raise Unsupported(f"what the Markdown extension {name} depends on is not known")
    if "pymdownx.snippets" in config.markdown_extensions:
        _check_snippets(config.mdx_configs.get("pymdownx.snippets", {}))


def _check_snippets(options: Any) -> None:
    """A file that is not there now and would be read once it is leaves no trace; nor does a page from the network."""
    base = options.get("base_path", ["."])
    several: Iterable[Any] = base if isinstance(base, list | tuple) else [base]
    if options.get("url_download") or not options.get("check_paths") or len(list(several)) != 1:
        raise Unsupported("pymdownx.snippets is not limited to files that are there (check_paths, one base_path)")

"""What mkdocs.yml says of the notes, for those who make something else of them than the site. No plugin is loaded."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from markdown import Markdown
from mkdocs.utils.meta import get_data
from mkdocs.utils.yaml import yaml_load

from tashika.site.formulas import in_order

LEFT_OUT = {"toc", "footnotes"}
"""Extensions that make whole pages of parts, or links within a page."""
SNIPPETS = "pymdownx.snippets"


@dataclass(frozen=True)
class Outline:
    """A site's name and address, the order of its pages, the chapter that each is in, and how Markdown is rendered."""

    root: Path
    name: str
    url: str = ""
    folders: bool = True
    order: tuple[str, ...] = ()
    chapters: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)
    macros: Mapping[str, str] = field(default_factory=dict)

    def address(self, page: str, site: str = "") -> str:
        """The address of a page by its path below the notes' folder; "" if the site has none. `site` goes first."""
        base = site or self.url
        stem = posixpath.splitext(page)[0]
        is_index = posixpath.basename(stem).lower() in ("index", "readme")
        path = f"{stem}.html" if not self.folders else posixpath.dirname(stem) if is_index else stem
        end = "/" if self.folders and path else ""
        return urljoin(f"{base.rstrip('/')}/", quote(path) + end) if base else ""

    def renderer(self) -> Callable[[str], str]:
        """Makes HTML of Markdown as the site does."""
        configs = {name: dict(options or {}) for name, options in self.extensions.items() if name not in LEFT_OUT}
        if SNIPPETS in configs:
            paths = configs[SNIPPETS].get("base_path", ["."])
            configs[SNIPPETS]["base_path"] = [
                str(self.root / path) for path in ([paths] if isinstance(paths, str) else paths)
            ]
        markdown = Markdown(extensions=[*configs], extension_configs=configs)
        return lambda text: markdown.reset().convert(text) if text else ""


def outline_at(root: Path) -> Outline:
    """The outline of the project in `root`, which need not have an mkdocs.yml."""
    file = root / "mkdocs.yml"
    data: Mapping[str, Any] = {}
    if file.is_file():
        with file.open("rb") as stream:
            data = yaml_load(stream) or {}
    nav = data.get("nav") or []
    return Outline(
        root,
        str(data.get("site_name") or root.resolve().name),
        str(data.get("site_url") or ""),
        bool(data.get("use_directory_urls", True)),
        tuple(in_order(nav)),
        {
            path: title
            for entry in nav
            if isinstance(entry, Mapping)
            for title, below in entry.items()
            for path in in_order(below)
        },
        _extensions(data.get("markdown_extensions") or {}),
        ((data.get("extra") or {}).get("math") or {}).get("macros") or {},
    )


def tags_of(text: str) -> tuple[str, ...]:
    """The tags in a page's front matter."""
    tags = get_data(text)[1].get("tags")
    return tuple(map(str, tags)) if isinstance(tags, list) else ()


def _extensions(entries: Any) -> Mapping[str, Any]:
    if isinstance(entries, Mapping):
        return entries
    pairs = (entry.items() if isinstance(entry, Mapping) else ((entry, None),) for entry in entries)
    return {name: options for pair in pairs for name, options in pair}

"""The site as an app of its own: readable without a network where it is served, and as one file to take away.

A preview gets none of it: it would show the pages of the build before.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from tashika.site.app_worker import write_worker
from tashika.site.archive import write_archive
from tashika.site.words import words

MANIFEST = "app.webmanifest"
ARCHIVE = "notes.zip"
SCRIPT = "assets/javascripts/page.js"
SOURCES = Path(__file__).parent / "app_js"
HERE = "<!-- download -->"
"""Where a page offers the archive, if it was made."""
ICONS = "assets/icons"
"""Where a project may have icons of its own, by these names."""
PAPER, INK = "#ffffff", "#12504c"


def manifest(config: MkDocsConfig) -> str:
    """What a browser needs to know of an app to install it."""
    icons = [("icon.svg", "any", "any"), ("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any")]
    icons.append(("icon-maskable.png", "512x512", "maskable"))
    app: dict[str, Any] = {
        "name": config.site_name,
        "short_name": (config.extra.get("app") or {}).get("short_name", config.site_name),
        "description": config.site_description or "",
        "lang": config.theme.get("language", "en"),
        "id": "./",
        "start_url": "./index.html",
        "scope": "./",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [{"src": f"{ICONS}/{name}", "sizes": sizes, "purpose": use} for name, sizes, use in icons],
    }
    return json.dumps(app, ensure_ascii=False, indent=1)


def add_files(files: Files, config: MkDocsConfig, is_app: bool) -> None:
    """Adds the script of all pages and, for an app, the manifest; and those icons that the project has not."""
    config.extra_javascript.append(SCRIPT)
    files.append(File.generated(config, SCRIPT, abs_src_path=str(SOURCES / "page.js")))
    if is_app:
        files.append(File.generated(config, MANIFEST, content=manifest(config)))
    for icon in (Path(__file__).parent / "icons").iterdir():
        name = f"{ICONS}/{icon.name}"
        if (is_app or name == config.theme.get("favicon")) and files.get_file_from_path(name) is None:
            files.append(File.generated(config, name, abs_src_path=str(icon)))


def with_manifest(output: str, page: Page) -> str:
    """A page's HTML that names the manifest and the icon of a phone's home screen."""
    named, icon = (get_relative_url(name, page.url) for name in (MANIFEST, f"{ICONS}/icon-180.png"))
    links = f'<link rel="manifest" href="{named}"><link rel="apple-touch-icon" href="{icon}">'
    return output.replace("</head>", f'{links}<meta name="theme-color" content="{INK}"></head>', 1)


def finish(config: MkDocsConfig) -> None:
    """Once all is written: the archive if it is asked for, and the worker, which knows every file."""
    site = Path(config.site_dir)
    write_worker(site)  # for the archive: its first page does not offer it
    if (config.extra.get("app") or {}).get("zip"):
        write_archive(site, site / ARCHIVE)
        _offer(site, words(str(config.theme.get("language", "en")))["download"])
        write_worker(site)


def _offer(site: Path, text: str) -> None:
    """Puts a link to the archive, with its size, where the first page has a place for it."""
    size = (site / ARCHIVE).stat().st_size / 1e6
    first = site / "index.html"
    link = f'<a class="md-button" href="{ARCHIVE}" download>{text}（{size:.1f} MB）</a>'
    first.write_text(first.read_text(encoding="utf-8").replace(HERE, f"<p>{link}</p>"), encoding="utf-8")

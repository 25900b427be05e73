"""KaTeX's browser files, taken from node_modules into the built site.

They are not kept in the repository (package-lock.json pins them by hash) and not loaded from a CDN:
a page must show its formulas without a network.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

TARGET = "assets/katex"
OLD_FONT = re.compile(r',url\([^)]+\.(?:woff|ttf)\) format\("[a-z]+"\)')


def katex_files(config: MkDocsConfig) -> list[File]:
    """The style sheet, script, fonts and licence as generated files; PluginError if KaTeX is not installed."""
    package = _package(config)
    dist = package / "dist"
    copies = {"katex.min.js": dist / "katex.min.js", "LICENSE.txt": package / "LICENSE"}
    copies |= {f"fonts/{font.name}": font for font in sorted(dist.glob("fonts/*.woff2"))}
    style = File.generated(config, f"{TARGET}/katex.min.css", content=_style(dist / "katex.min.css"))
    return [style, *(_copy(config, name, source) for name, source in copies.items())]


def _package(config: MkDocsConfig) -> Path:
    package = Path(config.config_file_path).resolve().parent / "node_modules" / "katex"
    if not (package / "dist" / "katex.min.css").is_file():
        raise PluginError(
            "KaTeX is missing: there is no node_modules/katex beside mkdocs.yml, so no formula can be shown.\n"
            "Repair: make site   (it installs what package-lock.json pins; by hand: npm ci)"
        )
    return package


def _style(path: Path) -> str:
    """The style sheet without the woff and ttf fonts: every browser in use reads woff2, and only that is copied."""
    return OLD_FONT.sub("", path.read_text(encoding="utf-8"))


def _copy(config: MkDocsConfig, name: str, source: Path) -> File:
    return File.generated(config, f"{TARGET}/{name}", abs_src_path=str(source))

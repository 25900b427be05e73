"""What pages with formulas load, taken from npm's packages into the built site: KaTeX's style sheet and fonts, and its
script that makes a copied formula LaTeX. No script sets formulas: they are in the HTML.

They are not kept in the repository (package-lock.json pins them by hash) and not loaded from a CDN:
a page must show its formulas without a network.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

TARGET = "assets/katex"
STYLE = f"{TARGET}/math.css"
COPY = f"{TARGET}/copy-tex.min.js"
OLD_FONT = re.compile(r',url\([^)]+\.(?:woff|ttf)\) format\("[a-z]+"\)')


def katex_files(config: MkDocsConfig, package: Path) -> list[File]:
    """The style sheet, fonts, script and licence as generated files, from KaTeX's npm package."""
    dist = package / "dist"
    copies = {COPY: dist / "contrib" / "copy-tex.min.js", f"{TARGET}/LICENSE.txt": package / "LICENSE"}
    copies |= {f"{TARGET}/fonts/{font.name}": font for font in sorted(dist.glob("fonts/*.woff2"))}
    style = File.generated(config, STYLE, content=_style(dist / "katex.min.css"))
    return [style, *(File.generated(config, name, abs_src_path=str(source)) for name, source in copies.items())]


def with_links(page: str, url: str) -> str:
    """A page's HTML that loads them, for the page at `url`."""
    style, script = (get_relative_url(name, url) for name in (STYLE, COPY))
    links = f'<link rel="stylesheet" href="{style}"><script src="{script}" defer></script>'
    return page.replace("</head>", f"{links}</head>", 1)


def _style(path: Path) -> str:
    """KaTeX's style sheet without the woff and ttf fonts, since every browser in use reads woff2; and our own rules."""
    own = files("tashika.site").joinpath("math.css").read_text(encoding="utf-8")
    return OLD_FONT.sub("", path.read_text(encoding="utf-8")) + own

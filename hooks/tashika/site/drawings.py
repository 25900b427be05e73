"""The pictures of figures as files of their own: one for light pages, one for dark ones. Pure but for the files.

In a page's HTML they would be a quarter of what a reader waits for before the first word, and none of them is above it.
One file for both would follow the reader's system only, and not the page's own switch between light and dark; and not
all browsers tell a picture of it. A browser fetches only the one that it shows, once the reader comes near.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from tashika.model import Page
from tashika.polish import DARK, LIGHT
from tashika.site.inline import bare, framed, size

_IMAGE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r"""\b(?P<name>[\w-]+)="(?P<value>[^"]*)\"""")
STYLE = (
    ".tashika-figure>.tashika-dark{display:none}@media screen{"
    ":is([data-md-color-scheme=slate],[data-bs-theme=dark]) .tashika-figure>.tashika-light{display:none}"
    ":is([data-md-color-scheme=slate],[data-bs-theme=dark]) .tashika-figure>.tashika-dark{display:inline}}"
)
"""On paper, pictures are light."""


def pictures_of(pages: Iterable[Page], docs: str) -> Mapping[str, str]:
    """The pictures of all figures by their URL in the site, which is their path below the folder `docs`."""
    figures = {claim.detail: claim.expected for page in pages for claim in page.claims if claim.kind == "figure"}
    found = {posixpath.relpath(path, docs): bare(svg) for path, svg in figures.items() if svg}
    return {url: plain for url, plain in found.items() if size(plain) and not url.startswith("..")}


def add_pictures(files: Files, config: MkDocsConfig, pictures: Mapping[str, str]) -> None:
    """Adds both files of each picture; the light one in place of the one that the notes have."""
    for url, plain in pictures.items():
        for name, colours in ((url, LIGHT), (dark(url), DARK)):
            there = files.get_file_from_path(name)
            if there:
                files.remove(there)
            content = plain.replace("<svg ", f'<svg style="{colours}" ', 1)
            files.append(File.generated(config, name, content=content))


def dark(url: str) -> str:
    """The URL of a picture for dark pages."""
    return f"{url.removesuffix('.svg')}.dark.svg"


def with_pictures(content: str, page: str, pictures: Mapping[str, str]) -> str:
    """The HTML of the page at URL `page` with both files of each picture in place of its image."""

    def replaced(match: re.Match[str]) -> str:
        attributes = {found["name"]: html.unescape(found["value"]) for found in _ATTRIBUTE.finditer(match[0])}
        source = attributes.get("src", "")
        plain = pictures.get(posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(source))), "")
        found = size(plain)
        return framed(found[0], "".join(_images(attributes, source, found))) if found else match[0]

    return _IMAGE.sub(replaced, content) if pictures else content


def _images(attributes: Mapping[str, str], source: str, size: tuple[int, int]) -> Iterator[str]:
    alt = html.escape(attributes.get("alt", ""))
    for name, url in (("light", source), ("dark", dark(source))):
        rest = f'alt="{alt}" width="{size[0]}" height="{size[1]}" loading="lazy"'
        yield f'<img class="tashika-{name}" src="{html.escape(url)}" {rest}>'


def with_choice(output: str) -> str:
    """A page's HTML with the rule that shows one picture of each two."""
    return output.replace("</head>", f"<style>{STYLE}</style></head>", 1) if "tashika-dark" in output else output

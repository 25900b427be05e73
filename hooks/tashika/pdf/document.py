"""Writes the document: its styles, its fonts, its head, and what it needs beside it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from lxml.html import HtmlElement

from tashika.pdf.fonts import Text, make_fonts
from tashika.pdf.model import Paper
from tashika.pdf.tree import find, make, markup

HERE = Path(__file__).parent
MATH = Path("assets", "katex")
"""Where the built site has KaTeX's style sheet and fonts."""

_SIGNS = "\u3000\u00a0\u2002、。「」（）・…—–―←→↑↓↪✓①②③④⑤⑥⑦⑧⑨⑩図表式第章節付録目次索引答え参照注意頁□○"
ALWAYS = frozenset(map(chr, range(32, 127))) | frozenset(_SIGNS)
"""What styles and printing may add to any book."""

SIZES: Mapping[Paper, tuple[str, str]] = {
    "A4": ("210mm 297mm", "24mm 24mm 24mm 24mm"),
    "B5": ("182mm 257mm", "21mm 18mm 20mm 22mm"),
}
"""Of each paper: its size, and the margins (top, outer, bottom, inner)."""


@dataclass(frozen=True)
class Setting:
    """Where a document is written, the built site, the paper, the language, and where fonts are kept for next time."""

    folder: Path
    site: Path
    paper: Paper
    language: str
    kept: Path | None


def document(body: HtmlElement, facts: Mapping[str, str], setting: Setting) -> str:
    """The HTML of the whole book, written to its folder as book.html with its fonts beside it. Raises BookError."""
    fonts = make_fonts(text_in(body), setting.folder, setting.kept)
    styles = [fonts, _math(setting), (HERE / "book.css").read_text(encoding="utf-8"), page_rules(setting.paper)]
    head = make("head", make("meta", charset="utf-8"), make("title", facts["title"]))
    for name, value in facts.items():
        if value and name != "title":
            head.append(make("meta", name_=name, content=value))
    head.append(make("style", "\n".join(styles)))
    for element in find(body, ".//*[@data-leaf or @data-text or @data-title or @data-number]"):
        for name in ("data-leaf", "data-text", "data-title", "data-number"):
            element.attrib.pop(name, None)
    html = "<!DOCTYPE html>\n" + markup(make("html", head, body, lang=setting.language)) + "\n"
    (setting.folder / "book.html").write_text(html, encoding="utf-8")
    return html


def text_in(body: HtmlElement) -> Text:
    """The characters that fonts are needed for."""
    code = set(ALWAYS)
    for element in find(body, ".//code | .//pre | .//kbd"):
        code.update(str(element.text_content()))
    return Text(_printable(set(str(body.text_content())) | ALWAYS), _printable(code))


def page_rules(paper: Paper) -> str:
    """The size of the paper and its margins, mirrored, with the inner one wider, and the room for the text."""
    size, margins = SIZES[paper]
    top, outer, bottom, inner = margins.split()
    width, height = size.split()
    measure, room = _room(width, outer, inner), _room(height, top, bottom)
    return "\n".join(
        [
            f"@page {{ size: {size}; margin: {top} {outer} {bottom} {inner} }}",
            f"@page :left {{ margin-left: {outer}; margin-right: {inner} }}",
            f"@page :right {{ margin-left: {inner}; margin-right: {outer} }}",
            "@page :first { margin: 0 }",
            f"@media screen {{ body {{ width: {measure}px }} }}",
            f":root {{ --measure: {measure}px; --paper-height: {height}; --page-height: {room}px }}",
        ]
    )


def _room(length: str, *margins: str) -> int:
    """The whole pixels that Chromium prints in between two margins: its pages have whole pixels, its margins have not.

    Where columns are as wide, lines break in both alike.
    """
    return round(ceil(_pixels(length)) - sum(map(_pixels, margins)))


def _pixels(length: str) -> float:
    return float(length.removesuffix("mm")) * 96 / 25.4


def _math(setting: Setting) -> str:
    """KaTeX's style sheet, with its fonts copied beside the document; none where the site sets no formulas."""
    sheet = setting.site / MATH / "math.css"
    if not sheet.is_file():
        return ""
    shutil.copytree(setting.site / MATH / "fonts", setting.folder / "katex", dirs_exist_ok=True)
    return sheet.read_text(encoding="utf-8").replace("url(fonts/", "url(katex/")


def _printable(characters: set[str]) -> frozenset[str]:
    return frozenset(letter for letter in characters if letter.isprintable() or letter in ALWAYS)

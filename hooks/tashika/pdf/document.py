"""Writes the document: its styles, its fonts, its head, and what it needs beside it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from lxml.html import HtmlElement

from tashika.pdf.fonts import Text, make_fonts
from tashika.pdf.model import Paper
from tashika.pdf.tree import classed, find, make, markup

HERE = Path(__file__).parent
MATH = Path("assets", "katex")
"""Where the built site has KaTeX's style sheet and fonts."""

ALWAYS = frozenset(map(chr, range(32, 127))) | frozenset(
    "　、。「」（）・…—–―←→↑↓↪✓①②③④⑤⑥⑦⑧⑨⑩図表式第章節付録目次索引表紙参照頁"
)

SIZES: Mapping[Paper, tuple[str, str, str]] = {
    "A4": ("210mm 297mm", "24mm 24mm 24mm 24mm", "162mm"),
    "B5": ("182mm 257mm", "21mm 18mm 20mm 22mm", "142mm"),
}
"""Of each paper: its size, the margins (top, outer, bottom, inner), and the width of the text."""


def document(
    body: HtmlElement,
    facts: Mapping[str, str],
    language: str,
    paper: Paper,
    folder: Path,
    site: Path,
    kept: Path | None,
) -> str:
    """The HTML of the whole book, written to `folder`/book.html with its fonts beside it. Raises BookError."""
    fonts = make_fonts(text_in(body), folder, kept / "fonts" if kept else None)
    styles = [fonts, _math(site, folder), (HERE / "book.css").read_text(encoding="utf-8"), page_rules(paper)]
    head = make("head", make("meta", charset="utf-8"), make("title", facts["title"]))
    for name, value in facts.items():
        if value and name != "title":
            head.append(make("meta", name_=name, content=value))
    head.append(make("style", "\n".join(styles)))
    for element in find(body, ".//*[@data-leaf] | .//*[@data-text] | .//*[@data-title]"):
        for name in ("data-leaf", "data-text", "data-title", "data-number"):
            element.attrib.pop(name, None)
    html = "<!DOCTYPE html>\n" + markup(make("html", head, body, lang=language)) + "\n"
    (folder / "book.html").write_text(html, encoding="utf-8")
    return html


def text_in(body: HtmlElement) -> Text:
    """The characters that fonts are needed for."""
    code = set(ALWAYS)
    for element in find(body, ".//code | .//pre | .//kbd"):
        code.update(str(element.text_content()))
    return Text(_printable(set(str(body.text_content())) | ALWAYS), _printable(code))


def page_rules(paper: Paper) -> str:
    """The size of the paper and its margins, mirrored, with the inner one wider."""
    size, margins, width = SIZES[paper]
    top, outer, bottom, inner = margins.split()
    return "\n".join(
        [
            f"@page {{ size: {size}; margin: {top} {outer} {bottom} {inner} }}",
            f"@page :left {{ margin-left: {outer}; margin-right: {inner} }}",
            f"@page :right {{ margin-left: {inner}; margin-right: {outer} }}",
            "@page :first { margin: 0 }",
            f"@media screen {{ body {{ width: {width} }} }}",
            f":root {{ --measure: {width}; --paper-height: {size.split()[1]} }}",
        ]
    )


def _math(site: Path, folder: Path) -> str:
    """KaTeX's style sheet, with its fonts copied beside the document; none where the site sets no formulas."""
    sheet = site / MATH / "math.css"
    if not sheet.is_file():
        return ""
    shutil.copytree(site / MATH / "fonts", folder / "katex", dirs_exist_ok=True)
    return re.sub(r"url\(fonts/", "url(katex/", sheet.read_text(encoding="utf-8"))


def _printable(characters: set[str]) -> frozenset[str]:
    return frozenset(letter for letter in characters if letter.isprintable() or letter in "\u00a0\u3000\u2002")


def unnumbered(body: HtmlElement) -> list[str]:
    """The ids that page numbers are wanted of and that nothing has: none, in a sound book."""
    ids = {element.get("id") for element in find(body, ".//*[@id]")}
    return [wanted for span in classed(body, "folio") if (wanted := span.get("data-of") or "") not in ids]

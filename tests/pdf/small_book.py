"""A book of a few pages, written out by hand, so that printing is tested apart from how books are made."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from tashika.pdf.browser import Browser, Page, find_browser
from tashika.pdf.model import Book, Heading
from tashika.pdf.passes import fill, in_pages
from tashika.site.math_engine import Engine

ROOT = Path(__file__).resolve().parents[2]
STYLE = """
@font-face { font-family: Japanese; src: url(ipaexg.ttf) }
@page { size: 182mm 257mm; margin: 22mm 20mm 20mm 20mm }
@page :first { margin: 0 }
html { font: 9.6pt/1.7 Japanese; font-synthesis: none; --sans: Japanese }
body { margin: 0 }
@media screen { body { width: 142mm } }
h1, h2, h3 { font-weight: 400; break-after: avoid }
section.chapter, nav { break-before: page }
.toc a { display: flex } .toc .folio { margin-left: auto }
a { color: inherit }
"""
TEXT = "確かめた文章を組む。" * 60


def program() -> str:
    """The browser to print with."""
    found = find_browser()
    assert found, "make browser installs one"
    return found


@contextmanager
def filled(file: Path, style: str, cases: Mapping[str, str]) -> Iterator[Page]:
    """Cases after their pages were filled, each a section with its name."""
    sections = (
        f'<section class="chapter" id="{name}"><div class="leaf">{made}</div></section>' for name, made in cases.items()
    )
    head = f'<!doctype html><html lang="ja"><meta charset=utf-8><style>{style}</style>'
    file.write_text(f"{head}<main>{''.join(sections)}</main>", encoding="utf-8")
    with Browser(program()) as browser:
        page = browser.open(file)
        with in_pages(page):
            fill(page)
        yield page


def heading(level: int, number: str, text: str, id: str) -> Heading:
    part = "front" if id == "toc" else "main"
    return Heading(level, number, text, id, part)  # type: ignore[arg-type]


HEADINGS = (
    heading(1, "", "目次", "toc"),
    heading(1, "1", "はじめの章", "one"),
    heading(2, "1.1", "最初の節", "one-a"),
    heading(3, "1.1.1", "小さな項", "one-a-i"),
    heading(2, "1.2", "次の節", "one-b"),
    heading(1, "2", "おわりの章", "two"),
    heading(2, "2.1", "最後の節", "two-a"),
)


def formula(tex: str, display: bool = True) -> str:
    """A formula as the site sets it, in the box that printing looks for."""
    made = Engine(ROOT / "node_modules" / "katex").set(tex, display, {})
    assert isinstance(made, str)
    return f'<div class="display-math" data-tex="{html.escape(tex)}">{made}</div>'


def small_book(folder: Path, extra: str = "", style: str = "", paragraphs: int = 2) -> Book:
    """Writes the book into a folder that is there; `extra` stands in the section 2.1, `style` after all other rules."""
    source = Path(str(files("matplotlib_fontja"))) / "fonts" / "ipaexg.ttf"
    shutil.copyfile(source, folder / "ipaexg.ttf")
    katex = ROOT / "node_modules" / "katex" / "dist"
    if "katex" in extra and not (folder / "katex").is_dir():
        shutil.copytree(katex, folder / "katex", ignore=shutil.ignore_patterns("*.js", "*.mjs", "contrib"))
    text = "\n".join(
        [
            '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>小さな本</title>',
            '<link rel="stylesheet" href="katex/katex.css">' if "katex" in extra else "",
            f"<style>{STYLE}{style}</style></head>",
            '<body data-front-ends="one">',
            '<div class="cover">小さな本</div>',
            _contents(),
            _body(extra, paragraphs),
            "</body></html>",
        ]
    )
    (folder / "book.html").write_text(text, encoding="utf-8")
    date = datetime(2026, 4, 1, tzinfo=UTC)
    return Book(text, folder, HEADINGS, "小さな本", ("著者",), "ja", date, "試し", "試験, 本", "B5")


def _contents() -> str:
    lines = (
        f'<li><a href="#{h.id}">{h.number} {h.text}<span class="folio" data-of="{h.id}"></span></a></li>'
        for h in HEADINGS[1:]
    )
    return f'<nav class="toc"><h1 id="toc">目次</h1><ol>{"".join(lines)}</ol></nav>'


def _body(extra: str, paragraphs: int) -> str:
    parts = []
    for h in HEADINGS[1:]:
        if h.level == 1:
            parts.append("</section>" * bool(parts) + '<section class="chapter">')
        parts.append(f'<h{h.level} id="{h.id}">{h.number} {h.text}</h{h.level}>')
        parts.append(f"<p>{TEXT}</p>" * paragraphs)
    parts.append('<p>前の<a href="#one-b">次の節（p. <span class="folio ref" data-of="one-b"></span>）</a>を見よ。</p>')
    return "".join(parts) + extra + "</section>"

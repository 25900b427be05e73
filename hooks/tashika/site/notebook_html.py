"""What mkdocs-jupyter makes of code cells, without what it brings along: styles for the whole of JupyterLab on every
page, scripts from other machines, buttons that Material has already. Code and outputs look as in other pages. Pure.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Iterator, Mapping

from bs4 import BeautifulSoup, Tag

from tashika.site.inline import figure
from tashika.site.notebook_text import CELL_ID

_PLACE = re.compile(r'<div class="tashika-cell" data-cell="(\d+)">\s*</div>')
TALL = 22
"""Lines of an output that stand in a page; notebook.css has longer ones scroll."""
_SIGNS = re.compile(r"^(?:\$\$?|\\[(\[])|(?:\$\$?|\\[)\]])$")
"""What a formula stands between; versions of nbconvert write different ones."""
_DATA = re.compile(r"data:image/svg\+xml;base64,(.*)", re.DOTALL)


def with_cells(content: str, cells: Mapping[int, str]) -> str:
    """The HTML of a page with its code cells in their places."""
    return _PLACE.sub(lambda match: cells.get(int(match[1]), match[0]), content)


def cells_of(page: str, alts: Mapping[int, str]) -> dict[int, str]:
    """The mended HTML of each cell, by its number, of all that mkdocs-jupyter made of a notebook.

    `alts` are the words for the pictures of cells.
    """
    soup = BeautifulSoup(page, "html.parser")
    found: dict[int, str] = {}
    for cell in soup.find_all(id=re.compile(CELL_ID)):
        number = int(str(cell["id"]).rpartition("-")[2])
        parts = "\n".join([*_code(cell), *_outputs(cell, alts.get(number, ""))])
        found[number] = f'<div class="tashika-cell" id="cell-{number}">\n{parts}\n</div>'
    return found


def _code(cell: Tag) -> Iterator[str]:
    code = cell.select_one(".jp-InputArea pre")
    if code is not None:
        inner = code.decode_contents().rstrip("\n")
        yield f'<div class="language-python highlight"><pre><code>{inner}\n</code></pre></div>'


def _outputs(cell: Tag, alt: str) -> Iterator[str]:
    for output in cell.select(".jp-OutputArea-output"):
        mime = str(output.get("data-mime-type", ""))
        yield _MENDED.get(mime, _text)(output, alt)


def _text(output: Tag, alt: str) -> str:
    inner = output.select_one("pre")
    text = (inner or output).decode_contents().strip("\n")
    stop = ' tabindex="0"' if text.count("\n") >= TALL else ""  # by which the keyboard scrolls it
    return f'<div class="language-output highlight"><pre><code{stop}>{text}\n</code></pre></div>'


def _error(output: Tag, alt: str) -> str:
    return _text(output, alt).replace("language-output", "language-output tashika-stderr", 1)


def _svg(output: Tag, alt: str) -> str:
    image = output.find("img")
    match = _DATA.match(str(image["src"])) if isinstance(image, Tag) else None
    svg = base64.b64decode(match[1]).decode("utf-8") if match else output.decode_contents()
    return f"<p>{figure(svg, {'alt': alt})}</p>"


def _image(output: Tag, alt: str) -> str:
    image = output.find("img")
    source = html.escape(str(image["src"])) if isinstance(image, Tag) else ""
    return f'<p><img class="figure tashika-photo" alt="{html.escape(alt)}" src="{source}"></p>'


def _table(output: Tag, alt: str) -> str:
    for style in output.find_all(["style", "script"]):
        style.decompose()
    for table in output.find_all("table"):
        for name in ("class", "border", "style"):
            del table[name]
    return f'<div class="tashika-html">{output.decode_contents()}</div>'


def _markdown(output: Tag, alt: str) -> str:
    return f'<div class="tashika-html">{output.decode_contents().strip()}</div>'


def _latex(output: Tag, alt: str) -> str:
    text = _SIGNS.sub("", output.get_text().strip())
    return f'<div class="arithmatex">\\[{html.escape(text)}\\]</div>'


_MENDED: Mapping[str, Callable[[Tag, str], str]] = {
    "application/vnd.jupyter.stderr": _error,
    "image/svg+xml": _svg,
    "image/png": _image,
    "text/html": _table,
    "text/latex": _latex,
    "text/markdown": _markdown,
}

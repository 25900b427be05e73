"""A notebook as the Markdown that MkDocs renders: its text with marks, and a place for each code cell. Pure.

All text of a notebook is one document, so links, formulas, terms, footnotes and headings take the way that they take in
pages. What mkdocs-jupyter makes of a code cell is put into its place afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tashika.lines import Places
from tashika.model import Page
from tashika.notebooks.attachments import picture, uses
from tashika.notebooks.cells import Cell, read_file
from tashika.render import Edit
from tashika.site.decorate import Decorator

CELL_ID = "tashika-cell-"
PLACE = '<div class="tashika-cell" data-cell="{}"></div>'


def notebook_text(page: Page, decorator: Decorator) -> str:
    """The text of a notebook for the renderer; a raw cell in front that begins with `---` is its front matter."""
    places = Places(page.path, page.plain)
    numbers = {cell.line: cell.number for cell in code_cells(page)}
    edits = [*_attached(page, places)]
    for block in page.blocks:
        number = numbers.get(block.at.line) if block.info == "python" else None
        if number:
            edits.append(Edit(*places.offsets(block.at), f"\n{PLACE.format(number)}\n\n"))
    return decorator.decorate(replace(page, text=page.plain), edits).lstrip("\n")


def _attached(page: Page, places: Places) -> Iterator[Edit]:
    """The pictures that cells hold, in the place of their names."""
    for cell in read_file(page.path, page.text).cells if "attachment:" in page.text else ():
        if cell.kind == "markdown" and cell.line:
            start, end = places.offset(cell.line, 1), places.offset(cell.end_line + 1, 1)
            for first, last, name in uses(page.plain[start:end]):
                yield Edit(start + first, start + last, picture(cell, name))


def code_cells(page: Page) -> list[Cell]:
    """The code cells of a notebook that hold code."""
    return [cell for cell in read_file(page.path, page.text).cells if cell.kind == "code" and cell.line]

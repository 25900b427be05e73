"""Pictures that a notebook holds for the text of its cells: `![…](attachment:name.png)`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from tashika.notebooks.cells import Cell, Notebook

_USE = re.compile(r"""(?<=[(<"'])attachment:([^)\s>"']+)""")


def uses(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text asks for an attachment, and for which."""
    yield from ((match.start(), match.end(), unquote(match[1])) for match in _USE.finditer(text))


def picture(cell: Cell, name: str) -> str:
    """The address that holds an attachment of a cell; "" if it has none of this name that is a picture."""
    bundle = cell.node.get("attachments", name)
    for mime, part in bundle.value.items() if bundle and isinstance(bundle.value, dict) else ():
        text = "".join(str(part.plain if isinstance(part.value, str) else "".join(part.plain)).split())
        if mime.startswith("image/") and mime != "image/svg+xml" and re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", text):
            return f"data:{mime};base64,{text}"
    return ""


def check_attachments(book: Notebook, cell: Cell) -> None:
    """Notes what the text of a cell shows and the cell does not hold."""
    for line, node in book.strings.items():
        if cell.line <= line <= cell.end_line:
            for _, _, name in uses(str(node.value)):
                if not picture(cell, name):
                    repair = "put the picture into the cell again, or into a file beside the notebook"
                    book.fault(node, f"cell {cell.number} holds no picture `{name}`, which its text shows", repair)

"""Where the ids of a document stand in a PDF made of it: its named destinations."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pikepdf

from tashika.pdf.layout import Place


def named_places(pdf: pikepdf.Pdf) -> dict[str, Place]:
    """The place of each named destination; names that lead to no page of the file are left out."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found = {}
    for name, target in _destinations(pdf):
        goal = target.D if isinstance(target, pikepdf.Dictionary) else target
        page = numbers.get(goal[0].objgen) if isinstance(goal, pikepdf.Array) and len(goal) else None
        if page is not None:
            y = goal[3] if len(goal) > 3 else 0
            found[unquote(name)] = Place(page, float(y))
    return found


def _destinations(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Chromium writes a dictionary, WeasyPrint a tree of names."""
    for name, target in pdf.Root.get("/Dests", pikepdf.Dictionary()).items():
        yield name.removeprefix("/"), target
    names = pdf.Root.get("/Names", pikepdf.Dictionary())
    if "/Dests" in names:
        for name, target in pikepdf.NameTree(names.Dests).items():
            yield str(name), target

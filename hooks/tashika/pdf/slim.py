"""Leaves out of a printed pass what no reader of the file needs: a quarter of its bytes.

Chromium tags every run of text with an element of its own, writes lengths to a millionth, and embeds the tables of
fonts with which text was set, though it is set already.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from tashika.pdf.tags import tree

PLAIN = frozenset(("/K", "/P", "/Pg", "/S", "/Type"))
NEEDED = frozenset((b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"cvt ", b"fpgm", b"prep"))
"""Tables of a TrueType font whose glyphs are chosen by their numbers."""

_LONG = re.compile(rb"\d*\.\d{4,}")
_SCALES = (b" cm", b" Tm")
"""Ends of lines that hold scales: some are so small, and what they scale so large, that each digit is seen."""
Owners = dict[tuple[int, int], Dictionary]


def slim(pdf: pikepdf.Pdf) -> None:
    """Makes the file smaller; nothing that is seen, heard, copied or linked changes."""
    for page in pdf.pages:
        _round(page)
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor and "/FontFile2" in item:
            font = without_tables(item.FontFile2.read_bytes())
            item.FontFile2 = pdf.make_stream(font, Length1=len(font))
    if "/StructTreeRoot" in pdf.Root:
        _lift(pdf.Root.StructTreeRoot)


def _round(page: pikepdf.Page) -> None:
    """Lengths to a thousandth of a pixel, where the page has no text in which digits could be letters."""
    content = page.get("/Contents")
    if isinstance(content, pikepdf.Stream) and b"(" not in (drawn := content.read_bytes()):
        lines = drawn.split(b"\n")
        content.write(b"\n".join(one if one.endswith(_SCALES) else _LONG.sub(_rounded, one) for one in lines))


def _rounded(number: re.Match[bytes]) -> bytes:
    return b"%.3f" % float(number[0])


def without_tables(font: bytes) -> bytes:
    """A TrueType font with the tables that are needed to draw its glyphs, in the order that they had."""
    count = struct.unpack_from(">H", font, 4)[0]
    entries = [struct.unpack_from(">4sLLL", font, 12 + 16 * at) for at in range(count)]
    kept = [entry for entry in entries if entry[0] in NEEDED]
    place, heads, bodies = 12 + 16 * len(kept), b"", b""
    for tag, checksum, start, length in kept:
        heads += struct.pack(">4sLLL", tag, checksum, place + len(bodies), length)
        bodies += font[start : start + length] + bytes(-length % 4)
    power = len(kept).bit_length() - 1
    return font[:4] + struct.pack(">4H", len(kept), 16 << power, power, 16 * len(kept) - (16 << power)) + heads + bodies


def _lift(root: pikepdf.Object) -> None:
    """Puts what plain elements hold into the elements around them: they mean nothing, by their definition."""
    owners: Owners = {}
    for element in reversed(list(tree(root.get("/K")))):  # inner ones first
        kids = _kids(element)
        if any(_is_plain(kid) for kid in kids):
            element.K = Array([one for kid in kids for one in _lifted(kid, element, owners)])
    for _, held in pikepdf.NumberTree(root.ParentTree).items():
        for at, owned in enumerate(held) if isinstance(held, Array) else ():
            if isinstance(owned, Dictionary) and owned.objgen in owners:
                held[at] = _owner(owned, owners)


def _lifted(kid: pikepdf.Object | int, element: Dictionary, owners: Owners) -> Iterator[pikepdf.Object | int]:
    """What stands in the place of a kid: itself, or what it holds, if it is plain."""
    if isinstance(kid, int) or not _is_plain(kid):
        yield kid
        return
    owners[kid.objgen] = element
    page = kid.get("/Pg")
    if page is not None and "/Pg" not in element and not _marks(element):
        element.Pg = page
    for inner in _kids(kid):
        if isinstance(inner, Dictionary) and "/S" in inner:
            inner.P = element
        elif isinstance(inner, Dictionary) and "/Pg" not in inner and page is not None:
            inner.Pg = page
        elif isinstance(inner, int) and page is not None and page.objgen != element.Pg.objgen:
            inner = Dictionary(Type=Name.MCR, Pg=page, MCID=inner)
        yield inner


def _marks(element: Dictionary) -> bool:
    return any(isinstance(kid, int) for kid in _kids(element))


def _kids(element: pikepdf.Object) -> list[pikepdf.Object | int]:
    held = element.get("/K")
    return [] if held is None else list(held) if isinstance(held, Array) else [held]


def _is_plain(kid: pikepdf.Object | int) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/S") == Name.NonStruct and PLAIN.issuperset(kid.keys())


def _owner(element: Dictionary, owners: Owners) -> Dictionary:
    while element.objgen in owners:
        element = owners[element.objgen]
    return element

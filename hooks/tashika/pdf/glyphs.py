"""Cuts a font down to some characters and gives it TrueType outlines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fontTools  # type: ignore[import-untyped]
from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen  # type: ignore[import-untyped]
from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont, newTable  # type: ignore[import-untyped]

FONT_TOOL = f"fontTools {fontTools.version}, 2"
"""What the outcome depends on besides the font; the number counts the changes of this module."""

_ERROR = 0.6
"""How far, in thousandths of an em, an outline may move."""

_FEATURES = ["ccmp", "locl", "kern", "palt", "halt", "chws", "vert", "mark", "mkmk", "liga"]
_MARKS = {"\u0327": "\u00b8", "\u0301": "\u00b4", "\u0308": "\u00a8"}
"""Marks of letters, and the signs that look like them and stand where they do: below, or above a small letter."""

_ASCENDERS = frozenset("bdfhijklt")
_TRUETYPE = b"\x00\x01\x00\x00".decode("latin-1")
_COUNTS = (
    *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"),
    *("maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth", "maxPoints", "maxContours"),
    *("maxCompositePoints", "maxCompositeContours"),
)


@dataclass(frozen=True)
class Source:
    """A font file, and whether a collection's fixed-width font is wanted."""

    file: str
    mono: bool


def cut(source: Source, name: str, characters: frozenset[str], target: Path) -> None:
    """Writes the font `name` with those of the characters that its source has."""
    font = TTFont(source.file, fontNumber=_member(source), recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = _FEATURES
    options.name_IDs = [1, 2, 3, 4, 6]
    options.notdef_outline = True
    options.drop_tables = [*options.drop_tables, "FFTM"]  # when it was made, which would only be told as a warning
    options.hinting = options.glyph_names = False
    subsetter = subset.Subsetter(options)
    parts = dict(_parts(font, characters)) if "CFF " in font else {}
    subsetter.populate(text="".join(sorted({*characters, *"".join(parts.values())})))
    subsetter.subset(font)
    if "CFF " in font:
        _to_truetype(font, parts)
    for record in font["name"].names:
        record.string = name
    font.save(target)
    font.close()


def letters_of(file: Path) -> frozenset[str]:
    """The characters that a font has."""
    with TTFont(file, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _member(source: Source) -> int:
    """Which font of a collection is the Japanese one."""
    if not source.file.endswith(".ttc"):
        return -1
    with TTCollection(source.file, lazy=True) as collection:
        names = [str(font["name"].getDebugName(1)) for font in collection.fonts]
    fitting = [at for at, name in enumerate(names) if name.endswith(" JP") and ("Mono" in name) == source.mono]
    return fitting[0] if fitting else 0


def _parts(font: Any, letters: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The letters that a font lacks and that are one of its letters with one of its signs, each with these two."""
    has = font.getBestCmap()
    for letter in sorted(letters):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        sign = _MARKS.get(marks[0]) if len(marks) == 1 else None
        if ord(letter) in has or not sign or ord(base) not in has or ord(sign) not in has:
            continue
        if sign == "\u00b8" or (base.islower() and base not in _ASCENDERS):
            yield letter, base + sign


def _to_truetype(font: Any, parts: Mapping[str, str]) -> None:
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    table = font["glyf"] = newTable("glyf")
    drawn = {name: _outline(glyphs, name) for name in order}
    for letter, pair in parts.items():
        base, sign = (font.getBestCmap()[ord(part)] for part in pair)
        name = f"uni{ord(letter):04X}"
        drawn[name] = _composed(glyphs, base, sign)
        _name(font, letter, name, base)
    order = list(drawn)
    font.setGlyphOrder(order)
    table.glyphOrder, table.glyphs = order, drawn
    font["loca"] = newTable("loca")
    for name, glyph in drawn.items():
        glyph.recalcBounds(table)
        font["hmtx"].metrics[name] = (font["hmtx"].metrics[name][0], getattr(glyph, "xMin", 0))
    _describe(font)


def _outline(glyphs: Any, name: str) -> Any:
    pen = TTGlyphPen(glyphs)
    glyphs[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
    return pen.glyph()


def _composed(glyphs: Any, base: str, sign: str) -> Any:
    """A letter with a sign below or above its middle."""
    pen, middles = TTGlyphPen(glyphs), []
    for name in (base, sign):
        bounds = BoundsPen(glyphs)
        glyphs[name].draw(bounds)
        middles.append((bounds.bounds[0] + bounds.bounds[2]) / 2)
    outline = Cu2QuPen(pen, _ERROR, reverse_direction=True)
    glyphs[base].draw(outline)
    glyphs[sign].draw(TransformPen(outline, (1, 0, 0, 1, middles[0] - middles[1], 0)))
    return pen.glyph()


def _name(font: Any, letter: str, name: str, base: str) -> None:
    """Has a new glyph stand for a letter, as wide and high as its base."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(letter)] = name
    for table in ("hmtx", "vmtx"):
        if table in font:
            font[table].metrics[name] = font[table].metrics[base]


def _describe(font: Any) -> None:
    """Makes the tables that say what kind of font it is agree with its new outlines."""
    most = font["maxp"]
    most.tableVersion, most.maxZones = 0x00010000, 1
    for count in _COUNTS:
        setattr(most, count, 0)
    most.recalc(font)
    font["post"].formatType = 3.0
    for old in ("CFF ", "VORG"):
        if old in font:
            del font[old]
    font.sfntVersion = _TRUETYPE

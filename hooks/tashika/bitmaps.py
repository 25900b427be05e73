"""How alike two PNG pictures look. Pure, and by the standard library alone.

A picture is brought down to a small grid of grey means on white. Two machines' fonts and smoothing move such a mean by
little; another curve, bar or number moves some of them by much. Byte for byte no two machines draw the same.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

GRID = 48
INK, MOST = 0.05, 0.1
"""How far two grids may be apart: all of their cells, of the ink that both have; and any one of them, of 1."""
SIZES = 0.04
"""By which part width and height may differ: a label's font moves the tight edge of a figure."""
LARGEST = 40_000_000  # bytes of pixels
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class NotAPicture(ValueError):
    """Bytes that are no PNG picture of a kind that can be read."""


@dataclass(frozen=True)
class Bitmap:
    """Rows of grey values from 0 to 255, on white."""

    width: int
    height: int
    rows: tuple[bytes, ...]


def difference(expected: str, actual: str) -> str | None:
    """None if two PNG pictures in base64 look alike; else how they differ."""
    if "".join(expected.split()) == "".join(actual.split()):
        return None
    try:
        kept, drawn = read(expected), read(actual)
    except NotAPicture as error:
        return str(error)
    if _apart(kept.width, drawn.width) or _apart(kept.height, drawn.height):
        return f"it is {drawn.width}×{drawn.height} pixels, the stored picture {kept.width}×{kept.height}"
    ink, most = distance(kept, drawn)
    return None if ink <= INK and most <= MOST else f"the pictures differ in {ink:.1%} of their ink"


def _apart(one: int, other: int) -> bool:
    return abs(one - other) > max(2, SIZES * max(one, other))


def distance(one: Bitmap, other: Bitmap) -> tuple[float, float]:
    """The part of the ink in which two grids differ, and the largest difference of two cells, both from 0 to 1."""
    left, right = grid(one), grid(other)
    apart = [abs(a - b) / 255 for a, b in zip(left, right, strict=True)]
    ink = sum(1 - value / 255 for value in (*left, *right))
    return sum(apart) / ink if ink else 0.0, max(apart)


def grid(bitmap: Bitmap) -> list[float]:
    """The mean grey of each of GRID × GRID cells."""
    columns = [_part(n, bitmap.width) for n in range(GRID)]
    cells = []
    for n in range(GRID):
        top, bottom = _part(n, bitmap.height)
        rows = bitmap.rows[top:bottom]
        cells += [sum(sum(row[a:b]) for row in rows) / (len(rows) * (b - a)) for a, b in columns]
    return cells


def _part(n: int, size: int) -> tuple[int, int]:
    """The n-th of GRID parts of a row of `size`, one at least."""
    start = min(n * size // GRID, size - 1)
    return start, max((n + 1) * size // GRID, start + 1)


def read(text: str) -> Bitmap:
    """The picture that base64 text holds. Raises NotAPicture."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        return _decoded(data)
    except (binascii.Error, zlib.error, struct.error, IndexError, ValueError) as error:
        raise NotAPicture(f"this is no PNG picture that can be read: {error}") from None


def _decoded(data: bytes) -> Bitmap:
    chunks = list(_chunks(data))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", dict(chunks)[b"IHDR"])
    if depth != 8 or kind not in _CHANNELS or interlaced:
        raise ValueError("only 8 bits a channel, not interlaced")
    width_in_bytes = width * _CHANNELS[kind]
    if width_in_bytes * height > LARGEST or not width * height:
        raise ValueError(f"{width}×{height} pixels")
    raw = zlib.decompressobj().decompress(b"".join(body for name, body in chunks if name == b"IDAT"), LARGEST * 2)
    palette = next((body for name, body in chunks if name == b"PLTE"), b"")
    lines = _unfiltered(raw, width_in_bytes, _CHANNELS[kind])
    rows = tuple(_grey(line, kind, palette) for _, line in zip(range(height), lines, strict=False))
    if len(rows) != height:
        raise ValueError("its pixels are cut off")
    return Bitmap(width, height, rows)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("its first bytes are not those of a PNG")
    at = 8
    while at + 8 <= len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += size + 12


def _unfiltered(raw: bytes, width: int, step: int) -> Iterator[bytearray]:
    """The rows of bytes, each predicted from its left and upper neighbours (PNG, section 9)."""
    above = bytearray(width)
    for start in range(0, len(raw) - width, width + 1):
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + width])
        if kind == 2:
            line = bytearray((a + b) & 255 for a, b in zip(line, above, strict=True))
        elif kind:
            for n in range(width):
                left = line[n - step] if n >= step else 0
                corner = above[n - step] if n >= step else 0
                line[n] = (line[n] + _predicted(kind, left, above[n], corner)) & 255
        above = line
        yield line


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 3:
        return (left + up) // 2
    guess = left + up - corner
    return min((left, up, corner), key=lambda near: abs(guess - near))


def _grey(line: bytearray, kind: int, palette: bytes) -> bytes:
    if kind == 0:
        return bytes(line)
    if kind == 3:
        table = bytes(sum(palette[3 * n : 3 * n + 3]) // 3 for n in range(len(palette) // 3)).ljust(256, b"\xff")
        return bytes(line).translate(table)
    if kind == 4:
        return bytes(_on_white(v, a) for v, a in zip(line[::2], line[1::2], strict=True))
    step = _CHANNELS[kind]
    means = [(r + g + b) // 3 for r, g, b in zip(line[::step], line[1::step], line[2::step], strict=True)]
    return bytes(means) if kind == 2 else bytes(_on_white(v, a) for v, a in zip(means, line[3::4], strict=True))


def _on_white(value: int, alpha: int) -> int:
    return 255 - (255 - value) * alpha // 255

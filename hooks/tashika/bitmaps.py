"""Whether two PNG pictures look alike. Pure, and by the standard library alone.

Two machines may draw an edge a little darker, or a pixel further. Another digit, bar or colour changes a small square
of pixels by much. A mean over larger parts would not tell a digit, which is a part in thousands of the ink; and no
measure tells another font from other digits, so that another font is another picture.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SQUARE, SHIFT = 6, 1
"""What is compared: squares of so many pixels, each as far from its place as this, whichever is most alike."""
MOST = 0.05
"""How far two squares may be apart in the mean of their pixels and colours, of 1."""
LARGEST = 40_000_000  # bytes of pixels
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class NotAPicture(ValueError):
    """Bytes that are no PNG picture of a kind that can be read."""


@dataclass(frozen=True)
class Bitmap:
    """Rows of red, green and blue values from 0 to 255, on white."""

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
    if (kept.width, kept.height) != (drawn.width, drawn.height):
        return f"it is {drawn.width}×{drawn.height} pixels, the stored picture {kept.width}×{kept.height}"
    found = next(_unlike(kept, drawn), None)
    return f"the pictures differ around column {found[0] + 1}, row {found[1] + 1}" if found else None


def _unlike(one: Bitmap, other: Bitmap) -> Iterator[tuple[int, int]]:
    """The squares that differ, by the column and row of their first pixel; they overlap by half."""
    for top in range(0, max(1, one.height - SQUARE // 2), SQUARE // 2):
        if one.rows[top : top + SQUARE] == other.rows[top : top + SQUARE]:
            continue
        for left in range(0, max(1, one.width - SQUARE // 2), SQUARE // 2):
            if not _is_like(one, other, left, top):
                yield left, top


def _is_like(one: Bitmap, other: Bitmap, left: int, top: int) -> bool:
    pixels = _square(one, left, top)
    size = (len(pixels[0]) // 3, len(pixels))
    bound = MOST * 255 * len(pixels) * len(pixels[0])
    steps = sorted(range(-SHIFT, SHIFT + 1), key=abs)  # in its place first: there it mostly is
    places = ((left + x, top + y) for y in steps for x in steps)
    shifted = (_square(other, x, y) for x, y in places if x >= 0 and y >= 0)
    return any(size == (len(near[0]) // 3, len(near)) and _apart(pixels, near) <= bound for near in shifted if near)


def _square(bitmap: Bitmap, left: int, top: int) -> list[bytes]:
    return [row[3 * left : 3 * (left + SQUARE)] for row in bitmap.rows[top : top + SQUARE]]


def _apart(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    return sum(abs(a - b) for x, y in zip(one, other, strict=True) if x != y for a, b in zip(x, y, strict=True))


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
    rows = tuple(_coloured(line, kind, palette) for _, line in zip(range(height), lines, strict=False))
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


def _coloured(line: bytearray, kind: int, palette: bytes) -> bytes:
    step = _CHANNELS[kind]
    if kind == 3:
        return b"".join(palette[3 * n : 3 * n + 3].ljust(3, b"\xff") for n in line)
    colours = [line[n::step] for n in range(step - (kind in (4, 6)))]
    if kind in (4, 6):
        colours = [bytearray(map(_on_white, colour, line[step - 1 :: step])) for colour in colours]
    whole = bytearray(3 * len(colours[0]))
    for n in range(3):
        whole[n::3] = colours[n % len(colours)]
    return bytes(whole)


def _on_white(value: int, alpha: int) -> int:
    return 255 - (255 - value) * alpha // 255

"""Hatched areas of drawings as lines behind a clip: of a pattern, Chromium makes a picture for every bar."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from tashika.pdf.tree import find, make

_FILL = re.compile(r"fill:\s*url\(#([^)]+)\)")


def draw_hatches(drawing: HtmlElement) -> None:
    """Draws what is filled with a pattern of a colour and lines: the colour as its fill, all lines at once above."""
    size = [float(number) for number in (drawing.get("viewBox") or "").split()]
    patterns = {pattern.get("id"): pattern for pattern in find(drawing, ".//pattern")}
    filled: dict[tuple[str, str], list[HtmlElement]] = {}
    for path in find(drawing, ".//path[@style]"):
        fill = _FILL.search(path.get("style") or "")
        if fill and _is_plain(patterns.get(fill[1])):
            filled.setdefault((fill[1], path.get("clip-path") or ""), []).append(path)
    for number, ((name, clip), paths) in enumerate(filled.items() if len(size) == 4 else ()):
        _draw(patterns[name], paths, clip, (f"{name}-{number}", size[2], size[3]))


def _is_plain(pattern: HtmlElement | None) -> bool:
    return pattern is not None and [child.tag for child in pattern] == ["rect", "path"]


def _draw(pattern: HtmlElement, paths: list[HtmlElement], clip: str, place: tuple[str, float, float]) -> None:
    name, width, height = place
    rect, lines = pattern
    for path in paths:
        path.set("style", _FILL.sub(f"fill:{rect.get('fill')}", path.get("style") or ""))
    across, down = float(pattern.get("width") or 72), float(pattern.get("height") or 72)
    tile = make("path", d=lines.get("d") or "", style=lines.get("style") or "", id=f"{name}-lines")
    tiles = [
        make("use", href=f"#{name}-lines", x=f"{x * across:g}", y=f"{y * down:g}")
        for x in range(int(width // across) + 1)
        for y in range(int(height // down) + 1)
    ]
    area = make("clipPath", make("path", d=" ".join(path.get("d") or "" for path in paths)), id=f"{name}-area")
    inner = make("g", *tiles, clip_path=f"url(#{name}-area)")
    outer = make("g", make("defs", tile, area), inner)
    if clip:
        outer.set("clip-path", clip)
    paths[-1].addnext(outer)

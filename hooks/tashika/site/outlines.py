"""Outlines of letters in pictures, written shorter. Pure.

Matplotlib draws a letter in units of which a screen cannot show a thirtieth, at places counted from the picture's
corner. Coarser units and steps from point to point take a quarter off what a picture weighs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

GRAIN = 32
"""How many of matplotlib's units make one of ours: 128 to the height of a letter, a fifth of a sharp screen's dot."""
_LETTER = re.compile(r'<path d="(?P<path>[^"]*)" transform="scale\(0\.015625\)"')
_STEP = re.compile(r"([MLQCz])([^MLQCz]*)")


def shortened(svg: str) -> str:
    """The picture with the outlines of its letters in whole steps."""
    return _LETTER.sub(lambda match: f'<path d="{"".join(_steps(match["path"]))}" transform="scale(.5)"', svg)


def _steps(path: str) -> Iterator[str]:
    """Each command relative to where the pen is; every point is rounded by itself, so that errors do not add up."""
    pen = start = (0, 0)
    for command, numbers in _STEP.findall(path):
        if command == "z":
            pen = start
            yield "z"
            continue
        values = [round(float(number) / GRAIN) for number in numbers.split()]
        points = list(zip(values[::2], values[1::2], strict=True))
        yield command.lower() + _joined([at for x, y in points for at in (x - pen[0], y - pen[1])])
        pen = points[-1]
        start = pen if command == "M" else start


def _joined(numbers: list[int]) -> str:
    """Numbers with a blank only where a sign does not part them."""
    return "".join(str(each) if index == 0 or each < 0 else f" {each}" for index, each in enumerate(numbers))

"""Whether two figures show the same data, and in words how they do not. Pure.

Data are what `execute/inside/artists.py` makes of a figure. Numbers agree within a tolerance, all else exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tashika.compare import parse_rule

MOST = 3
_ONE = {
    "axes": "axes",
    "lines": "line",
    "bars": "bars",
    "shapes": "shape",
    "collections": "collection",
    "images": "image",
    "texts": "text",
    "tables": "table",
}
_SHORT = 60


class _Tolerance(NamedTuple):
    rtol: float
    atol: float


def differences(picture: Any, run: Any, rule: str) -> list[str]:
    """In what the figure of a run differs from the one that is kept, one phrase for each place."""
    _, options = parse_rule(rule)
    tolerance = _Tolerance(float(options.get("rtol", 0)), float(options.get("atol", 0)))
    return list(_differences(picture, run, tolerance, ""))


def told(found: Sequence[str]) -> str:
    """The first few differences, and how many there are more."""
    rest = len(found) - MOST
    return "; ".join(found[:MOST]) + (f"; and {rest} more" if rest > 0 else "")


def is_shape_kept(picture: Any, run: Any) -> bool:
    """Whether nothing but numbers differs."""
    if _is_number(picture) and _is_number(run):
        return True
    if isinstance(picture, dict) and isinstance(run, dict):
        return picture.keys() == run.keys() and all(is_shape_kept(picture[key], run[key]) for key in picture)
    if isinstance(picture, list) and isinstance(run, list):
        return len(picture) == len(run) and all(map(is_shape_kept, picture, run))
    return type(picture) is type(run) and bool(picture == run)


def _differences(picture: Any, run: Any, tolerance: _Tolerance, at: str) -> Iterator[str]:
    if isinstance(picture, dict) and isinstance(run, dict):
        yield from _of_mappings(picture, run, tolerance, at)
    elif isinstance(picture, list) and isinstance(run, list):
        yield from _of_lists(picture, run, tolerance, at)
    elif not _agree(picture, run, tolerance):
        yield f"{at or 'it'} is {_shown(run)}, the picture has {_shown(picture)}"


def _of_mappings(picture: Mapping[str, Any], run: Mapping[str, Any], tolerance: _Tolerance, at: str) -> Iterator[str]:
    for key in dict.fromkeys([*picture, *run]):
        if key not in run:
            yield f"{_step(at, key)} is in the picture alone: {_shown(picture[key])}"
        elif key not in picture:
            yield f"{_step(at, key)} is not in the picture: {_shown(run[key])}"
        elif key in _ONE and isinstance(picture[key], list) and isinstance(run[key], list):
            yield from _of_parts(picture[key], run[key], tolerance, (at, key))
        else:
            yield from _differences(picture[key], run[key], tolerance, _step(at, key))


def _of_parts(
    picture: Sequence[Any], run: Sequence[Any], tolerance: _Tolerance, where: tuple[str, str]
) -> Iterator[str]:
    """Differences of lists of artists, each of which has a name of its own."""
    at, key = where
    if len(picture) != len(run):
        yield f"{_step(at, key)}: there are {len(run)}, in the picture {len(picture)}"
    for index, (kept, new) in enumerate(zip(picture, run, strict=False)):
        alone = key == "axes" and len(picture) == len(run) == 1
        name = "" if alone else f"{_ONE[key]} {index + 1}{_called(kept)}"
        yield from _differences(kept, new, tolerance, f"{at}, {name}" if at and name else at or name)


def _of_lists(picture: Sequence[Any], run: Sequence[Any], tolerance: _Tolerance, at: str) -> Iterator[str]:
    if len(picture) != len(run):
        yield f"{at} has {len(run)} values, the picture {len(picture)}"
        return
    for index, (kept, new) in enumerate(zip(picture, run, strict=True)):
        yield from _differences(kept, new, tolerance, f"{at}[{index}]")


def _agree(picture: Any, run: Any, tolerance: _Tolerance) -> bool:
    if _is_number(picture) and _is_number(run):
        return bool(abs(run - picture) <= tolerance.atol + tolerance.rtol * abs(picture))
    return type(picture) is type(run) and bool(picture == run)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _step(at: str, key: str) -> str:
    if not at:
        return key
    return f"{at} {key}" if at in ("x", "y", "z") or at.endswith((" x", " y", " z")) else f"{at}: {key}"


def _called(part: Any) -> str:
    if not isinstance(part, dict):
        return ""
    name = next((part[key] for key in ("label", "text", "title") if part.get(key)), "")
    return f" «{name}»" if name else ""


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"

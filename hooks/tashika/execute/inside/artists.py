"""What a matplotlib figure shows, as plain data: its axes with their lines, bars, shapes, images and words.

By duck typing, since nothing here may import matplotlib. Colours and sizes of letters are no data. A number keeps ten
significant digits; of more than MOST numbers, their shape, their sum and an even sample stand for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

MOST = 4096
_SAMPLE = 512
_GEOMETRY = ("xy", "center", "width", "height", "radius", "r", "angle", "theta1", "theta2")
_GENERATED = ("ScalarFormatter", "LogFormatterSciNotation", "NullFormatter")  # labels that follow from the ticks


def data_of(figure: Any) -> dict[str, Any]:
    """The data of a figure, ready for JSON; what is empty is left out."""
    return _filled(
        texts=[text.get_text() for text in _visible(figure.texts) if text.get_text()],
        legends=[_legend(legend) for legend in figure.legends],
        lines=[_line(line) for line in _visible(figure.lines)],
        shapes=[_patch(patch) for patch in _visible(figure.patches)],
        axes=[_axes(axes) for axes in _visible(figure.axes)],
    )


def _axes(axes: Any) -> dict[str, Any]:
    bars = [group for group in axes.containers if type(group).__name__ == "BarContainer"]
    grouped = {id(patch) for group in bars for patch in group}
    return _filled(
        title=axes.get_title(),
        x=_axis(axes, "x"),
        y=_axis(axes, "y"),
        z=_axis(axes, "z"),
        legend=_legend(axes.get_legend()),
        lines=[_line(line) for line in _visible(axes.lines)],
        bars=[_bars(group) for group in bars],
        shapes=[_patch(patch) for patch in _visible(axes.patches) if id(patch) not in grouped],
        collections=[_collection(each) for each in _visible(axes.collections)],
        images=[_image(image) for image in _visible(axes.images)],
        texts=[_text(text) for text in _visible(axes.texts)],
        tables=[_table(table) for table in _visible(axes.tables)],
    )


def _axis(axes: Any, name: str) -> dict[str, Any]:
    axis = getattr(axes, f"{name}axis", None)
    if axis is None or not axes.axison or not axis.get_visible():
        return {}
    locator, formatter = axis.get_major_locator(), axis.get_major_formatter()
    ticks = list(getattr(locator, "locs", ())) if type(locator).__name__ == "FixedLocator" else []
    labels = formatter.format_ticks(ticks) if ticks and type(formatter).__name__ not in _GENERATED else []
    floating = axes.get_adjustable() == "datalim" and axes.get_aspect() != "auto"  # limits follow from the layout
    return _filled(
        label=axis.get_label_text(),
        limits=[] if floating else numbers(getattr(axes, f"get_{name}lim")()),
        scale=axis.get_scale(),
        ticks=numbers(ticks),
        ticklabels=[str(label) for label in labels] or list(getattr(formatter, "_units", ())),
    )


def _line(line: Any) -> dict[str, Any]:
    depth = getattr(line, "_verts3d", None)
    return _filled(
        label=_label(line),
        x=numbers(line.get_xdata(orig=False) if depth is None else depth[0]),
        y=numbers(line.get_ydata(orig=False) if depth is None else depth[1]),
        z=numbers(depth[2] if depth is not None else ()),
        dash=_word(line.get_linestyle()),
        marker=_word(line.get_marker()),
    )


def _bars(group: Any) -> dict[str, Any]:
    patches = list(group)
    boxes = [[*patch.get_xy(), patch.get_width(), patch.get_height()] for patch in patches]
    hatches = dict.fromkeys(patch.get_hatch() or "" for patch in patches)
    return _filled(
        label=_label(group) or _label(patches[0]) if patches else "", rectangles=numbers(boxes), hatch=" ".join(hatches)
    )


def _patch(patch: Any) -> dict[str, Any]:
    ends = getattr(patch, "_posA_posB", None)
    geometry = {name: numbers(value) for name in _GEOMETRY if (value := _attribute(patch, name)) is not None}
    if ends is not None:
        geometry = {"from": numbers(ends[0]), "to": numbers(ends[1])}
    elif not geometry or type(patch).__name__ == "Polygon":
        geometry = {"points": numbers(patch.get_path().vertices)}
    dash = _word(patch.get_linestyle())
    return {
        "shape": type(patch).__name__,
        **geometry,
        **_filled(label=_label(patch), hatch=patch.get_hatch(), dash=dash if dash not in ("-", "solid") else ""),
    }


def _collection(each: Any) -> dict[str, Any]:
    name, offsets, values = type(each).__name__, numbers(each.get_offsets()), each.get_array()
    scattered = name == "PathCollection"
    mesh = getattr(each, "_coordinates", None)
    paths = [] if scattered or mesh is not None else [numbers(path.vertices) for path in each.get_paths()]
    return _filled(
        kind=name,
        label=_label(each),
        offsets=offsets if scattered or offsets != [[0, 0]] else [],
        sizes=numbers(each.get_sizes()) if scattered else [],
        paths=paths,
        mesh=numbers(mesh if mesh is not None else ()),
        values=numbers(values if values is not None else ()),
        u=numbers(getattr(each, "U", ())),
        v=numbers(getattr(each, "V", ())),
    )


def _image(image: Any) -> dict[str, Any]:
    values = image.get_array()
    return _filled(values=numbers(values if values is not None else ()), extent=numbers(image.get_extent()))


def _text(text: Any) -> dict[str, Any]:
    target = getattr(text, "xy", None)
    return _filled(
        text=text.get_text(), at=numbers(text.get_position()), points_at=numbers(target if target is not None else ())
    )


def _legend(legend: Any) -> list[str]:
    if legend is None or not legend.get_visible():
        return []
    title = legend.get_title().get_text()
    return [*([title] if title else []), *(text.get_text() for text in legend.get_texts())]


def _table(table: Any) -> list[Any]:
    return [[*place, cell.get_text().get_text()] for place, cell in sorted(table.get_celld().items())]


def numbers(values: Any) -> Any:
    """An array as nested lists of rounded numbers, or what stands for it if it is long."""
    flat = values.ravel() if hasattr(values, "ravel") else None
    if flat is None or flat.size <= MOST:
        return _plain(values)
    total = flat.sum()
    step = -(-flat.size // _SAMPLE)
    return {"shape": list(values.shape), "sum": _plain(total), "sample": _plain(flat[::step])}


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return str(value)
        short = float(f"{value:.10g}")
        return int(short) if short.is_integer() and abs(short) < 1e15 else short
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _attribute(artist: Any, name: str) -> Any:
    getter = getattr(artist, f"get_{name}", None)
    return getter() if getter is not None else getattr(artist, name, None)


def _label(artist: Any) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _word(value: Any) -> str:
    word = str(_plain(value)) if value is not None else ""
    return "" if word in ("None", "", " ", "none") else word


def _visible(artists: Iterable[Any]) -> list[Any]:
    return [artist for artist in artists if artist.get_visible()]


def _filled(**parts: Any) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part not in (None, "", [], {})}

"""What snippets draw with: matplotlib in the notes' style, and diagrams of boxes, arrows and grids.

It imports matplotlib when it is first asked for something, and nothing else of this package. Text and axes are black,
which the site shows in the colour of its text; the paper is transparent. The colours can be told from one another by
colour-blind readers, and from both a light and a dark page.

    from tashika import figures

    fig, ax = figures.subplots()
    ax.plot([1, 2, 3], label="…")
    fig.savefig("name.svg")
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BLUE = "#2f86c9"
ORANGE = "#c77d0a"
GREEN = "#0f9a72"
VERMILION = "#dd5b2f"
PURPLE = "#b565a0"
SKY = "#3a9fc4"
GREY = "#868a91"
COLORS = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, GREY)
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 3)), (0, (1, 1)))
HATCHES = ("", "///", "...", "xx", "\\\\\\", "++", "oo")
FOREGROUND = "black"

STYLE: Mapping[str, Any] = {
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "none",
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "grid.color": GREY,
    "grid.alpha": 0.35,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "image.cmap": "cividis",
    "mathtext.fontset": "dejavusans",
}
"""Settings of matplotlib; the fonts and the cycle of colours and dashes come on top of them."""

SIZES: Mapping[str, tuple[float, float]] = {"normal": (5.2, 3.1), "wide": (7.4, 2.9), "square": (3.7, 3.7)}
CELL = 0.25  # inches of a diagram's unit
_FONT = ("matplotlib_fontja", "fonts", "ipaexg.ttf")
_FAMILY = "IPAexGothic"

Point = tuple[float, float]


def use() -> None:
    """Sets matplotlib to the notes' style; the other functions do so themselves."""
    import matplotlib
    from cycler import cycler
    from matplotlib import font_manager

    families = ["DejaVu Sans"]
    if font := _japanese_font():
        if not any(entry.name == _FAMILY for entry in font_manager.fontManager.ttflist):
            font_manager.fontManager.addfont(font)
        families.insert(0, _FAMILY)
    look: dict[Any, Any] = {
        **STYLE,
        "font.family": families,
        "axes.prop_cycle": cycler(color=COLORS) + cycler(linestyle=DASHES),
    }
    matplotlib.rcParams.update(look)


def subplots(rows: int = 1, columns: int = 1, size: str | Point = "normal", **options: Any) -> Any:
    """`plt.subplots` in the notes' style; `size` is one of SIZES, or width and height in inches."""
    use()
    from matplotlib import pyplot

    return pyplot.subplots(rows, columns, figsize=SIZES[size] if isinstance(size, str) else size, **options)


def _japanese_font() -> str:
    """The file of the Japanese font, without importing the package that brings it, which would act on its own."""
    package, *inner = _FONT
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    file = os.path.join(next(iter(folders or ()), ""), *inner)
    return file if folders and os.path.isfile(file) else ""


@dataclass(frozen=True)
class Box:
    """A place in a diagram, by its lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> Point:
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> Point:
        return self.x + self.width, self.y + self.height / 2

    @property
    def top(self) -> Point:
        return self.x + self.width / 2, self.y + self.height

    @property
    def bottom(self) -> Point:
        return self.x + self.width / 2, self.y

    @property
    def center(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


class Diagram:
    """A drawing without axes, `width` by `height` units of about two letters each; y grows upwards."""

    def __init__(self, width: float, height: float) -> None:
        use()
        from matplotlib import pyplot

        self.figure = pyplot.figure(figsize=(width * CELL, height * CELL), layout="none")
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(0, height))
        self.axes.set_axis_off()

    def box(
        self, x: float, y: float, w: float, h: float, text: str = "", *, color: str = GREY, dashed: bool = False
    ) -> Box:
        """A box with rounded corners and a text in its middle; (x, y) is its lower left corner."""
        from matplotlib.patches import FancyBboxPatch

        self._shape(FancyBboxPatch((x, y), w, h, boxstyle="round,pad=0,rounding_size=0.25"), color, dashed)
        self.text(x + w / 2, y + h / 2, text)
        return Box(x, y, w, h)

    def circle(self, x: float, y: float, r: float, text: str = "", *, color: str = GREY, dashed: bool = False) -> Box:
        """A circle around (x, y)."""
        from matplotlib.patches import Circle

        self._shape(Circle((x, y), r), color, dashed)
        self.text(x, y, text)
        return Box(x - r, y - r, 2 * r, 2 * r)

    def arrow(
        self, a: Point, b: Point, label: str = "", *, bend: float = 0, color: str = FOREGROUND, dashed: bool = False
    ) -> None:
        """An arrow from a to b; `bend` is how far it swings to its right, relative to its length."""
        from matplotlib.patches import FancyArrowPatch

        swing = f"arc3,rad={bend}"
        arrow = FancyArrowPatch(a, b, arrowstyle="-|>", connectionstyle=swing, shrinkA=0, shrinkB=0, mutation_scale=9)
        arrow.set(color=color, linewidth=1.1, linestyle="--" if dashed else "-")
        self.axes.add_patch(arrow)
        if label:
            self._label(a, b, label, bend)

    def line(self, *points: Point, color: str = FOREGROUND, dashed: bool = False) -> None:
        """A line through points, without a head."""
        xs, ys = zip(*points, strict=True)
        self.axes.plot(xs, ys, color=color, linewidth=1.1, linestyle="--" if dashed else "-")

    def text(
        self, x: float, y: float, text: str, *, size: float = 10, align: str = "center", color: str = FOREGROUND
    ) -> None:
        """A text whose middle, or left or right end, is at (x, y)."""
        if text:
            self.axes.text(x, y, text, size=size, ha=align, va="center", color=color, linespacing=1.25)

    def grid(
        self,
        x: float,
        y: float,
        rows: int,
        cols: int,
        *,
        cell: float = 1,
        fill: Mapping[tuple[int, int], str] | None = None,
        text: Mapping[tuple[int, int], object] | None = None,
    ) -> Box:
        """Cells with (x, y) as their lower left corner; row 0 is on top. `fill` and `text` go by (row, column)."""
        from matplotlib.patches import Rectangle

        for row in range(rows):
            for col in range(cols):
                corner = (x + col * cell, y + (rows - 1 - row) * cell)
                color = (fill or {}).get((row, col), "")
                self._shape(Rectangle(corner, cell, cell), color or GREY, False, filled=bool(color))
                said = str((text or {}).get((row, col), ""))
                self.text(corner[0] + cell / 2, corner[1] + cell / 2, said, size=min(9.5, 10.5 * cell))
        return Box(x, y, cols * cell, rows * cell)

    def save(self, name: str) -> None:
        """Saves the diagram as `name`, which ends with .svg."""
        self.figure.savefig(name)

    def _shape(self, shape: Any, color: str, dashed: bool, filled: bool = True) -> None:
        from matplotlib.colors import to_rgba

        shape.set(edgecolor=color, linewidth=1.1, linestyle="--" if dashed else "-")
        shape.set_facecolor(to_rgba(color, 0.2) if filled else "none")
        self.axes.add_patch(shape)

    def _label(self, start: Point, end: Point, label: str, bend: float) -> None:
        across, up = end[0] - start[0], end[1] - start[1]
        length = max((across**2 + up**2) ** 0.5, 1e-9)
        side = -1 if bend > 0 else 1
        away = abs(bend) * length / 2 + 0.45
        if abs(up) > abs(across):  # beside an upright arrow
            x, y = (start[0] + end[0]) / 2 + side * away * (-up / length), (start[1] + end[1]) / 2
            self.text(x, y, label, size=9.5, align="right" if side * -up < 0 else "left")
        else:
            x = (start[0] + end[0]) / 2
            y = (start[1] + end[1]) / 2 + (away if across * side > 0 else -away)
            self.text(x, y, label, size=9.5)

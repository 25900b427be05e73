"""The picture of a figure as it is kept: small, the same wherever it is drawn, and at home on light and dark. Pure.

What matplotlib draws in black takes the colour of the text around it, and white that of the paper. Letters are shapes,
so that no font is needed. Only ids that are used stay, and they begin with the picture's name, so that several pictures
can stand in one page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree as XML

from tashika.pictures import data_of, lines_of

SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?|-?\d+e-?\d+")
_USED = re.compile(r"url\(#([^)]+)\)")
_MOVE = re.compile(r"translate\([^)]*\)")
_ROUNDED = ("d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height")
_HEAVY = 60_000  # characters above which a tenth of a point must do
_COLOURS = {"#000000": "currentColor", "#ffffff": "var(--tashika-paper,#fff)"}
LIGHT, DARK = "color:#1f2328;--tashika-paper:#fff", "color:#e6edf3;--tashika-paper:#0d1117"
"""Ink and paper of a picture that stands alone."""
STYLE = f"svg{{{LIGHT}}}@media(prefers-color-scheme:dark){{svg{{{DARK}}}}}"


def polished(svg: str, name: str) -> str:
    """The text of the file for a picture that a run saved as `name`. Raises ValueError for what is no SVG."""
    try:
        root = XML.fromstring(svg)
    except XML.ParseError as error:
        raise ValueError(f"{name} is no SVG picture: {error}") from None
    for part in [*root.findall(f"{{{SVG}}}metadata"), *root.iter(f"{{{SVG}}}style")]:
        _drop(root, part)
    _rename(root, name.removesuffix(".svg"))
    for element in root.iter():
        _restyle(element)
    _unwrap(root)
    body = _written(root, 2)
    return _framed(body if len(body) < _HEAVY else _written(root, 1), root, svg)


def _framed(body: str, root: XML.Element, svg: str) -> str:
    width, height = (_pixels(root.get(side, "0")) for side in ("width", "height"))
    head = (
        f'<svg xmlns="{SVG}" width="{width}" height="{height}" viewBox="{root.get("viewBox")}" '
        'fill="currentColor" stroke-linejoin="round" stroke-linecap="butt">'
    )
    data = lines_of(data_of(svg))
    for char in "<>&":
        data = data.replace(char, f"\\u{ord(char):04x}")
    json.loads(data)  # it stays JSON
    return f'{head}\n<metadata id="tashika-figure">{data}</metadata>\n<style>{STYLE}</style>\n{body}</svg>\n'


def _pixels(points: str) -> str:
    return f"{float(points.removesuffix('pt')) * 4 / 3:.0f}"


def _drop(root: XML.Element, part: XML.Element) -> None:
    for parent in root.iter():
        if part in parent:
            parent.remove(part)


def _rename(root: XML.Element, stem: str) -> None:
    """Gives the ids that something refers to new names, and takes away the others."""
    used: set[str] = set()
    for element in root.iter():
        if _HREF in element.attrib:
            element.set("href", element.attrib.pop(_HREF))
        used.add(element.get("href", "").removeprefix("#"))
        used.update(found for value in element.attrib.values() for found in _USED.findall(value))
    order = [id_ for element in root.iter() if (id_ := element.get("id")) in used]
    names = {id_: f"{stem}-{number}" for number, id_ in enumerate(dict.fromkeys(order), start=1)}
    for element in root.iter():
        id_ = element.attrib.pop("id", None)
        if id_ in names:
            element.set("id", names[id_])
        for key, value in element.attrib.items():
            if key == "href" and value.startswith("#"):
                element.set(key, f"#{names.get(value[1:], value[1:])}")
            else:
                element.set(key, _USED.sub(lambda match: f"url(#{names.get(match[1], match[1])})", value))


def _restyle(element: XML.Element) -> None:
    style = element.get("style")
    if style:
        pairs = [pair.split(":", 1) for pair in style.split(";") if ":" in pair]
        shown = [(key.strip(), _COLOURS.get(value.strip(), value.strip())) for key, value in pairs]
        element.set("style", ";".join(f"{key}:{value}" for key, value in shown))
    for key in ("fill", "stroke"):
        if key in element.attrib:
            element.set(key, _COLOURS.get(element.attrib[key], element.attrib[key]))


def _unwrap(element: XML.Element) -> None:
    """Puts what stands in groups that say nothing in their place, and drops those that hold nothing."""
    for child in list(element):
        _unwrap(child)
        at = list(element).index(child)
        if child.tag == f"{{{SVG}}}g" and not child.attrib:
            element[at : at + 1] = list(child)
        elif child.get("style") == "fill:none" or (child.tag in (f"{{{SVG}}}g", f"{{{SVG}}}defs") and not len(child)):
            element.remove(child)


def _written(root: XML.Element, places: int) -> str:
    return "".join(_line(child, places) for child in root)


def _line(element: XML.Element, places: int) -> str:
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    attributes = "".join(f' {key}="{_escaped(_rounded(key, value, places))}"' for key, value in element.attrib.items())
    inner = "".join(_line(child, places) for child in element)
    return f"<{tag}{attributes}>\n{inner}</{tag}>\n" if inner else f"<{tag}{attributes}/>\n"


def _rounded(key: str, value: str, places: int) -> str:
    def short(match: re.Match[str]) -> str:
        text = f"{float(match[0]):.{places}f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text

    if key == "transform":
        whole: Callable[[re.Match[str]], str] = lambda match: _NUMBER.sub(short, match[0])  # noqa: E731
        return _MOVE.sub(whole, value)
    return _NUMBER.sub(short, " ".join(value.split())) if key in _ROUNDED else value


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

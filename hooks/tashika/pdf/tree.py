"""HTML as a tree: reading it, finding in it, making parts of it, and writing it again."""

from __future__ import annotations

import re
from typing import cast

import lxml.html
from lxml.html import HtmlElement

_NAMES = (
    "viewBox preserveAspectRatio gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits "
    "patternTransform clipPathUnits maskUnits maskContentUnits markerWidth markerHeight markerUnits refX refY "
    "textLength lengthAdjust startOffset pathLength baseFrequency numOctaves stdDeviation",
    "clipPath linearGradient radialGradient textPath foreignObject feGaussianBlur feOffset feMerge",
)
# HTML's parser writes all names small, and a picture is none without these.
_SVG_ATTRIBUTES = {name.lower(): name for name in _NAMES[0].split()}
_SVG_TAGS = {
    name.lower(): name
    for name in [
        "clipPath",
        "linearGradient",
        "radialGradient",
        "textPath",
        "foreignObject",
        "feGaussianBlur",
        "feOffset",
        "feMerge",
    ]
}
_BLANKS = re.compile(r"[\s\u200b]+")


def parse(text: str) -> HtmlElement:
    """A whole page, in which pictures have their names in the right case again."""
    root = cast(HtmlElement, lxml.html.document_fromstring(text))
    for element in find(root, "//svg/descendant-or-self::*"):
        element.tag = _SVG_TAGS.get(element.tag, element.tag)
        for name in [name for name in element.attrib if name in _SVG_ATTRIBUTES]:
            element.set(_SVG_ATTRIBUTES[name], element.attrib.pop(name))
    return root


def find(root: HtmlElement, path: str) -> list[HtmlElement]:
    """The elements at an XPath."""
    return cast(list[HtmlElement], root.xpath(path))


def classed(root: HtmlElement, *names: str, tag: str = "*") -> list[HtmlElement]:
    """The elements below `root` that have one of these classes, in the order of the text."""
    return find(root, f".//{tag}[{' or '.join(has_class(name) for name in names)}]")


def has_class(name: str) -> str:
    """XPath's condition for a class."""
    return f'contains(concat(" ", normalize-space(@class), " "), " {name} ")'


def classes(element: HtmlElement) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def add_class(element: HtmlElement, name: str) -> None:
    """Gives an element one more class."""
    element.set("class", " ".join([*classes(element), name]))


def make(name: str, *children: HtmlElement | str, **attributes: str) -> HtmlElement:
    """A new element; `class_` and `data_of` stand for the attributes `class` and `data-of`."""
    element = cast(HtmlElement, lxml.html.Element(name))
    for key, value in attributes.items():
        element.set(key.rstrip("_").replace("_", "-"), value)
    add(element, *children)
    return element


def add(element: HtmlElement, *children: HtmlElement | str) -> HtmlElement:
    """Puts text and elements at the end of an element."""
    for child in children:
        if isinstance(child, str):
            add_text(element, child)
        else:
            element.append(child)
    return element


def add_text(element: HtmlElement, text: str) -> None:
    """Puts text at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def prepend(element: HtmlElement, child: HtmlElement, tail: str = "") -> None:
    """Puts an element before all that another one holds."""
    child.tail = tail + (element.text or "")
    element.text = None
    element.insert(0, child)


def move_content(source: HtmlElement, target: HtmlElement) -> HtmlElement:
    """Puts all that one element holds at the end of another one."""
    add_text(target, source.text or "")
    target.extend(list(source))
    source.text = None
    return target


def replace(old: HtmlElement, new: HtmlElement) -> None:
    """Puts a new element in the place of an old one; the text behind it stays."""
    new.tail, old.tail = old.tail, None
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, new)


def text_of(element: HtmlElement) -> str:
    """What an element says, on one line."""
    return _BLANKS.sub(" ", str(element.text_content())).strip()


def markup(root: HtmlElement) -> str:
    """An element as HTML."""
    return str(lxml.html.tostring(root, encoding="unicode", with_tail=False))

"""Code as lines that can wrap, and what it printed right below it, as one thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml.html import HtmlElement

from tashika.pdf.held import LEAST, LEAST_IN_BOX, hold_lines
from tashika.pdf.tree import add, add_class, add_text, classed, classes, find, has_class, make, replace, text_of

SHORT = 10
"""So many lines, output included, stay on one page."""

LONG = 72
"""A line of more half-width columns may have to wrap: it carries a mark for that."""

_ROWS = 8
_TIME = re.compile(r"\s·\s[<\d. ]+(?:秒|s|ms|seconds)(?=\s·|$)")
_PLACE = re.compile(r"(?<=\w{3}[._(,/=])(?=[^\W_]{2})(?!(?<=\.)\w{1,5}$)|(?<=[)\]][._(,/=])(?=[^\W_]{2})")
_BREAKS_FROM = 12
"""Names and expressions in the text that have so many letters may go on on the next line."""

_CODE, _OUTPUT, _CELL, _MARKS = "highlight", "language-output", "tashika-cell", ("tashika-mark", "tashika-skip")


def set_code(article: HtmlElement) -> None:
    """Makes every block of code a listing of lines, with the output and the mark that belong to it."""
    for block in classed(article, _CODE, tag="div"):
        _set_lines(block)
    for mark in classed(article, *_MARKS):
        _without_time(mark)
    for block in classed(article, _CODE, tag="div"):
        if _OUTPUT not in classes(block) or not _is_code(block.getprevious()):
            _join(block)
    for paragraph in find(article, ".//p"):
        if _is_mark(paragraph):
            add_class(paragraph, "mark-line")
            _to_marked(paragraph)
    for name in find(article, ".//code[not(ancestor::pre)]"):
        _let_break(name)


def _let_break(code: HtmlElement) -> None:
    """Shows where a long name may be broken, behind its signs, without a letter more in it."""
    if len(text_of(code)) < _BREAKS_FROM:
        return
    for element in list(code.iter()):
        first, *rest = _PLACE.split(element.text or "")
        element.text = first
        for piece in reversed(rest):
            element.insert(0, _break_before(piece))
        if element is not code:
            first, *rest = _PLACE.split(element.tail or "")
            element.tail = first
            for piece in reversed(rest):
                element.addnext(_break_before(piece))


def _break_before(text: str) -> HtmlElement:
    made = make("wbr")
    made.tail = text
    return made


def _set_lines(block: HtmlElement) -> None:
    code = find(block, ".//pre//code")[-1]
    title = classed(block, "filename")
    lines = make("code")
    for tokens in _lines(code):
        lines.append(_line(tokens))
    for child in list(block):
        block.remove(child)
    if title:
        add(block, make("div", text_of(title[0]), class_="code-title"))
    add(block, make("pre", lines))


Token = tuple[tuple[str, ...], str]


def _lines(code: HtmlElement) -> Iterator[list[Token]]:
    """The tokens of each line; a token is the classes around it, from the outside in, and its text."""
    line: list[Token] = []
    for around, text in _tokens(code, ()):
        first, *more = text.split("\n")
        line.append((around, first))
        for piece in more:
            yield line
            line = [(around, piece)]
    if any(text for _, text in line):
        yield line


def _tokens(element: HtmlElement, around: tuple[str, ...]) -> Iterator[Token]:
    if element.text:
        yield around, element.text
    for child in element:
        name = child.get("class") or ""
        yield from _tokens(child, (*around, name) if name else around)
        if child.tail:
            yield around, child.tail


def _line(tokens: list[Token]) -> HtmlElement:
    line = make("span", class_="line")
    columns = 0
    for around, text in tokens:
        if not text:
            continue
        inner = line
        for name in around:
            inner.append(make("span", class_=name))
            inner = inner[-1]
        add_text(inner, text)
        columns += columns_of(text)
    if columns > LONG:
        add_class(line, "long")
        line.append(_wrap_mark())
    if not columns:
        line.text = "\u200b"
        add_class(line, "blank")
    return line


def _wrap_mark() -> HtmlElement:
    """Arrows in the margin of a line from its second row on; the box that has them is as high as the line's rest.

    They are drawn, since signs would be copied with the code, and not a background, since that becomes pixels.
    """
    arrows = "".join(f"M5 {row * 14.2 + 3:g}v5h8m-2.6-2.6L13 {row * 14.2 + 8:g}l-2.6 2.6" for row in range(_ROWS))
    drawn = make("svg", make("path", d=arrows), viewBox=f"0 0 20 {_ROWS * 14.2:g}")
    return make("span", drawn, class_="wraps", aria_hidden="true")


def columns_of(text: str) -> int:
    """How wide a text is, in half-width letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _without_time(mark: HtmlElement) -> None:
    """Seconds differ from machine to machine: a book does not say them."""
    text = _TIME.sub("", text_of(mark))
    for child in list(mark):
        mark.remove(child)
    mark.text = text


def _to_marked(paragraph: HtmlElement) -> None:
    """A mark right below a figure goes below its caption, one below a notebook's cell below what the cell ends with."""
    above = paragraph.getprevious()
    if above is not None and _CELL in classes(above) and len(above):
        above = above[-1]
    if above is not None and (above.tag == "figure" or "listing" in classes(above)):
        paragraph.drop_tree()
        above.append(paragraph)


def _join(block: HtmlElement) -> None:
    """Puts a block of code into one listing with what follows it: outputs and the mark that it was run."""
    listing = make("div", class_="listing")
    rest = list(_belonging(block))
    replace(block, listing)
    listing.append(block)
    for part in rest:
        part.tail = None
        listing.append(part)
    boxed = bool(find(listing, "ancestor::details"))
    if _OUTPUT not in classes(block):
        hold_lines(classed(block, "line"), LEAST_IN_BOX if boxed else LEAST)
    if len(classed(listing, "line")) <= SHORT and not boxed:
        add_class(listing, "short")


def _belonging(block: HtmlElement) -> Iterator[HtmlElement]:
    part = block.getnext()
    while part is not None and (_is_output(part) or _is_mark(part)):
        yield part
        part = part.getnext()


def _is_code(element: HtmlElement | None) -> bool:
    return element is not None and _CODE in classes(element)


def _is_output(element: HtmlElement) -> bool:
    return _CODE in classes(element) and _OUTPUT in classes(element)


def _is_mark(element: HtmlElement) -> bool:
    inside = " or ".join(has_class(name) for name in _MARKS)
    return element.tag == "p" and len(element) == 1 and bool(find(element, f"./span[{inside}]"))

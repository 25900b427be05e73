"""What a screen folds away, opened for paper: details and tabs. What only a pointer could reach is taken out."""

from __future__ import annotations

from lxml.html import HtmlElement

from tashika.pdf.columns import set_columns, width_of
from tashika.pdf.tree import add_class, classed, classes, find, has_class, make, move_content, prepend

LONG = 9
"""A table with more rows may be broken between pages."""

_TIGHT = 16
"""A table's column whose cells are no wider, in half-width letters, is not broken."""

_WIDER, _ROOM = 30, 80
"""The same for a table of at most four columns, if no more than so many letters are kept together in all."""


def open_boxes(article: HtmlElement) -> None:
    """Opens details as admonitions, puts tabs one below another, and leaves out tooltips."""
    for details in find(article, ".//details"):
        _open_details(details)
    for tabs in classed(article, "tabbed-set"):
        _open_tabs(tabs)
    for element in find(article, ".//*[@title]"):
        element.attrib.pop("title")
    for value in find(article, f".//data[{has_class('tashika-value')}]"):
        value.tag = "span"
        value.attrib.pop("value", None)
    for box in find(article, ".//label/input[@type='checkbox']"):
        box.drop_tree()
    for table in find(article, ".//table"):
        _set_table(table)


def _open_details(details: HtmlElement) -> None:
    details.tag = "div"
    details.attrib.pop("open", None)
    details.set("class", " ".join(["admonition", "opened", *classes(details)]))
    for summary in find(details, "./summary"):
        summary.tag = "p"
        summary.set("class", "admonition-title")


def _open_tabs(tabs: HtmlElement) -> None:
    labels = find(tabs, f"./div[{has_class('tabbed-labels')}]/label")
    blocks = find(tabs, f"./div[{has_class('tabbed-content')}]/div[{has_class('tabbed-block')}]")
    for label, block in zip(labels, blocks, strict=True):
        prepend(block, move_content(label, make("p", class_="tab-title")))
    for element in find(tabs, f"./input | ./div[{has_class('tabbed-labels')}]"):
        element.drop_tree()
    tabs.attrib.pop("data-tabs", None)
    tabs.set("class", "tabs")


def _set_table(table: HtmlElement) -> None:
    """Says of a table how much room it needs: its columns, and whether it is longer than should stay on one page."""
    rows = find(table, ".//tr")
    if max((len(row) for row in rows), default=0) >= 6:
        add_class(table, "wide")
    if len(rows) > LONG:
        add_class(table, "long")
    for cell in find(table, ".//thead//th"):
        cell.set("scope", "col")
    columns = list(zip(*([*row] for row in rows), strict=False))
    widths = [max(map(width_of, column)) for column in columns]
    fitted = [] if find(table, f"ancestor::*[{has_class('report')}]") else set_columns(table, "wide" in classes(table))
    for column, width, room in zip(columns, widths, fitted or widths, strict=True):
        if width <= min(_tight(widths), room):
            for cell in column:
                add_class(cell, "tight")


def _tight(widths: list[int]) -> int:
    """In a table of few columns, there is room for wider ones, as long as all of them leave some for the others."""
    if len(widths) > 4:
        return _TIGHT
    narrow = [width for width in widths if width <= _WIDER]
    return _WIDER if sum(narrow) + _TIGHT * (len(widths) - len(narrow)) <= _ROOM else _TIGHT + 8

"""Formulas: KaTeX's HTML as the site has it, without its MathML, with the TeX as what it says.

MathML is left out since engines print it wrongly: one as a line of letters, the other without alignment.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

from lxml.html import HtmlElement

from tashika.pdf.model import BookError
from tashika.pdf.pages import Page
from tashika.pdf.tree import classed, classes, find, has_class, make, replace, text_of

_GAP = 0.45
"""What comes between two rows that both have fractions, in ems; KaTeX has them nearly touch."""

_SHORT = 12
"""A formula in the text that shows no more signs stays on one line."""

_TOP, _HEIGHT, _DEPTH = (re.compile(rf"(?<![-\w]){name}:(-?[\d.]+)em") for name in ("top", "height", "vertical-align"))
_SOURCE = ".//*[local-name()='annotation'][@encoding='application/x-tex']"


def set_formulas(page: Page) -> None:
    """Makes each display formula an equation, whose number is still to come, and each other one a plain formula.

    BookError where one is set in MathML alone.
    """
    for formula in classed(page.article, "arithmatex"):
        source = find(formula, _SOURCE)
        if not source:
            continue  # not set by the site: printed as the text that it is
        tex = str(source[0].text_content()).strip()
        for hidden in classed(formula, "katex-mathml"):
            if classed(formula, "katex-html"):
                hidden.drop_tree()
        for visible in classed(formula, "katex-html"):
            visible.attrib.pop("aria-hidden", None)
        for table in classed(formula, "mtable"):
            part_rows(table)
        display = bool(find(formula, f"./span[{has_class('katex-display')}]"))
        _set(formula, tex, display)
    for alone in find(page.article, ".//math"):
        raise BookError(f"{page.leaf.source}: a formula in MathML alone cannot be printed: {text_of(alone)[:40]}")


def _set(formula: HtmlElement, tex: str, display: bool) -> None:
    formula.set("data-tex", tex)
    formula.set("role", "math")
    formula.set("aria-label", tex)
    formula.attrib.pop("tabindex", None)
    if not display:
        has_room = "tashika-room" in classes(formula)  # for the signs behind it
        formula.set("class", "math" + " short" * (len(text_of(formula)) <= _SHORT) + " tashika-room" * has_room)
        return
    formula.tag = "div"
    formula.set("class", "display-math")
    equation = make("div", class_="equation")
    replace(formula, equation)
    equation.append(formula)


def part_rows(table: HtmlElement) -> None:
    """Moves rows with fractions apart, in a table of KaTeX that stands by itself: signs around one have its height."""
    if find(table, f"ancestor::*[{has_class('minner')} or {has_class('mtable')} or {has_class('vlist')}]"):
        return
    boxes = find(table, f"./*/span[{has_class('vlist-t')}]")
    rows = [find(box, f"./span[1]/span[{has_class('vlist')}]/span[@style]") for box in boxes]
    count = min(map(len, rows), default=0)
    tall = [any(classed(column[at], "mfrac") for column in rows if at < len(column)) for at in range(count)]
    down = list(accumulate((_GAP if above and below else 0.0 for above, below in pairwise(tall)), initial=0.0))
    more = down[-1] / 2
    if not more or {len(column) for column in rows} != {count}:
        return
    for box, column in zip(boxes, rows, strict=True):
        for row, moved in zip(column, down, strict=True):
            _add(row, _TOP, moved - more)
        for part in find(box, f"./span/span[{has_class('vlist')}]"):
            _add(part, _HEIGHT, more)
    for strut in find(table, f"ancestor::span[{has_class('katex-base')}][1]/span[{has_class('katex-strut')}]"):
        _add(strut, _HEIGHT, 2 * more)
        _add(strut, _DEPTH, -more)


def _add(element: HtmlElement, name: re.Pattern[str], ems: float) -> None:
    """Adds so many ems to a length in an element's style."""
    style = element.get("style") or ""
    old = name.search(style)
    if old:
        element.set("style", f"{style[: old.start(1)]}{float(old[1]) + ems:.4f}{style[old.end(1) :]}")

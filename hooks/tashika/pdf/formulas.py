"""Formulas: KaTeX's HTML as the site has it, without its MathML, with the TeX as what it says.

MathML is left out since engines print it wrongly: one as a line of letters, the other without alignment.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from tashika.pdf.model import BookError
from tashika.pdf.pages import Page
from tashika.pdf.tree import classed, classes, find, has_class, make, replace, text_of

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
        formula.set("class", "math tashika-room" if has_room else "math")
        return
    formula.tag = "div"
    formula.set("class", "display-math")
    equation = make("div", class_="equation")
    replace(formula, equation)
    equation.append(formula)

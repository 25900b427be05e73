"""Formulas: KaTeX's HTML as the site has it, without its MathML, with the TeX as what it says.

MathML is left out since engines print it wrongly: one as a line of letters, the other without alignment.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from tashika.pdf.tree import classed, find, has_class, make, replace

_SOURCE = ".//*[local-name()='annotation'][@encoding='application/x-tex']"


def set_formulas(article: HtmlElement) -> None:
    """Makes each display formula an equation, whose number is still to come, and each other one a plain formula."""
    for formula in classed(article, "arithmatex"):
        source = find(formula, _SOURCE)
        if not source:
            continue  # not set by the site: printed as the text that it is
        tex = str(source[0].text_content()).strip()
        for hidden in classed(formula, "katex-mathml"):
            hidden.drop_tree()
        for visible in classed(formula, "katex-html"):
            visible.attrib.pop("aria-hidden", None)
        display = bool(find(formula, f"./span[{has_class('katex-display')}]"))
        _set(formula, tex, display)


def _set(formula: HtmlElement, tex: str, display: bool) -> None:
    formula.set("data-tex", tex)
    formula.set("role", "math")
    formula.set("aria-label", tex)
    formula.attrib.pop("tabindex", None)
    if not display:
        formula.set("class", "math")
        return
    formula.tag = "div"
    formula.set("class", "display-math")
    equation = make("div", class_="equation")
    replace(formula, equation)
    equation.append(formula)

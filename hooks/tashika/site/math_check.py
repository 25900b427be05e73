"""What is wrong with the formulas of a page, each fault at its line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tashika.formulas.lints import Fault, find_faults
from tashika.formulas.numbers import LABEL, Numbered, number_all
from tashika.formulas.source import Formula, Stray, find_formulas
from tashika.lines import Places
from tashika.model import Page, Problem
from tashika.site.math_engine import Refusal
from tashika.site.math_setter import Setter

NEAR = 20


def formula_problems(page: Page, setter: Setter) -> Iterator[Problem]:
    """What is wrong with the formulas of a page. Raises Missing."""
    places = Places(page.path, page.plain)
    found = list(find_formulas(page))
    for each in found:
        if isinstance(each, Stray):
            yield Problem(places.span(each.start, each.end), "authoring", *_astray(each.text))
    formulas = [each for each in found if isinstance(each, Formula)]
    numbered, labels = number_all([(formula.tex, formula.display) for formula in formulas])
    twice = _twice(formulas)
    for formula, set_as in zip(formulas, numbered, strict=True):
        faults = [*find_faults(formula.tex, labels, formula.in_table), *twice.get(formula.offsets[0], ())]
        for fault in faults or _refused(formula, set_as, setter, labels):
            at = places.span(formula.offsets[fault.start], formula.offsets[fault.end])
            yield Problem(at, "authoring", f"formula: {fault.message}", fault.repair)


def _astray(text: str) -> tuple[str, str]:
    if "ref" in text:
        return f"formula: `{text}` stands outside of a formula", f"write ${text}$"
    return f"formula: `{text}` does not begin a formula here", "set the formula apart with blank lines"


def _refused(formula: Formula, set_as: Numbered, setter: Setter, labels: Mapping[str, str]) -> Iterator[Fault]:
    answer = setter.set(set_as, formula.display, labels)
    if isinstance(answer, Refusal):
        start = min(answer.position, len(formula.tex))
        near = formula.tex[start : start + NEAR].partition("\n")[0]
        yield Fault(start, start, f"{answer.message} (KaTeX), at {f'`{near}`' if near else 'its end'}")


def _twice(formulas: Sequence[Formula]) -> Mapping[int, list[Fault]]:
    """Labels that a formula before them has, by where the formula begins."""
    seen: set[str] = set()
    found: dict[int, list[Fault]] = {}
    for formula in formulas:
        for match in LABEL.finditer(formula.tex):
            if match["name"] in seen:
                fault = Fault(*match.span("name"), f"another formula of this page has the label `{match['name']}`")
                found.setdefault(formula.offsets[0], []).append(fault)
            seen.add(match["name"])
    return found

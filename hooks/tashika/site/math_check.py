"""Broken formulas as problems of a report, each at its line and column: they stop a build as a false claim does.

KaTeX is not part of the core, which imports the standard library alone. So formulas are checked where the site can be
built: by `mkdocs build`, and by `tashika check` of a project whose mkdocs.yml has formulas set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tashika.formulas.lints import Fault, find_faults
from tashika.formulas.numbers import LABEL, Numbered, number_all
from tashika.formulas.source import Formula, Stray, find_formulas
from tashika.lines import Places
from tashika.model import Page, Problem, Report
from tashika.site.math_engine import Missing, Refusal
from tashika.site.math_setter import Setter
from tashika.site.own_code import own_code
from tashika.site.render_record import make_key

__all__ = ["Missing", "formula_problems", "with_formulas"]
NEAR = 20


def with_formulas(report: Report, setter: Setter | None) -> Report:
    """The report with a problem for each thing that is wrong with a formula of its pages. Raises Missing."""
    if setter is None:
        return report
    found = [problem for page in report.pages for problem in _problems(page, setter)]
    return replace(report, problems=tuple(sorted([*report.problems, *found], key=lambda problem: problem.at)))


def _problems(page: Page, setter: Setter) -> list[Problem]:
    """The same as `formula_problems`; pages in which nothing was wrong are remembered."""
    if setter.sound is None:
        return [*formula_problems(page, setter)]
    blocks = [[block.info, block.source] for block in page.blocks]
    key = make_key([own_code(), setter.setting, page.path, page.plain, blocks])
    if setter.sound.get(key) is not None:
        return []
    found = [*formula_problems(page, setter)]
    if not found:
        setter.sound.add(key, "")
    return found


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

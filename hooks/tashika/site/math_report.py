"""Broken formulas as problems of a report: they stop a build as a false claim does.

KaTeX is not part of the core, which imports the standard library alone. So formulas are checked where the site can be
built: by `mkdocs build`, and by `tashika check` of a project whose mkdocs.yml has formulas set.
"""

from __future__ import annotations

from dataclasses import replace

from tashika.cache.own_code import own_code
from tashika.model import Page, Problem, Report
from tashika.site.math_engine import Missing
from tashika.site.math_setter import Setter
from tashika.site.render_record import make_key

__all__ = ["Missing", "with_formulas"]


def with_formulas(report: Report, setter: Setter | None) -> Report:
    """The report with a problem for each thing that is wrong with a formula of its pages. Raises Missing."""
    if setter is None:
        return report
    found = [problem for page in report.pages for problem in _problems(page, setter)]
    return replace(report, problems=tuple(sorted([*report.problems, *found], key=lambda problem: problem.at)))


def _problems(page: Page, setter: Setter) -> list[Problem]:
    """What is wrong with the formulas of a page; pages in which nothing was wrong are remembered."""
    if setter.sound is None:
        return _found(page, setter)
    blocks = [[block.info, block.source] for block in page.blocks]
    key = make_key([own_code(), setter.setting, page.path, page.plain, blocks])
    if setter.sound.get(key) is not None:
        return []
    found = _found(page, setter)
    if not found:
        setter.sound.add(key, "")
    return found


def _found(page: Page, setter: Setter) -> list[Problem]:
    from tashika.site.math_check import formula_problems  # all that reads formulas, for pages that changed

    return [*formula_problems(page, setter)]

"""Verdicts in, new source text out: what the author then signs by reading the diff. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tashika import compare, likeness, pictures
from tashika.docstrings import fault_of_edit
from tashika.lines import Places
from tashika.model import Claim, Report, Verdict
from tashika.outputs import DRAWING, html_text
from tashika.polish import polished
from tashika.quizzes import keys
from tashika.render import Edit, Unwritable, apply, render
from tashika.renotebook import Rewriter

_MORE = "more than numbers would change: look at it, then run again with --accept"


@dataclass(frozen=True)
class Update:
    """New texts and new pictures by path, and the false claims that were left as they are, each with the reason."""

    texts: Mapping[str, str]
    refused: tuple[Verdict, ...] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)


def plan_update(report: Report, accept: bool = False, redraw: bool = False) -> Update:
    """Makes the claims that differ true. A change of more than numbers needs `accept`.

    `redraw` also draws the figures anew whose data are as they were.
    """
    sources = report.texts
    places = {path: Places(path, text) for path, text in sources.items()}
    runs = {run.program: run for run in report.runs}
    edits: dict[str, list[Edit]] = {}
    refused: list[Verdict] = []
    drawn: dict[str, str] = {}
    notebooks: dict[str, list[Verdict]] = {page.path: [] for page in report.pages if page.is_notebook}
    for verdict in report.verdicts:
        claim, path = verdict.claim, verdict.claim.at.path
        is_drawing = claim.kind == "figure" or claim.detail.endswith(DRAWING)
        wanted = verdict.outcome == "differs" or (redraw and is_drawing and verdict.outcome == "holds")
        if not wanted:
            continue
        try:
            if claim.kind == "figure":
                drawn[claim.detail] = _picture(verdict, accept)
                continue
            if path in notebooks:
                notebooks[path].append(verdict)
                continue
            edits.setdefault(path, []).append(_edit(verdict, places[path], accept))
        except Unwritable as error:
            refused.append(replace(verdict, reason=str(error)))
    for page in report.pages:
        if notebooks.get(page.path):
            edits[page.path], left = _of_notebook(Rewriter(page, runs), notebooks[page.path], accept)
            refused += left
    texts = {path: apply(sources[path], _apart(found)) for path, found in edits.items() if found}
    return Update(texts, tuple(refused), drawn)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that touch none before them: a number that a quiz's key and a claim of its own speak of is one."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not kept or edit.start >= kept[-1].end or edit.start == edit.end:
            kept.append(edit)
    return kept


def _of_notebook(book: Rewriter, verdicts: Iterable[Verdict], accept: bool) -> tuple[list[Edit], list[Verdict]]:
    """The edits of a notebook's file, and the verdicts that are refused: what a cell stores changes whole or not."""
    places = Places(book.page.path, book.page.plain)
    cells: dict[tuple[int, ...], list[Verdict]] = {}
    sources: list[Edit] = []
    refused: list[Verdict] = []
    for verdict in verdicts:
        if verdict.claim.form == "cell":
            cells.setdefault(verdict.claim.after, []).append(verdict)
            continue
        try:
            sources.append(_edit(verdict, places, accept))
        except Unwritable as error:
            refused.append(replace(verdict, reason=str(error)))
    for found in cells.values():
        if accept or all(is_drift(verdict.claim, verdict.actual or "") for verdict in found):
            book.take_outputs(found)
        else:
            refused += [replace(verdict, reason=_MORE) for verdict in found]
    book.take_sources(sources)
    return book.edits, refused


def _picture(verdict: Verdict, accept: bool) -> str:
    claim, actual = verdict.claim, verdict.actual
    if actual is None:
        raise Unwritable(verdict.reason)
    if not accept and not is_drift(claim, actual):
        raise Unwritable(_MORE)
    try:
        return polished(actual, claim.detail.rpartition("/")[2])
    except ValueError as error:
        raise Unwritable(str(error)) from None


def _edit(verdict: Verdict, places: Places, accept: bool) -> Edit:
    claim, actual = verdict.claim, verdict.actual or ""
    if claim.kind == "raises" and not actual:
        raise Unwritable("no exception was raised: remove the claim, or mend the code")
    if not accept and not is_drift(claim, actual):
        raise Unwritable(_MORE)
    if claim.at.path.endswith(".py") and claim.form == "prompt" and (fault := fault_of_edit(claim, actual, places)):
        raise Unwritable(fault)
    return render(claim, actual, places)


def is_drift(claim: Claim, actual: str) -> bool:
    """Whether an output has the shape that was claimed, or nothing was claimed yet; only numbers differ then.

    A table of a record holds what its author wrote there."""
    if claim.kind == "table":
        return True
    if claim.form in keys.FORMS.values():
        is_kept = keys.is_rewritten(claim, actual) and shape(claim.expected) == shape(actual)
        return is_kept or keys.only_numbers(claim, actual)
    if not claim.expected.strip() and claim.kind != "raises":
        return True
    if claim.form == "cell" and claim.kind in ("cell", "image"):
        return False
    if claim.detail.endswith("text/html"):
        return shape(html_text(claim.expected)) == shape(html_text(actual))
    if claim.kind == "figure" or claim.detail.endswith(DRAWING):
        return likeness.is_shape_kept(pictures.data_of(claim.expected), pictures.data_of(actual))
    return claim.kind != "raises" and claim.rule != "..." and shape(claim.expected) == shape(actual)


def shape(text: str) -> list[list[str]]:
    """A text by lines and words, with `i` for each whole number and `f` for each other."""
    plain = compare.plain_number(text) or compare.tidy(text)
    marked = compare.NUMBER.sub(lambda match: " i " if match[0].lstrip("+-").isdigit() else " f ", plain)
    return [line.split() for line in marked.split("\n")]

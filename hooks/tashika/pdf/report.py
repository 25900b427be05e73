"""The verification report as a book has it: dense, and without how long things took, which differs from run to run."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml.html import HtmlElement

from tashika.pdf.imprint import REPORT
from tashika.pdf.pages import Page
from tashika.pdf.tree import add, add_class, classed, find, make, replace, text_of

TEX = "tashika-tex"
"""The class of what a claim on a formula quotes."""

_SECONDS = re.compile(r"\s·\s[\d.]+\s(?:秒|seconds)")
_TIME = ("時間", "Time", "time")
_PLACE = re.compile(r"(.+):(\d+)")


def set_report(page: Page, words: Mapping[str, str]) -> None:
    """Makes lines of the report's tables, so that a thousand claims take a dozen pages; leaves out the times."""
    if page.leaf.url != REPORT:
        return
    add_class(page.article, "report")
    for table in find(page.article, ".//table"):
        _without_times(table)
    for details in find(page.article, ".//details[table]"):
        _open_claims(details)
    for table in find(page.article, ".//h3/following-sibling::table"):
        replace(table, _programs(table))
    for first in find(page.article, "./h3")[:1]:
        first.addprevious(make("p", words["claim lines"]))
        _end_with_pages(first)
    for bold in find(page.article, ".//p/strong"):
        bold.tail = _SECONDS.sub("", bold.tail or "")


def _end_with_pages(first: HtmlElement) -> None:
    """Puts what was not run, often one word, before the section of the pages: behind it, it may have a sheet alone.

    `first` is the first page's heading.
    """
    section = find(first, "preceding-sibling::h2[1]")
    for part in find(first, "following-sibling::h2[1] | following-sibling::h2[1]/following-sibling::*"):
        section[0].addprevious(part)


def say_left_out(page: Page, words: Mapping[str, str]) -> None:
    """Says below the counts of the report that they are of more pages than the book has."""
    if page.leaf.url == REPORT:
        for counts in find(page.article, "./p[strong]")[:1]:
            counts.addnext(make("p", words["left out"]))


def _without_times(table: HtmlElement) -> None:
    for at, head in enumerate(find(table, "./thead/tr/th"), 1):
        if text_of(head) in _TIME:
            for cell in find(table, f".//tr/*[{at}]"):
                cell.drop_tree()


def _open_claims(details: HtmlElement) -> None:
    """A title and, in columns, a line for each claim; they stand below the name of the file that makes them."""
    summary = find(details, "./summary")
    block = make("div", class_="report-claims")
    for table in find(details, "./table"):
        usual = _last(find(table, "./tbody/tr"))
        file = ""
        for row in find(table, "./tbody/tr"):
            place = _PLACE.fullmatch(text_of(row[0]))
            name, line = place.groups() if place else (text_of(row[0]), "")
            if name != file:
                add(block, make("p", name, class_="claim-file"))
                file = name
            add(block, _claim(row, line, usual))
    title = [make("p", text_of(summary[0]), class_="report-count")] if summary else []
    replace(details, make("div", *title, block))


def _last(rows: list[HtmlElement]) -> str:
    """What the last column says first: what holds is not worth a word on every line."""
    return text_of(rows[0][-1]) if rows else ""


def _claim(row: HtmlElement, line: str, usual: str) -> HtmlElement:
    """One claim: its line, its kind, what it says, by which rule, and the result unless it is the usual one."""
    _, kind, value, *rest = (text_of(cell) for cell in row)
    said = [text for text in rest if text != usual]
    place = make("span", line, class_="claim-line")
    if classed(row, TEX):  # nobody reads TeX: the number of the formula comes when the book is put together
        shown = [make("span", kind, class_=TEX, data_text=value), " ", " · ".join(["", *said]).strip()]
    else:
        shown = [make("code", value), " ", " · ".join([kind, *said])]
    return make("p", place, " ", *shown, class_="claim")


def _programs(table: HtmlElement) -> HtmlElement:
    """The programs of a page in one paragraph, each with what it imported; nothing where there are none."""
    rows = [[text_of(cell).strip("–") for cell in row] for row in find(table, "./tbody/tr")]
    said = [" · ".join(filter(None, row)) for row in rows]
    return make("p", "、".join(said), class_="report-programs")

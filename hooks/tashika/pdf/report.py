"""The verification report as a book has it: how many claims of each page hold, and which programs were run.

The site has a line for each claim; on paper these would be pages of small print that nobody reads. How long things took
is left out, since it differs from run to run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lxml.html import HtmlElement

from tashika.pdf.imprint import REPORT
from tashika.pdf.pages import Page
from tashika.pdf.tree import add, add_class, find, make, text_of

COLUMNS = 4
"""So many kinds of claims have a column of their own, the most frequent ones."""

DIGITS = 12
"""Hexadecimal digits of a file's digest that are printed."""

_SECONDS = re.compile(r"\s·\s[\d.]+\s(?:秒|seconds|s)(?=\s|$)")
_TIME = ("時間", "Time", "time")
_PLACE = re.compile(r":\d+$")
_RULE = re.compile(r"[\w.]+")


@dataclass(frozen=True)
class Claim:
    """A claim: the file that makes it, its kind, the name of the rule that compared it, and the result, in words."""

    file: str
    kind: str
    rule: str
    result: str


@dataclass(frozen=True)
class Part:
    """What the report says of a page of notes: its heading, its claims, of each program the result and libraries."""

    heading: HtmlElement
    claims: Sequence[Claim]
    programs: Mapping[str, Sequence[str]]


def set_report(page: Page, words: Mapping[str, str], root: Path) -> None:
    """Counts the claims of each page, and lists the programs with the digests of their files below `root`."""
    if page.leaf.url != REPORT:
        return
    add_class(page.article, "report")
    for table in find(page.article, ".//table"):
        _without_times(table)
    for bold in find(page.article, ".//p/strong"):
        bold.tail = _SECONDS.sub("", bold.tail or "")
    parts = [_part(heading) for heading in find(page.article, "./h3")]
    if not parts:
        return
    first = parts[0].heading
    _end_with_pages(first)
    for table in _tables(parts, words, root):
        first.addprevious(table)
    for part in parts:
        for old in (*_below(part.heading), part.heading):
            old.drop_tree()


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


def _part(heading: HtmlElement) -> Part:
    below = list(_below(heading))
    programs = [row for each in below for row in find(each, "self::table/tbody/tr")]
    claims = [row for each in below for row in find(each, "self::details/table/tbody/tr")]
    said = {text_of(row[0]): [text_of(cell).strip("–") for cell in row[1:]] for row in programs}
    return Part(heading, [_claim(row) for row in claims], said)


def _below(heading: HtmlElement) -> Iterator[HtmlElement]:
    """What stands between a heading and the next one."""
    following = heading.getnext()
    while following is not None and following.tag not in ("h2", "h3"):
        yield following
        following = following.getnext()


def _claim(row: HtmlElement) -> Claim:
    place, kind, _, rule, result = (text_of(cell) for cell in row)
    name = _RULE.match(rule)
    return Claim(_PLACE.sub("", place), kind, name[0] if name else rule, result)


def _tables(parts: Sequence[Part], words: Mapping[str, str], root: Path) -> Iterator[HtmlElement]:
    claims = [claim for part in parts for claim in part.claims]
    if claims:
        rules = Counter(claim.rule for claim in claims)
        yield make("p", words["counted"])
        yield _pages(parts, [kind for kind, _ in Counter(claim.kind for claim in claims).most_common()], words)
        said = make("p", words["rules"])
        for at, (name, count) in enumerate(rules.most_common()):
            add(said, words["comma"] if at else "", make("code", name), f" {count:,}")
        yield add(said, words["stop"])
    if any(part.programs for part in parts):
        yield make("h2", words["programs"])
        yield make("p", words["digests"].format(DIGITS))
        yield _programs(parts, words, root)


def _pages(parts: Sequence[Part], kinds: Sequence[str], words: Mapping[str, str]) -> HtmlElement:
    """A row for each page: its claims by kind, all of them, and each result with how many have it."""
    shown, rest = kinds[:COLUMNS], kinds[COLUMNS:]
    rows = []
    for part in parts:
        counts = Counter(claim.kind for claim in part.claims)
        several = [counts[kind] for kind in shown] + ([sum(counts[kind] for kind in rest)] if rest else [])
        results = Counter(claim.result for claim in part.claims)
        said = words["comma"].join(f"{result} {count:,}" for result, count in results.most_common())
        cells = [make("td", f"{count:,}" if count else "–") for count in (*several, len(part.claims))]
        rows.append(make("tr", _title(part.heading), *cells, make("td", said or "–"), id=part.heading.get("id") or ""))
    head = [words["page"], *shown, *([words["others"]] if rest else []), words["all"], words["results"]]
    return _table(head, rows, "report-pages")


def _title(heading: HtmlElement) -> HtmlElement:
    """The heading, which leads to the page, as a cell."""
    cell = make("td", heading.text or "")
    add(cell, *heading)
    return cell


def _programs(parts: Sequence[Part], words: Mapping[str, str], root: Path) -> HtmlElement:
    """A row for each program: how many claims its file makes, how it ended, with which libraries, and its digest."""
    claims: Counter[str] = Counter()
    for part in parts:
        claims |= Counter(claim.file for claim in part.claims)  # pages that use a file have the same claims of it
    programs = {name: said for part in parts for name, said in part.programs.items()}
    rows = []
    for name, said in programs.items():
        file = root / name.partition("#")[0]
        digest = sha256(file.read_bytes()).hexdigest()[:DIGITS] if file.is_file() else "–"
        cells = [make("td", make("code", name)), make("td", str(claims[name]))]
        cells += [make("td", " · ".join(filter(None, said))), make("td", make("code", digest))]
        rows.append(make("tr", *cells))
    return _table([words["program"], words["all"], words["ended"], "SHA-256"], rows, "report-programs")


def _table(head: Sequence[str], rows: Sequence[HtmlElement], name: str) -> HtmlElement:
    return make(
        "table", make("thead", make("tr", *(make("th", text) for text in head))), make("tbody", *rows), class_=name
    )

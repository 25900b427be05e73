"""Tables that a page carries and a record gives: found in the page, compared, rendered anew by an update. Pure.

<!-- table: exams/ch18.yml answers -->
(what the record gives)
<!-- /table -->
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tashika import compare
from tashika.lines import Places
from tashika.model import Block, Claim, Page, Problem, Span, Verdict

START = re.compile(r"^[ \t]*<!--[ \t]*table:(?P<what>.*?)-->[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)
END = re.compile(r"^[ \t]*<!--[ \t]*/table[ \t]*-->", re.MULTILINE)
Table = Callable[[Mapping[str, str], str], str]
"""(titles of pages, folder of the page that shows it) to Markdown."""


@dataclass(frozen=True)
class Shown:
    """The tables of one page: their names, what the records give, and marks that cannot be read."""

    names: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the page claims of the records."""
        return tuple(verdict.claim for verdict in self.verdicts)


def find_tables(page: Page, tables: Mapping[str, Table | None], titles: Mapping[str, str], docs: str) -> Shown:
    """What a page shows of `tables`, by "path below docs, blank, kind"; None stands for one that cannot be made."""
    folder = posixpath.relpath(posixpath.dirname(page.path) or ".", docs)
    names: list[str] = []
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    for at, what, content in _regions(page):
        if content is None:
            message = f"the table `{what}` has no end"
            problems.append(Problem(at, "authoring", message, "put `<!-- /table -->` alone on a line below it"))
        elif what not in tables:
            known = f"known tables: {', '.join(sorted(tables))}" if tables else "no record gives a table"
            problems.append(Problem(at, "authoring", f"no record gives the table `{what}`", known))
        else:
            names.append(what)
            make = tables[what]
            verdicts += [_verdict(at, what, content, make(titles, folder))] if make else []
    return Shown(tuple(names), tuple(verdicts), tuple(problems))


def _regions(page: Page) -> Iterator[tuple[Span, str, str | None]]:
    """Each table's place, name and content; no content where it does not end before the next one or a fence."""
    places = Places(page.path, page.plain)
    for block in page.blocks:
        offset = places.offset(block.at.line, 1)
        for match in START.finditer(block.source) if not block.info else ():
            start, end = match.end(), _end(block, match.end())
            what = " ".join(match["what"].split())
            if end is None:
                yield places.span(offset + match.start(), offset + match.end("what") + 3), what, None
            else:
                yield places.span(offset + start, offset + end), what, block.source[start:end]


def _end(block: Block, start: int) -> int | None:
    end, following = END.search(block.source, start), START.search(block.source, start)
    return end.start() if end and not (following and following.start() < end.start()) else None


def _verdict(at: Span, what: str, content: str, table: str) -> Verdict:
    claim = Claim(at, None, (), "table", "table", content.strip("\r\n"), detail=what)
    return Verdict(claim, "holds" if compare.matches(claim.expected, table, "exact") else "differs", table)

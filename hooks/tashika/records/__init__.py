"""What the notes keep as data: answer logs and a glossary, in YAML, with a schema that every check applies. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from tashika.model import Page, Problem, Span, Term, Verdict
from tashika.records.exam_tables import answers, mistakes
from tashika.records.exams import read_log
from tashika.records.fields import Faults
from tashika.records.glossary import link_of, listing, read_glossary
from tashika.records.links import Link, tell_missing
from tashika.records.tables import Shown, Table, find_tables

LOGS = "exams"
GLOSSARY = ("glossary.yml", "glossary.yaml")
LOG_TABLES = {"answers": answers, "mistakes": mistakes}
HEADING = re.compile(r"^ {0,3}# +(.+?)[ \t]*#*(?:\{.*\})?[ \t]*\r?$", re.MULTILINE)


def is_record(path: str) -> bool:
    """Whether a file is read as a record, by its path below the notes' folder."""
    return path in GLOSSARY or (posixpath.dirname(path) == LOGS and path.endswith((".yml", ".yaml")))


@dataclass(frozen=True)
class Records:
    """What was read, `pages` with the tables that they show among their claims, and what is wrong with any of it.

    `sources` holds by page the files that it shows: those of its tables, and the glossary, whose terms stand anywhere.
    """

    pages: tuple[Page, ...]
    terms: tuple[Term, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()
    paths: tuple[str, ...] = ()
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_records(texts: Mapping[str, str], pages: Sequence[Page], docs: str) -> Records:
    """Reads the records in `texts`, by path, for pages below the folder `docs`."""
    titles = {posixpath.relpath(page.path, docs): title(page) for page in pages}
    paths = {posixpath.relpath(path, docs): path for path in texts}
    parts = [_read(path, texts[path], name) for name, path in paths.items()]
    faults = Faults([problem for part in parts for problem in part.problems])
    tell_missing((link for part in parts for link in part.links), titles, faults)
    tables = {name: table for part in parts for name, table in part.tables.items()}
    shown = [find_tables(page, tables, titles, docs) for page in pages]
    return Records(
        tuple(replace(page, claims=(*page.claims, *each.claims)) for page, each in zip(pages, shown, strict=True)),
        tuple(term for part in parts for term in part.terms),
        tuple(verdict for each in shown for verdict in each.verdicts),
        (*faults.found, *(p for each in shown for p in each.problems), *_not_shown(paths, shown)),
        tuple(texts),
        {page.path: _sources(each, paths) for page, each in zip(pages, shown, strict=True)},
    )


@dataclass(frozen=True)
class _Part:
    """What one file gives; a table is None where the file's faults keep it from being made."""

    tables: Mapping[str, Table | None]
    links: Sequence[Link]
    problems: Sequence[Problem]
    terms: tuple[Term, ...] = ()


def _read(path: str, text: str, name: str) -> _Part:
    if name in GLOSSARY:
        terms, found = read_glossary(path, text)
        tables: dict[str, Table | None] = {f"{name} terms": None if found else partial(listing, terms)}
        return _Part(tables, [link_of(term) for term in terms if term.page], found, terms)
    log, found = read_log(path, text)
    tables = {f"{name} {kind}": None if found or not log else partial(make, log) for kind, make in LOG_TABLES.items()}
    return _Part(tables, log.links if log else (), found)


def heading(page: Page) -> str:
    """A page's first heading, "" if it has none."""
    found = HEADING.search("".join(block.source for block in page.blocks if not block.info))
    return found[1] if found else ""


def title(page: Page) -> str:
    """A page's first heading, else its path."""
    return heading(page) or page.path


def _sources(shown: Shown, paths: Mapping[str, str]) -> frozenset[str]:
    files = (name.rpartition(" ")[0] for name in shown.names)
    return frozenset(paths[file] for file in (*files, *GLOSSARY) if file in paths)


def _not_shown(paths: Mapping[str, str], shown: Sequence[Shown]) -> Iterator[Problem]:
    """A log is there to be read. A glossary that no page lists still shows where its terms occur."""
    seen = {name for page in shown for name in page.names}
    for name, path in paths.items():
        if name not in GLOSSARY and f"{name} answers" not in seen:
            repair = f"put `<!-- table: {name} answers -->` and `<!-- /table -->` into a page"
            yield Problem(Span(path, 1, 1, 1, 1), "authoring", "no page shows the answers of this log", repair)

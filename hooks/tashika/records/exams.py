"""Answer logs: what was answered, row by row, and what would have been right. Pure.

    title: Chapter 18
    language: ja                # of the tables made from it: ja or en (default: en)
    graded: yes                 # no: nothing is known of what was right (default: yes)
    review: [ch18/index.md]     # what to read again after a mistake, for rows that name no pages
    rows:
      - number: 22              # as it is written in the record; left out where it is not
        answers: {a: B, b: D}   # or `answer: B` where there is but one
        corrections: {b: C}     # or `correction: C`; left out where all is right
        pages: [ch19/gru.md]
        note: what else the record says

A row has no number rather than a guessed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tashika.model import Problem, Span
from tashika.records.fields import Faults, Fields, pairs_of, scalar
from tashika.records.links import Link, links
from tashika.records.nodes import Node, parse

LOG_KEYS = ("title", "language", "graded", "review", "rows")
ROW_KEYS = ("number", "answer", "answers", "correction", "corrections", "pages", "note")
ONLY = ""
"""The name of a row's answer where there is but one."""


@dataclass(frozen=True)
class Row:
    """One question: `answers` and `corrections` by the names of its parts."""

    at: Span
    number: int | None
    answers: Mapping[str, str]
    corrections: Mapping[str, str]
    pages: tuple[Link, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Log:
    """The rows of one record, in its order."""

    path: str
    title: str
    language: str
    graded: bool
    review: tuple[Link, ...]
    rows: tuple[Row, ...]

    @property
    def links(self) -> tuple[Link, ...]:
        """Every page that it names."""
        return (*self.review, *(link for row in self.rows for link in row.pages))

    @property
    def given(self) -> int:
        """How many answers were given."""
        return sum(len(row.answers) for row in self.rows)

    @property
    def right(self) -> int:
        """How many of them were right; means nothing in a log that is not graded."""
        return self.given - sum(len(row.corrections) for row in self.rows)


def read_log(path: str, text: str) -> tuple[Log | None, list[Problem]]:
    """A log, and all that is wrong with it."""
    root = parse(path, text)
    if isinstance(root, Problem):
        return None, [root]
    faults = Faults()
    fields = Fields.of(root, LOG_KEYS, faults)
    graded = fields.choice("graded", ("yes", "no"), "yes") == "yes"
    log = Log(
        path,
        fields.text("title"),
        fields.choice("language", ("ja", "en"), "en"),
        graded,
        links(fields.items("review"), faults),
        tuple(_row(node, faults) for node in fields.items("rows", required=True)),
    )
    _check_rows(log, faults)
    return log, faults.found


def _row(node: Node, faults: Faults) -> Row:
    fields = Fields.of(node, ROW_KEYS, faults)
    answers = _letters(fields, "answer", "answers")
    if not {"answer", "answers"} & fields.entries.keys():
        faults.tell(node.at, "this row has no answer", "add `answer: A`, or `answers: {a: A}`")
    corrections = _letters(fields, "correction", "corrections")
    for name, letter in corrections.items():
        _check_correction(fields, name, letter, answers)
    pages = links(fields.items("pages"), faults)
    return Row(node.at, fields.number("number"), answers, corrections, pages, fields.text("note", ""))


def _letters(fields: Fields, one: str, several: str) -> dict[str, str]:
    """What stands under either key, by the names of the parts."""
    if one in fields.entries and several in fields.entries:
        fields.faults.tell(fields.entries[one].at, f"`{one}` and `{several}` stand in one row", "leave one of the two")
    if several not in fields.entries:
        letter = fields.text(one, "")
        return {ONLY: letter} if letter else {}
    pairs = pairs_of(fields.entries[several], fields.faults)
    return {name: scalar(node, name, fields.faults) for name, (_, node) in pairs.items()}


def _check_correction(fields: Fields, name: str, letter: str, answers: Mapping[str, str]) -> None:
    at = _place(fields, name)
    if name not in answers:
        what = f"`{name}`" if name else "an only answer"
        fields.faults.tell(at, f"this corrects {what}, which was not given", "name an answer of this row, or remove it")
    elif letter and answers[name] == letter:
        fields.faults.tell(at, f"this corrects {letter} to {letter}", "write what is right, or remove it")


def _place(fields: Fields, name: str) -> Span:
    node = fields.entries["correction" if name == ONLY else "corrections"]
    return pairs_of(node, Faults())[name][0] if name != ONLY else node.at


def _check_rows(log: Log, faults: Faults) -> None:
    numbers: dict[int, Row] = {}
    for row in log.rows:
        if row.number is not None and numbers.setdefault(row.number, row) is not row:
            first = numbers[row.number].at.line
            faults.tell(row.at, f"question {row.number} has a row at line {first} already", "leave one of the two")
        if row.corrections and not log.graded:
            faults.tell(row.at, "a correction stands in a log that is not graded", "remove it, or write `graded: yes`")

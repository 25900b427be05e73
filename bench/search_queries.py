"""The queries of bench/queries, and what was found of them."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).with_name("queries")
GIVEN = ("first.json", "second.json")
ON_NOTES = ("notes", "held-out", "unseen", "last")


@dataclass(frozen=True)
class Query:
    """What is typed, and the places of which one should be found first; none if nothing should."""

    kind: str
    typed: str
    expected: list[str]


@dataclass(frozen=True)
class Answer(Query):
    """What was found, best first, and the milliseconds that took, by the clock and, where known, of the processor."""

    found: list[str]
    ms: float
    cpu: float | None = None

    def within(self, places: int) -> bool:
        """Whether one of the expected places is among the first so many."""
        return any(self.fits(place) for place in self.found[:places])

    def fits(self, place: str) -> bool:
        """A page without a section stands for all of its sections."""
        return any(place == want or ("#" not in want and place.split("#")[0] == want) for want in self.expected)


def given() -> list[Query]:
    """The queries on the corpus."""
    entries = [e for name in GIVEN for e in json.loads((DATA / name).read_text(encoding="utf-8"))]
    return [
        Query(e["cat"], e["q"], [re.sub(r"^[^#]*", r"\g<0>.html", place) for place in e["expect"]]) for e in entries
    ]


def on_notes(name: str, docs: list[dict[str, str]]) -> list[Query]:
    """A set of queries on the notes, sections by their heading. Says which queries have lost their place."""
    queries = []
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        kind, typed, places = ("#", "", "") if line.startswith("#") else map(str.strip, line.split(" |"))
        expected = [found for place in places.split(";") for found in _find(docs, place)]
        if places and not expected:
            print(f"left out, for the notes have no such place: {typed} ({places})", file=sys.stderr)
        elif kind != "#":
            queries.append(Query(kind, typed, expected))
    return queries


def _find(docs: list[dict[str, str]], place: str) -> list[str]:
    page, _, heading = (part.strip() for part in place.partition("§"))
    of_page = [doc for doc in docs if page and doc["location"].partition("#")[0] == f"{page}.html"]
    if heading:
        return [doc["location"] for doc in of_page if doc["title"].startswith(heading)]
    return [f"{page}.html"] if of_page else []

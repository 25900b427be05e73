"""What the search box finds of the queries on the notes, all sets together."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MUST_BE_FOUND = ("full", "part", "compound", "code", "width", "twoword")


@pytest.fixture(scope="module")
def rows(built_site: Path) -> dict[str, list[str]]:
    """The figures by name, one for each set of queries."""
    command = [sys.executable, ROOT / "bench" / "search.py", "--site", built_site, "--box", "http"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "left out" not in done.stderr, "a query's place is no longer in the notes"
    lines = (re.split(r" {2,}", line.strip()) for line in done.stdout.splitlines() if line.strip())
    return {name: cells for name, *cells in lines}


def of_all(rows: dict[str, list[str]], name: str, idle: bool = False) -> float:
    """A figure's mean over all queries with an answer, or over those without."""
    counts = [int(cell.split()[2 if idle else 0]) for cell in rows["queries"]]
    values = [float(cell.rstrip("%")) for cell in rows[name]]
    return sum(count * value for count, value in zip(counts, values, strict=True)) / sum(counts)


def test_the_right_place_is_found_first_or_among_the_first(rows: dict[str, list[str]]) -> None:
    assert of_all(rows, "recall@1") >= 0.93
    assert of_all(rows, "recall@5") >= 0.97
    assert of_all(rows, "zero hits") <= 3
    assert of_all(rows, "results, no answer", idle=True) <= 0.5


@pytest.mark.parametrize("kind", MUST_BE_FOUND)
def test_what_is_typed_as_the_notes_have_it_is_found_first(rows: dict[str, list[str]], kind: str) -> None:
    shares = [cell.split(" of ") for cell in rows[kind] if cell != "-"]
    asked = sum(int(count) for _, count in shares)
    assert asked >= 20
    assert sum(float(share) * int(count) for share, count in shares) / asked >= 0.98


def test_every_piece_of_a_section_finds_it(rows: dict[str, list[str]]) -> None:
    assert rows["pieces missed"][0].startswith("0 of ")

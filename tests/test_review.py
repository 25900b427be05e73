"""Review: the scripts' own tests, and schedules against py-fsrs, which is another implementation of FSRS."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "review"
NODE = shutil.which("node") or str(Path(sys.executable).with_name("node"))
BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
PHASES = {1: "learning", 2: "review", 3: "relearning"}


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def node(*arguments: object, given: str = "") -> subprocess.CompletedProcess[str]:
    """Runs node where clocks show UTC."""
    environment = {"TZ": "UTC", "PATH": "/usr/bin:/bin"}
    command = [NODE, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=given, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_scripts_pass_their_own_tests() -> None:
    done = node("--test", *sorted(TESTS.glob("*.test.js")))
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.findall(r"^[#ℹ] pass (\d+)", done.stdout, re.MULTILINE)[-1]) > 20


def reviews(seed: int) -> list[tuple[datetime, int]]:
    """Forty grades: minutes, days, and now and then years apart; each day no earlier than on the day before, so that
    whole days and days of the calendar are the same."""
    draw = random.Random(seed)
    at, found = BEGIN, []
    for _ in range(40):
        found.append((at, draw.choice([1, 2, 3, 3, 3, 4])))
        gap = draw.choice([timedelta(minutes=1), timedelta(minutes=10), timedelta(days=draw.randint(1, 40))])
        at += gap if draw.random() < 0.97 else timedelta(days=draw.randint(300, 3000))
    return found


def by_oracle(sequence: Sequence[tuple[datetime, int]]) -> list[dict[str, Any]]:
    """The card after each grade as py-fsrs has it."""
    scheduler, card, found = Scheduler(enable_fuzzing=False), Card(due=BEGIN), []
    for at, grade in sequence:
        card, _ = scheduler.review_card(card, Rating(grade), at)
        due = milliseconds(card.due)
        memory = {"stability": card.stability, "difficulty": card.difficulty}
        found.append({"due": due, "phase": PHASES[card.state], "step": card.step or 0, **memory})
    return found


def by_script(sequences: Sequence[Sequence[tuple[datetime, int]]]) -> list[list[dict[str, Any]]]:
    """The same as the site has it."""
    given = [[(milliseconds(at), grade) for at, grade in sequence] for sequence in sequences]
    done = node(TESTS / "oracle.js", given=json.dumps(given))
    assert done.returncode == 0, done.stderr
    found: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return found


def compare(mine: Sequence[Sequence[dict[str, Any]]], sequences: Sequence[Sequence[tuple[datetime, int]]]) -> int:
    """Asserts that both say the same; how many cards were compared."""
    count = 0
    for ours, sequence in zip(mine, sequences, strict=True):
        for card, expected in zip(ours, by_oracle(sequence), strict=True):
            assert card["stability"] == pytest.approx(expected["stability"], rel=1e-6, abs=1e-6)
            assert card["difficulty"] == pytest.approx(expected["difficulty"], rel=1e-6)
            assert {key: card[key] for key in ("due", "phase", "step")} == {
                key: expected[key] for key in ("due", "phase", "step")
            }
            count += 1
    return count


def test_schedules_are_those_of_py_fsrs() -> None:
    sequences = [reviews(seed) for seed in range(200)]
    mine = by_script(sequences)
    assert compare(mine, sequences) == 8000
    assert {card["phase"] for ours in mine for card in ours} == set(PHASES.values())


def test_the_oracle_would_see_a_wrong_schedule() -> None:
    sequences = [reviews(0)]
    for change in ({"due": 1}, {"stability": 0.001}, {"difficulty": 0.001}, {"step": 1}):
        mine = by_script(sequences)
        mine[0][7] |= {key: mine[0][7][key] + amount for key, amount in change.items()}
        with pytest.raises(AssertionError):
            compare(mine, sequences)


def test_a_night_is_a_day_as_it_would_be_for_py_fsrs_a_day_later() -> None:
    """py-fsrs counts whole days; the site counts nights, so an evening and the next morning are a day apart."""
    evening, morning = BEGIN.replace(hour=22), BEGIN.replace(hour=8) + timedelta(days=1)
    (mine,) = by_script([[(evening, 4), (morning, 3)]])
    expected = by_oracle([(evening, 4), (evening + timedelta(days=1), 3)])
    assert mine[1]["stability"] == pytest.approx(expected[1]["stability"], rel=1e-6)
    assert mine[1]["due"] - milliseconds(morning) == expected[1]["due"] - milliseconds(evening + timedelta(days=1))

"""Programs start longest first by the time that they took last, and nothing about that can break a check."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest

from tashika.cache import RunCache
from tashika.cache.store import files_in
from tashika.check import execute
from tashika.execute import Limits, Setting
from tashika.execute.crew import run_all
from tashika.model import Chunk, Program, Run


class Recording:
    """An executor that runs nothing, says how long each program took, and keeps the order in which it got them."""

    def __init__(self, **seconds: float) -> None:
        self.seconds = seconds
        self.order: list[str] = []

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            self.order.append(program.id)
            yield Run(program.id, "ok", seconds=self.seconds.get(program.id, 0.0))


@pytest.fixture
def cache(tmp_path: Path) -> RunCache:
    return RunCache(tmp_path / "cache", 10_000, tmp_path, Limits(1, 1), Setting())


def programs(names: str, code: str = "1") -> list[Program]:
    return [Program(name, (Chunk("a.md", 1, code),)) for name in names]


def started(cache: RunCache | None, names: str, code: str = "1", **seconds: float) -> str:
    executor = Recording(**seconds)
    execute(programs(names, code), executor, cache, None)
    return "".join(executor.order)


def test_programs_that_never_ran_start_as_they_stand(cache: RunCache) -> None:
    assert started(cache, "bca") == "bca"
    assert started(None, "bca", b=1) == started(None, "bca") == "bca"


def test_the_longest_program_starts_first(cache: RunCache) -> None:
    started(cache, "abc", a=1.0, b=3.0, c=2.0)
    assert started(cache, "abc", a=9.0, b=3.0, c=2.0) == "bca"
    assert started(cache, "abc") == "abc"


def test_the_time_outlives_a_change_of_the_code(cache: RunCache) -> None:
    started(cache, "ab", a=1.0, b=3.0)
    assert started(cache, "ab", code="2") == "ba"


def test_an_unknown_program_may_be_the_longest_so_it_starts_first(cache: RunCache) -> None:
    started(cache, "abc", a=1.0, b=3.0, c=2.0)
    assert started(cache, "abcde") == "debca"


@pytest.mark.parametrize("damage", [b"", b"\xff", b"{}", b"0\n[]"])
def test_a_damaged_time_is_as_good_as_none(cache: RunCache, tmp_path: Path, damage: bytes) -> None:
    started(cache, "ab", a=1.0, b=3.0)
    for file in files_in(tmp_path / "cache" / "programs"):
        file.write_bytes(damage)
    assert [cache.seconds(program) for program in programs("ab")] == [math.inf] * 2
    assert started(cache, "ab") == "ab"


@pytest.mark.parametrize("seconds", [math.nan, -1.0])
def test_a_time_that_cannot_be_is_as_good_as_none(cache: RunCache, seconds: float) -> None:
    started(cache, "a", a=seconds)
    assert [cache.seconds(program) for program in programs("a")] == [math.inf]


def test_notes_on_programs_are_bounded(cache: RunCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tashika.cache.runs.NOTES", 3)
    started(cache, "abcdef")
    assert len(files_in(tmp_path / "cache" / "programs")) == 3


def taken(rank: dict[str, int]) -> str:
    """The order in which one job takes programs that had better wait."""
    done: list[str] = []

    def task(program: Program, job: int, stop: Event) -> Run:
        done.append(program.id)
        return Run(program.id, "ok")

    list(run_all(programs("abcd"), 1, task, lambda program: rank.get(program.id, 0)))
    return "".join(done)


def test_a_program_that_had_better_wait_lets_others_go_first() -> None:
    assert taken({}) == "abcd"
    assert taken({"a": 2, "c": 1}) == "bdca"
    assert taken(dict.fromkeys("abcd", 1)) == "abcd"


def test_a_program_waits_no_longer_than_it_must() -> None:
    ready, order = threading.Event(), list[str]()

    def task(program: Program, job: int, stop: Event) -> Run:
        order.append(program.id)
        if program.id == "c":
            ready.set()
        return Run(program.id, "ok")

    rank = {"a": lambda: 0 if ready.is_set() else 1, "b": lambda: 0 if ready.is_set() else 2}
    list(run_all(programs("abcd"), 1, task, lambda program: rank.get(program.id, lambda: 0)()))
    assert order == ["c", "a", "b", "d"]

"""Review: the scripts' own tests, schedules against py-fsrs, which is another implementation of FSRS, and the cards."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler
from mkdocs.exceptions import PluginError

from tashika.model import Option, Page, Quiz, Report, Span
from tashika.site.review_build import ReviewBuild
from tashika.site.review_cards import Place, as_script, cards_in, quiz_digest, with_hashes

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


# The cards of a page

HTML = """<p>before</p>
<section class="quiz" data-kind="recall" id="quiz-a">
<section>inner <a href="b.html#x">b</a> <a href="#top">here</a> <a href="../">up</a></section>
<img alt="x" src="img/c.svg"> <a href="https://example.org/d">d</a><a class="headerlink" href="#a">¶</a>
</section>
<section class="quiz" id="quiz-unknown"><p>u</p></section>
<section class="quiz" id="quiz-b"><p>second</p></section> after"""
HASHES = {"a": "1", "b": "2"}
AT = Span("docs/a.md", 1, 1, 2, 1)
QUIZ = Quiz("a", AT, "single", "q", (Option("yes", True, "because", AT), Option("no", False, "", AT)), "", "e")


def test_cards_are_whole_sections_whose_links_lead_from_the_review_page() -> None:
    place = Place("ch1/a.html", "A", "One")
    first, second = cards_in(HTML, place, HASHES, "review.html")
    assert (first.id, first.hash, first.title, first.chapter) == ("a", "1", "A", "One")
    assert first.url == "ch1/a.html#quiz-a"
    assert re.findall(r'(?:href|src)="([^"]*)"', first.html) == [
        "ch1/b.html#x",
        "ch1/a.html#top",
        "./",
        "ch1/img/c.svg",
        "https://example.org/d",
    ]
    assert first.html.endswith("</section>") and first.html.count("</section>") == 2
    assert "second" in second.html and "after" not in second.html


@pytest.mark.parametrize(
    ("page", "review", "link"),
    [
        ("ch1/a/", "review/", "../ch1/a/#quiz-a"),
        ("", "review/", "../#quiz-a"),
        ("a/", "", "a/#quiz-a"),
        ("ch1/a.html", "study/review.html", "../ch1/a.html#quiz-a"),
    ],
)
def test_links_fit_sites_with_folders_for_pages(page: str, review: str, link: str) -> None:
    first, _ = cards_in(HTML, Place(page, "A", "One"), HASHES, review)
    assert first.url == link


def test_a_page_tells_the_hash_of_each_quiz_that_is_known() -> None:
    marked = with_hashes(HTML, HASHES)
    assert re.findall(r'id="quiz-(\w+)"(?: data-hash="(\d)")?', marked) == [("a", "1"), ("unknown", ""), ("b", "2")]


def test_a_hash_changes_with_every_word_and_not_with_the_place() -> None:
    changes: list[dict[str, Any]] = [{"question": "r"}, {"kind": "multiple"}, {"answer": "1"}, {"explanation": "f"}]
    changes += [{"options": QUIZ.options[::-1]}, {"options": (replace(QUIZ.options[0], why="since"), QUIZ.options[1])}]
    hashes = {quiz_digest(QUIZ), *(quiz_digest(replace(QUIZ, **change)) for change in changes)}
    assert len(hashes) == len(changes) + 1
    assert quiz_digest(replace(QUIZ, at=replace(AT, line=2, end_line=3))) == quiz_digest(QUIZ)


def test_the_script_holds_whatever_is_in_a_card() -> None:
    strange = '\u2028 </script> \\ " 問'
    cards = [
        replace(card, title=strange) for card in cards_in(HTML, Place("a.html", "A", "One"), HASHES, "review.html")
    ]
    script = as_script(strange, cards)
    done = node("-e", f"{script}; console.log(JSON.stringify(tashikaQuizzes))")
    assert json.loads(done.stdout)["quizzes"][0]["title"] == json.loads(done.stdout)["site"] == strange


def test_two_review_pages_are_an_error() -> None:
    pages = tuple(Page(path, "# a\n\n<!-- review -->\n") for path in ("docs/a.md", "docs/b.md"))
    with pytest.raises(PluginError, match=r"docs/a\.md and docs/b\.md"):
        ReviewBuild().start(Report(pages=pages))


# In a build


def build(root: Path) -> None:
    for name in ("hooks", "node_modules"):
        if not (root / name).exists():
            (root / name).symlink_to(ROOT / name, target_is_directory=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(ROOT / "tests" / "cases" / "review", root)
    (root / "mkdocs.yml").write_text(
        (root / "mkdocs.yml").read_text("utf-8").replace("extra_css: [assets/extra.css]\n", ""), "utf-8"
    )
    return root


def test_only_pages_with_quizzes_and_the_review_page_load_scripts_and_builds_are_alike(project: Path) -> None:
    build(project)
    site = project / "site"
    loads = {
        str(file.relative_to(site)): re.findall(r'assets/tashika/(\w+\.js)"', file.read_text("utf-8"))
        for file in site.rglob("*.html")
    }
    assert loads.pop("review.html") == ["quizzes.js", "review.js"]
    assert {name for name, scripts in loads.items() if scripts == ["answers.js"]} == {"ch1/conv.html", "ch2/rl.html"}
    assert sum(map(len, loads.values())) == 2
    script = (site / "assets" / "tashika" / "quizzes.js").read_bytes()
    ids = [quiz["id"] for quiz in json.loads(script.decode().removeprefix("var tashikaQuizzes = "))["quizzes"]]
    assert ids == ["rl-sarsa", "rl-steps", "rl-off", "conv-groups", "conv-count"], "in the order of the navigation"
    assert b'class=\\"katex\\"' in script and b"\\\\(" not in script and b"<!-- =" not in script
    build(project)
    assert (site / "assets" / "tashika" / "quizzes.js").read_bytes() == script, "rendered anew or not"


def test_notes_without_a_review_page_load_nothing_of_it(project: Path) -> None:
    (project / "docs" / "review.md").write_text("# 復習\n", "utf-8")
    build(project)
    folder = project / "site" / "assets" / "tashika"
    assert not [name for name in ("quizzes.js", "review.js", "answers.js") if (folder / name).exists()]
    assert "assets/tashika" not in (project / "site" / "ch1" / "conv.html").read_text("utf-8")


def test_what_a_page_of_notes_loads_is_small() -> None:
    assert (ROOT / "node_modules" / ".tashika" / "answers.js").stat().st_size < 3_000
    assert (ROOT / "node_modules" / ".tashika" / "review.js").stat().st_size < 45_000

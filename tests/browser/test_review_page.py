"""Review in a browser: what was answered comes back when it is due, over http and from a folder, and never gets out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import address_of, serving

ROOT = Path(__file__).resolve().parents[2]
KEY = "tashika-review-1:test notes"
MONDAY = datetime.fromisoformat("2026-06-15T10:00:00+09:00")
BLOCKED = """Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('storage is denied', 'SecurityError') }
})"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
AXE = """axe.run('#tashika-review').then(found =>
  found.violations.map(v => [v.id, ...v.nodes.map(n => n.target + n.any.map(a => a.message))]))"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small site with five quizzes in two chapters."""
    root = tmp_path_factory.mktemp("review") / "project"
    shutil.copytree(ROOT / "tests" / "cases" / "review", root)
    (root / "docs" / "assets").mkdir()
    shutil.copyfile(ROOT / "docs" / "assets" / "stylesheets" / "extra.css", root / "docs" / "assets" / "extra.css")
    for name in ("hooks", "node_modules"):
        (root / name).symlink_to(ROOT / name, target_is_directory=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root / "site"


@pytest.fixture(scope="module")
def address(notes: Path) -> Iterator[str]:
    with serving(notes) as server:
        yield address_of(server)


@pytest.fixture
def student(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody in Japan, on a Monday morning."""
    context = chromium.new_context(timezone_id="Asia/Tokyo", viewport={"width": 360, "height": 740})
    errors: list[str] = []
    context.on("weberror", lambda found: errors.append(str(found.error)))
    context.clock.install(time=MONDAY)
    yield context
    context.close()
    assert [error for error in errors if "storage is denied" not in error] == []


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    return page


def counts(page: Page) -> dict[str, int]:
    numbers = page.locator(".review-counts [data-count]")
    return {e.get_attribute("data-count") or "": int(e.locator("b").inner_text()) for e in numbers.all()}


def answer_by_keyboard(page: Page, quiz: str, *, right: bool) -> None:
    """Answers a quiz with two options; the second is right."""
    page.locator(f"#quiz-{quiz} input").first.focus()
    page.keyboard.press("Space")
    if right:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def grade(page: Page, number: int) -> None:
    """Looks at the answer of the card and grades it by key."""
    page.locator(".review-card .quiz-answer > summary").click()
    expect(page.locator(".review-grade").first).to_be_visible()
    page.keyboard.press(str(number))


def record(page: Page) -> dict[str, object]:
    found: dict[str, object] = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    return found


def review_all(page: Page) -> list[str]:
    """Grades every card as Good by keyboard; the quizzes in their order."""
    seen = []
    while page.locator(".review-card .quiz").count():
        seen.append((page.locator(".review-card .quiz").get_attribute("id") or "").removeprefix("quiz-"))
        page.locator(".review-card .quiz-answer > summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".review-grade").first).to_be_visible()
        page.keyboard.press("3")
        assert len(seen) < 20
    return seen


def answers_today_and_returns_tomorrow(context: BrowserContext, site: str) -> BrowserContext:
    """Answers one quiz wrong and one right on a page of notes, and closes it."""
    page = opened(context, f"{site}/ch1/conv.html")
    answer_by_keyboard(page, "conv-groups", right=False)
    page.locator("#quiz-conv-count input").focus()
    page.keyboard.type("73728")
    page.keyboard.press("Enter")
    expect(page.locator("#quiz-conv-count")).to_have_attribute("data-answered", "right")
    page.close()
    return context


def finds_both(context: BrowserContext, site: str) -> None:
    page = opened(context, f"{site}/review.html")
    assert counts(page) == {"due": 2, "fresh": 3, "done": 0}
    expect(page.locator(".review-mistakes a")).to_have_attribute("href", "ch1/conv.html#quiz-conv-groups")
    expect(page.locator(".review-card .quiz")).to_have_id("quiz-conv-groups")  # it was due first
    answer_by_keyboard(page, "conv-groups", right=True)
    expect(page.locator(".review-grades")).to_be_focused()
    expect(page.locator(".review-proposed")).to_have_text("3 普通 10 分")
    page.keyboard.press("3")
    expect(page.locator(".review-card .quiz")).to_have_id("quiz-conv-count")
    expect(page.locator(".review-source")).to_be_focused()
    assert counts(page) == {"due": 1, "fresh": 3, "done": 1}
    expect(page.locator(".review-mended summary")).to_have_text("その後に正解した問題（1）")
    expect(page.get_by_text("間違えた問題は、どれもその後に正解しています。")).to_be_visible()


def test_who_answers_by_keyboard_finds_the_cards_due_the_next_day(student: BrowserContext, address: str) -> None:
    answers_today_and_returns_tomorrow(student, address)
    student.clock.set_system_time(MONDAY + timedelta(hours=22))
    finds_both(student, address)


def test_so_does_who_opens_the_site_from_a_folder(chromium: Browser, notes: Path, tmp_path: Path) -> None:
    def browser(now: datetime) -> BrowserContext:
        launch = chromium.browser_type.launch_persistent_context
        executable = shutil.which("chromium") or shutil.which("google-chrome") or chromium.browser_type.executable_path
        context = launch(tmp_path, executable_path=executable, args=["--no-sandbox"], timezone_id="Asia/Tokyo")
        context.clock.install(time=now)
        return context

    answers_today_and_returns_tomorrow(browser(MONDAY), notes.as_uri()).close()
    tomorrow = browser(MONDAY + timedelta(hours=22))
    finds_both(tomorrow, notes.as_uri())
    tomorrow.close()


def test_on_the_same_day_a_wrong_answer_is_due_in_a_minute(student: BrowserContext, address: str) -> None:
    answers_today_and_returns_tomorrow(student, address)
    page = opened(student, f"{address}/review.html")
    assert counts(page) == {"due": 0, "fresh": 3, "done": 2}
    page.clock.run_for(61_000)
    page.reload()
    assert counts(page)["due"] == 1


def test_due_cards_come_first_then_new_ones_in_the_order_of_the_site(student: BrowserContext, address: str) -> None:
    answers_today_and_returns_tomorrow(student, address)
    student.clock.set_system_time(MONDAY + timedelta(days=1))
    page = opened(student, f"{address}/review.html")
    asked = review_all(page)
    assert asked[:5] == ["conv-groups", "conv-count", "rl-sarsa", "rl-steps", "rl-off"]
    assert set(asked[5:]) <= set(asked[:5]), "what is due within minutes comes once more"
    expect(page.locator(".review-rest")).to_contain_text("いま復習する問題はありません。")
    expect(page.locator(".review-rest")).to_be_focused()
    rows = page.locator(".review-progress tbody tr").all_inner_texts()
    assert rows[0].split()[:2] == ["第2章", "強化学習"]


def test_a_wrong_answer_proposes_again_and_the_intervals_grow(student: BrowserContext, address: str) -> None:
    page = opened(student, f"{address}/review.html")
    grade(page, 4)  # the recall
    expect(page.locator(".review-card .quiz")).to_have_id("quiz-rl-steps")
    page.keyboard.press("3")  # nothing is answered yet
    expect(page.locator(".review-card .quiz")).to_have_id("quiz-rl-steps")
    page.locator(".quiz-check").click()
    expect(page.locator(".review-grade small")).to_have_text(["1 分", "6 分", "10 分", "8 日"])
    expect(page.locator(".review-proposed")).to_have_attribute("data-grade", "1")
    expect(page.locator("[role=status].review-status")).to_contain_text("もう一度")
    assert page.locator(".quiz-check:visible, .quiz-again:visible").count() == 0
    expect(page.locator(".review-mistakes li")).to_have_count(1)


def test_digits_that_are_typed_as_an_answer_are_no_grades(student: BrowserContext, address: str) -> None:
    page = opened(student, f"{address}/ch1/conv.html")
    answer_by_keyboard(page, "conv-groups", right=True)
    page.goto(f"{address}/review.html")
    page.evaluate(f"s => localStorage.setItem('{KEY}', s)", json.dumps(record(page) | {"newPerDay": 99}))
    for _ in range(3):
        grade(page, 4)
    expect(page.locator(".review-card .quiz")).to_have_id("quiz-conv-count")
    page.locator(".quiz-number").focus()
    page.keyboard.type("1234")
    expect(page.locator(".quiz-number")).to_have_value("1234")
    page.keyboard.press("Enter")
    expect(page.locator(".review-proposed")).to_have_attribute("data-grade", "1")


def test_the_limit_of_new_cards_can_be_set_and_passed(student: BrowserContext, address: str) -> None:
    page = opened(student, f"{address}/review.html")
    page.get_by_label("1 日に新しく始める問題の数").fill("1")
    page.keyboard.press("Tab")
    assert counts(page)["fresh"] == 1
    grade(page, 4)
    expect(page.locator(".review-rest")).to_contain_text("6月23日")
    page.get_by_role("button", name="新しい問題をあと 5 問").click()
    assert counts(page)["fresh"] == 4
    page.reload()
    assert counts(page)["fresh"] == 0
    page.clock.set_system_time(MONDAY + timedelta(days=1))
    page.reload()
    assert counts(page) == {"due": 0, "fresh": 1, "done": 0}


def test_a_record_goes_to_a_file_and_comes_back(student: BrowserContext, address: str, tmp_path: Path) -> None:
    page = opened(student, f"{address}/review.html")
    grade(page, 4)
    with page.expect_download() as download:
        page.get_by_role("button", name="ファイルに書き出す").click()
    assert download.value.suggested_filename == "tashika-review-2026-06-15.json"
    file = tmp_path / "record.json"
    download.value.save_as(file)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="記録をすべて消す").click()
    assert record(page)["cards"] != {}
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="記録をすべて消す").click()
    assert record(page)["cards"] == {}
    assert counts(page) == {"due": 0, "fresh": 5, "done": 0}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".review-status")).to_contain_text("1 問の記録を読み込みました")
    assert record(page) == json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [("{", "途中で切れて"), ('{"cards": {}}', "記録のファイルではありません"), (None, "おかしな値")],
)
def test_a_damaged_file_is_refused_and_nothing_is_lost(
    student: BrowserContext, address: str, tmp_path: Path, content: str | None, reason: str
) -> None:
    page = opened(student, f"{address}/review.html")
    grade(page, 3)
    before = record(page)
    damaged = {**before, "cards": {"rl-sarsa": {"due": "tomorrow"}}}
    file = tmp_path / "<b>record.json"
    file.write_text(content or json.dumps(damaged), "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".review-status")).to_contain_text(reason)
    expect(page.locator(".review-status")).to_contain_text(
        "「<b>record.json」は読み込めません。今の記録はそのままです。"
    )
    assert record(page) == before


@pytest.mark.parametrize(("fault", "words"), [(BLOCKED, "記録を保存できません"), (FULL, "いっぱいです")])
def test_without_storage_it_says_so_and_works(student: BrowserContext, address: str, fault: str, words: str) -> None:
    student.add_init_script(fault)
    page = opened(student, f"{address}/ch1/conv.html")
    answer_by_keyboard(page, "conv-groups", right=False)
    expect(page.locator("#quiz-conv-groups")).to_have_attribute("data-answered", "wrong")
    page.goto(f"{address}/review.html")
    expect(page.get_by_role("alert")).to_contain_text(words)
    for _ in range(2):
        grade(page, 4)
    assert counts(page) == {"due": 0, "fresh": 3, "done": 2}
    with page.expect_download() as download:
        page.get_by_role("button", name="ファイルに書き出す").click()
    assert len(json.loads(download.value.path().read_text("utf-8"))["cards"]) == 2


def test_a_damaged_record_is_told_of_and_not_overwritten(student: BrowserContext, address: str) -> None:
    page = opened(student, f"{address}/index.html")
    page.evaluate(f"localStorage.setItem('{KEY}', '{{damaged')")
    page.goto(f"{address}/ch1/conv.html")
    answer_by_keyboard(page, "conv-groups", right=False)
    page.goto(f"{address}/review.html")
    expect(page.get_by_role("alert")).to_contain_text("壊れていて読めません")
    grade(page, 4)
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == "{damaged"
    with page.expect_download() as download:
        page.get_by_role("button", name="壊れた記録をファイルに残す").click()
    assert download.value.path().read_text("utf-8") == "{damaged"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="記録をすべて消す").click()
    assert record(page)["cards"] == {}
    expect(page.get_by_role("alert")).to_be_empty()


def test_a_rewritten_quiz_keeps_its_schedule_and_a_removed_one_is_kept(student: BrowserContext, address: str) -> None:
    page = opened(student, f"{address}/review.html")
    grade(page, 1)
    kept = record(page)
    card = kept["cards"]["rl-sarsa"]  # type: ignore[index]
    kept["cards"] = {"rl-sarsa": {**card, "hash": "before"}, "gone": card}
    page.evaluate(f"s => localStorage.setItem('{KEY}', s)", json.dumps(kept))
    page.clock.set_system_time(MONDAY + timedelta(days=1))
    page.reload()
    assert counts(page)["due"] == 1
    expect(page.locator(".review-changed")).to_have_text("前に解いたあと、この問題は書き換えられました")
    grade(page, 4)
    after = record(page)["cards"]
    assert after["gone"] == card  # type: ignore[index]
    assert (after["rl-sarsa"]["hash"], after["rl-sarsa"]["reps"]) == (card["hash"], 2)  # type: ignore[index]
    assert page.locator(".review-changed").count() == 0


def test_what_another_tab_does_is_seen_and_kept(student: BrowserContext, address: str) -> None:
    one, other = (opened(student, f"{address}/review.html") for _ in range(2))
    grade(other, 4)
    expect(one.locator(".review-card .quiz")).to_have_id("quiz-rl-steps")
    grade(one, 4)
    assert sorted(record(one)["cards"]) == ["rl-sarsa", "rl-steps"]  # type: ignore[call-overload]


def test_a_page_that_stays_open_wakes_up_when_a_card_is_due(student: BrowserContext, address: str) -> None:
    page = opened(student, f"{address}/review.html")
    page.get_by_label("1 日に新しく始める問題の数").fill("1")
    page.keyboard.press("Tab")
    grade(page, 4)
    expect(page.locator(".review-rest")).to_be_visible()
    page.clock.fast_forward(timedelta(days=8) / timedelta(milliseconds=1))
    expect(page.locator(".review-card .quiz")).to_have_id("quiz-rl-sarsa")


def test_nothing_leaves_the_browser(student: BrowserContext, address: str) -> None:
    sent: list[str] = []
    student.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    answers_today_and_returns_tomorrow(student, address)
    review_all(opened(student, f"{address}/review.html"))
    assert sent and [line for line in sent if not line.startswith((f"GET {address}/", "GET data:"))] == []
    assert [line for line in sent if "quizzes.js" in line] == [f"GET {address}/assets/tashika/quizzes.js"]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_assistive_technology_finds_nothing_amiss(
    chromium: Browser, address: str, width: int, scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = opened(context, f"{address}/ch1/conv.html")
    answer_by_keyboard(page, "conv-groups", right=False)
    page.goto(f"{address}/review.html")
    page.locator(".quiz-answer > summary").click()
    expect(page.locator(".review-grade").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert min(box["height"] for e in page.locator(".review-button").all() if (box := e.bounding_box())) >= 24
    page.add_script_tag(path=ROOT / "node_modules" / "axe-core" / "axe.min.js")
    assert page.evaluate(AXE) == []
    page.locator(".review-grade small").first.evaluate("e => e.style.color = 'rgb(128 128 128 / .3)'")
    assert [found[0] for found in page.evaluate(AXE)] == ["color-contrast"], "a fault would be found"
    context.close()


def test_without_a_script_the_page_still_says_what_it_is(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/review.html")
    expect(page.locator("article")).to_contain_text("忘れかけるころに")
    context.close()


@pytest.mark.slow
def test_every_quiz_of_the_notes_can_be_asked_and_graded(student: BrowserContext, served: str) -> None:
    page = opened(student, f"{served}/review.html")
    page.get_by_label("1 日に新しく始める問題の数").fill("999")
    page.keyboard.press("Tab")
    number = counts(page)["fresh"]
    assert number > 100
    kinds = set()
    for left in range(number, 0, -1):
        assert counts(page)["fresh"] == left
        kind = page.locator(".review-card .quiz[data-live]").get_attribute("data-kind")
        kinds.add(kind)
        buttons = page.locator(".review-card .quiz-bar").get_by_role("button", include_hidden=True)
        assert buttons.count() == (2 if kind == "recall" else 1)
        grade(page, 4)
    assert {"single", "numeric", "recall"} <= kinds
    assert page.evaluate("document.documentElement.scrollWidth") == 360

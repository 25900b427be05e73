"""Quizzes of the built pages: answered by keyboard, read by a screen reader, shown without a script and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGE = "ch18/pruning.html"  # single, order, numeric
EDGE = "ch18/edge.html"  # multiple
RECALL = "ch18/quantization.html"
LISTEN = "window.heard = []; addEventListener('tashika:answered', event => heard.push(event.detail))"


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["desktop-light", "phone-dark"])
def tab(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    context.close()


def opened(tab: Page, built_site: Path, path: str) -> Page:
    """The page as it opens from its folder, without a server."""
    tab.goto((built_site / path).as_uri())
    tab.evaluate(LISTEN)
    return tab


def quiz(tab: Page, name: str) -> Locator:
    return tab.locator(f"#quiz-{name}")


def heard(tab: Page) -> list[dict[str, object]]:
    answers: list[dict[str, object]] = tab.evaluate("heard")
    return answers


def test_a_single_choice_is_answered_by_keyboard(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, PAGE)
    asked = quiz(tab, "pruning-dense-kernel")
    right = asked.locator("li").evaluate_all("items => items.findIndex(item => 'correct' in item.dataset)")
    asked.get_by_role("radio").first.focus()
    tab.keyboard.press("Space")
    for _ in range(right):
        tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert asked.get_by_role("status").inner_text() == "正解です。"
    assert asked.locator(".quiz-why:visible").count() == 4
    assert asked.locator("details").get_attribute("open") is not None
    assert heard(tab) == [{"id": "pruning-dense-kernel", "correct": True, "given": [right]}]


def test_a_wrong_answer_is_told_in_words_and_may_be_given_again(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, PAGE)
    asked = quiz(tab, "pruning-dense-kernel")
    asked.locator("li:not([data-correct]) input").first.focus()
    tab.keyboard.press("Space")
    asked.get_by_role("button", name="答え合わせ").press("Enter")
    assert asked.get_by_role("status").inner_text() == "不正解です。"
    assert asked.locator(".quiz-verdict").all_inner_texts() == ["選んだ選択肢（誤り）", "正解の選択肢"]
    again = asked.get_by_role("button", name="もう一度")
    assert again.evaluate("button => button === document.activeElement")
    again.press("Enter")
    assert asked.locator(":checked, .quiz-verdict, .quiz-why:visible").count() == 0
    assert asked.get_by_role("radio").first.evaluate("input => input === document.activeElement")


def test_nothing_chosen_is_no_answer(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, PAGE)
    asked = quiz(tab, "pruning-dense-kernel")
    asked.get_by_role("button", name="答え合わせ").press("Space")
    assert asked.get_by_role("status").inner_text() == "選択肢を選んでください。"
    assert heard(tab) == []


def test_several_options_must_all_be_found(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, EDGE)
    asked = quiz(tab, "edge-reasons")
    for index in (0, 2):
        asked.get_by_role("checkbox").nth(index).press("Space")
    asked.get_by_role("button", name="答え合わせ").press("Enter")
    asked.get_by_role("button", name="もう一度").press("Enter")
    for index in (0, 2, 3):
        asked.get_by_role("checkbox").nth(index).press("Space")
    asked.get_by_role("button", name="答え合わせ").press("Enter")
    assert [answer["correct"] for answer in heard(tab)] == [False, True]


def test_a_number_is_typed_and_checked_by_enter(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, PAGE)
    field = quiz(tab, "pruning-narrower").get_by_role("textbox", name="答え（数）")
    for typed, result in (("沢山", "数で答えてください。"), ("４，７３６", "正解です。")):
        field.fill(typed)
        field.press("Enter")
        assert quiz(tab, "pruning-narrower").get_by_role("status").inner_text() == result
    assert [answer["given"] for answer in heard(tab)] == ["４，７３６"]


def test_an_order_is_brought_about_by_buttons(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, PAGE)
    asked = quiz(tab, "pruning-obd-order")
    places = "items => items.map(item => Number(item.dataset.position))"
    before = asked.locator(".quiz-options > li").evaluate_all(places)
    assert before != sorted(before)
    for _ in range(2):
        asked.get_by_role("button", name="「重み -2」を上へ").press("Enter")
    assert "1 番目" in asked.get_by_role("status").inner_text()
    assert asked.locator(".quiz-move:focus").count() == 1
    items = asked.locator(".quiz-options > li").evaluate_all(places)
    assert items == [1, 2, 3]
    asked.get_by_role("button", name="答え合わせ").press("Enter")
    assert heard(tab) == [{"id": "pruning-obd-order", "correct": True, "given": [1, 2, 3]}]


def test_a_question_without_a_key_is_graded_by_the_reader(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, RECALL)
    asked = quiz(tab, "quantization-straight-through")
    assert asked.get_by_role("button", name="できなかった").count() == 0
    asked.locator("summary").press("Enter")
    asked.get_by_role("button", name="できなかった").press("Enter")
    assert heard(tab) == [{"id": "quantization-straight-through", "correct": False, "given": None}]
    assert asked.get_by_role("button", name="できなかった").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("path", [PAGE, EDGE, RECALL])
def test_axe_finds_nothing_in_a_quiz_before_or_after_it_is_answered(tab: Page, built_site: Path, path: str) -> None:
    opened(tab, built_site, path)
    tab.add_script_tag(path=AXE)
    assert found_by_axe(tab) == []
    for box in tab.locator(".quiz li:first-child input").all():
        box.check()
    for field in tab.locator(".quiz-number").all():
        field.fill("1")
    for closed in (".quiz-check", ".quiz-answer:not([open]) > summary"):
        tab.locator(closed).evaluate_all("elements => elements.forEach(element => element.click())")
    tab.wait_for_timeout(300)  # colours fade in
    assert found_by_axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= tab.viewport_size["width"]


def found_by_axe(tab: Page) -> list[str]:
    found: list[str] = tab.evaluate(
        "axe.run('.quiz', {resultTypes: ['violations'], preload: false})"
        ".then(r => r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`)))"
    )
    return found


def test_the_focus_can_be_seen(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, PAGE)
    tab.locator(".quiz input").first.focus()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_without_a_script_the_answer_opens_and_shows_the_reasons(chromium: Browser, built_site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((built_site / PAGE).as_uri())
    asked = quiz(tab, "pruning-dense-kernel")
    assert asked.locator(".quiz-why:visible, .quiz-key:visible").count() == 0
    asked.locator("summary").click()
    assert asked.locator(".quiz-why:visible").count() == 4
    assert "どちらも変わらない" in asked.locator(".quiz-key:visible").inner_text()
    context.close()


def test_paper_has_every_answer_and_no_buttons(chromium: Browser, built_site: Path) -> None:
    for script in (True, False):
        context = chromium.new_context(java_script_enabled=script)
        tab = context.new_page()
        tab.goto((built_site / PAGE).as_uri())
        tab.emulate_media(media="print")
        if script:
            tab.evaluate("dispatchEvent(new Event('beforeprint'))")
            assert tab.locator(".quiz-answer[open]").count() == tab.locator(".quiz").count()
            assert tab.locator(".quiz button:visible, .quiz input:visible").count() == 0
            tab.evaluate("dispatchEvent(new Event('afterprint'))")
            assert tab.locator(".quiz-answer[open]").count() == 0
        heights = [answer.bounding_box()["height"] for answer in tab.locator(".quiz-answer").all()]
        assert min(heights) > 60
        context.close()


def test_formulas_in_a_quiz_are_set(tab: Page, built_site: Path) -> None:
    opened(tab, built_site, RECALL)
    assert tab.locator(".quiz .katex").count() > 5
    assert tab.locator(".quiz .arithmatex:not(:has(.katex))").count() == 0

"""The search box as a reader uses it, over http and in pages opened from a folder; and that it costs nothing before."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

FINDS = {
    "グループ畳み込み": "ch19/group-conv.html",  # as the heading has it
    "グループ畳込": "ch19/group-conv.html",
    "りょうしか": "ch18/quantization.html",
    "ｉｍ２ｃｏｌ": "ch19/im2col.html",
    "grouped convolution": "ch19/group-conv.html",
    "アダマル積": "ch19/hadamard.html",
    "18,432": "ch19/group-conv.html",
    "\\odot": "ch19/",
    "LSTM 爆発": "ch19/lstm.html",  # page and section
    "リセットゲート": "ch19/gru.html",  # the page that explains it
}
FIRST = ".md-search-result__item:first-child"
BOX = "[data-md-component=search-query]"
PARTS = ("/search/", "/workers/")  # the index and the worker


@pytest.fixture(params=["http", "file"])
def start(request: pytest.FixtureRequest, built_site: Path, served: str) -> str:
    """The address of the site's first page."""
    return f"{served}/index.html" if request.param == "http" else (built_site / "index.html").as_uri()


@pytest.fixture
def requests() -> list[str]:
    return []


@pytest.fixture
def page(chromium: Browser, start: str, requests: list[str]) -> Iterator[Page]:
    """The first page with its search box open, by the key for that."""
    context = chromium.new_context(viewport={"width": 1280, "height": 844})
    page = context.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.goto(start)
    page.keyboard.press("/")
    expect(page.locator(BOX)).to_be_focused()
    yield page
    context.close()


def type_in(page: Page, text: str) -> None:
    """As pasting or an input method does it: no key is pressed."""
    page.locator(BOX).select_text()
    page.keyboard.insert_text(text)


def test_what_is_typed_finds_its_page_first_and_is_marked(page: Page, start: str, requests: list[str]) -> None:
    for typed, place in FINDS.items():
        type_in(page, "ラーメン")
        expect(page.locator(".md-search-result__item")).to_have_count(0)
        type_in(page, typed)
        link = page.locator(f"{FIRST} a.md-search-result__link").first
        expect(link).to_be_visible()
        assert place in (link.get_attribute("href") or ""), typed
        assert page.locator(f"{FIRST} mark").count() > 0, typed
    site = start.removesuffix("index.html")
    assert [url for url in requests if not url.startswith((site, "data:", "blob:"))] == []


def test_enter_opens_the_best_place_and_marks_the_words_as_they_are_written(page: Page) -> None:
    type_in(page, "りょうしか")
    expect(page.locator(f"{FIRST} mark").first).to_have_text("量子化")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ch18/quantization.html?h=*")
    expect(page.locator("article mark[data-md-highlight]").first).to_have_text("量子化")


def test_a_result_names_page_and_section_and_the_arrow_keys_go_through_them(page: Page) -> None:
    type_in(page, "GRU LSTM との対応")
    expect(page.locator(f"{FIRST} h1")).to_have_text("GRU")
    expect(page.locator(f"{FIRST} h2").first).to_have_text("LSTM との対応")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"{FIRST} a.md-search-result__link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()


def of_search(requests: list[str]) -> list[str]:
    """What was asked for that only search needs."""
    return [url for url in requests if any(part in url for part in PARTS)]


@pytest.fixture
def tab(chromium: Browser, requests: list[str]) -> Iterator[Page]:
    """A tab of a phone, where nothing was opened."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.on("request", lambda request: requests.append(request.url))
    yield page
    context.close()


def test_a_page_fetches_neither_index_nor_worker_until_search_is_opened(
    tab: Page, served: str, requests: list[str]
) -> None:
    tab.goto(f"{served}/ch19/gru.html")
    tab.wait_for_load_state("networkidle")
    assert of_search(requests) == []
    tab.locator("label[for=__search].md-header__button").click()
    expect(tab.locator(BOX)).to_be_focused()
    tab.locator(BOX).press_sequentially("量子化")
    expect(tab.locator(f"{FIRST} a").first).to_have_attribute("href", re.compile("ch18/quantization"))
    assert len(of_search(requests)) == 2


def test_a_page_that_fetched_them_at_once_would_be_seen(tab: Page, served: str, requests: list[str]) -> None:
    tab.route("**/search-box.js", lambda route: route.fulfill(body=""))
    tab.goto(f"{served}/ch19/gru.html")
    tab.wait_for_load_state("networkidle")
    assert len(of_search(requests)) == 2


def test_what_was_typed_before_the_index_came_is_answered_when_it_has_come(tab: Page, served: str) -> None:
    held: list[Route] = []
    tab.route("**/search_index.json", lambda route: held.append(route))
    tab.goto(f"{served}/index.html")
    tab.keyboard.press("s")
    tab.keyboard.insert_text("りょうしか")
    tab.wait_for_timeout(200)
    assert len(held) == 1 and tab.locator(".md-search-result__item").count() == 0
    held[0].continue_()
    expect(tab.locator(f"{FIRST} a").first).to_have_attribute("href", re.compile("ch18/quantization"))


def test_an_address_may_ask_for_words_to_find_or_to_mark(tab: Page, served: str) -> None:
    tab.goto(f"{served}/index.html?q=グループ畳み込み")
    expect(tab.locator(f"{FIRST} a").first).to_have_attribute("href", re.compile("ch19/group-conv"))
    tab.goto(f"{served}/ch18/quantization.html?h=量子化")
    expect(tab.locator("article mark[data-md-highlight]").first).to_have_text("量子化")

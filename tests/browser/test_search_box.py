"""The search box as a reader uses it, over http and in pages opened from a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

FINDS = {
    "グループ畳み込み": "ch19/group-conv.html",  # as the heading has it
    "グループ畳込": "ch19/group-conv.html",
    "りょうしか": "ch18/quantization.html",
    "ｉｍ２ｃｏｌ": "ch19/im2col.html",
    "grouped convolution": "ch19/group-conv.html",
    "アダマル積": "ch19/hadamard.html",
    "18,432": "ch19/group-conv.html",
    "\\odot": "ch19/",
}
FIRST = ".md-search-result__item:first-child"


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
    expect(page.locator("[data-md-component=search-query]")).to_be_focused()
    yield page
    context.close()


def type_in(page: Page, text: str) -> None:
    """As pasting or an input method does it: no key is pressed."""
    page.locator("[data-md-component=search-query]").select_text()
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

"""The built pages in a browser: complete, legible on a phone, and on their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PAGES = (
    "index.html",
    "ch18/index.html",
    "ch19/index.html",
    "ch19/group-conv.html",
    "ch19/im2col.html",
    "verification.html",
)
NOTES = ("ch19/group-conv.html", "ch19/im2col.html")
FIGURES = ("ch18/distillation.html", "ch19/lstm.html")
WIDTHS = {"desktop": 1280, "phone": 390}


class Watched:
    """A browser tab with what it asked for and complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture(scope="module", params=[(w, s) for w in WIDTHS for s in ("light", "dark")], ids=lambda p: "-".join(p))
def window(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    """A reader's browser, which keeps what pages have in common as it goes from page to page."""
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": WIDTHS[width], "height": 844}, color_scheme=scheme)
    yield context
    context.close()


@pytest.fixture
def tab(window: BrowserContext) -> Iterator[Watched]:
    page = window.new_page()
    yield Watched(page)
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_window_and_asks_no_other_machine(tab: Watched, served: str, path: str) -> None:
    tab.page.goto(f"{served}/{path}")
    tab.page.wait_for_load_state("networkidle")
    assert tab.complaints == []
    assert [url for url in tab.requests if not url.startswith((served, "data:"))] == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= tab.page.viewport_size["width"]
    assert "<!-- =" not in tab.page.locator("article").inner_html()


@pytest.mark.parametrize("path", NOTES)
def test_every_formula_is_set_and_none_is_broken(tab: Watched, served: str, path: str) -> None:
    tab.page.goto(f"{served}/{path}")
    formulas = tab.page.locator(".arithmatex")
    assert formulas.count() > 5
    tab.page.wait_for_function("document.querySelectorAll('.arithmatex:not(:has(.katex))').length === 0")
    assert tab.page.locator(".katex-error").count() == 0


@pytest.mark.parametrize("path", NOTES)
def test_verified_blocks_and_numbers_are_marked_and_none_has_failed(tab: Watched, served: str, path: str) -> None:
    tab.page.goto(f"{served}/{path}")
    assert tab.page.locator(".tashika-mark:visible").count() > 5
    assert tab.page.locator("data.tashika-value").count() > 5
    assert tab.page.locator(".admonition.failure").count() == 0


@pytest.mark.parametrize("path", NOTES)
def test_a_page_opened_from_its_folder_shows_its_formulas(tab: Watched, built_site: Path, path: str) -> None:
    tab.page.goto((built_site / path).as_uri())
    tab.page.wait_for_function("document.querySelectorAll('.katex').length > 5")
    other = "group-conv.html" if "im2col" in path else "im2col.html"
    tab.page.locator(f"article a[href$='{other}']").first.click()
    tab.page.wait_for_url(f"file:**/{other}")
    assert [url for url in tab.requests if not url.startswith(("file:", "data:"))] == []


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 780})
    yield context.new_page()
    context.close()


def ink(picture: Locator) -> str:
    """The pages that the letters and axes of a picture are for, by the colour that it has most of, and no other has."""
    return str(
        picture.evaluate("""e => {
          const canvas = new OffscreenCanvas(e.naturalWidth, e.naturalHeight), brush = canvas.getContext('2d')
          brush.drawImage(e, 0, 0)
          const {data} = brush.getImageData(0, 0, canvas.width, canvas.height), count = {light: 0, dark: 0}
          for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200) {
            const part = [data[at], data[at + 1], data[at + 2]]
            if (Math.max(...part) < 60) count.light++
            if (Math.min(...part) > 200) count.dark++
          }
          return count.light > 9 * count.dark ? 'light' : count.dark > 9 * count.light ? 'dark' : JSON.stringify(count)
        }""")
    )


@pytest.mark.parametrize("path", FIGURES)
def test_a_figure_is_named_fits_and_has_the_ink_of_the_text_around_it(tab: Watched, served: str, path: str) -> None:
    tab.page.goto(f"{served}/{path}")
    pictures = tab.page.locator(".tashika-figure > img:visible")
    assert pictures.count() == 2
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        expect(pictures.first).to_have_class(f"tashika-{scheme}")
        for picture in pictures.all():
            assert len(picture.get_attribute("alt") or "") > 20
            picture.scroll_into_view_if_needed()
            picture.evaluate("e => e.decode()")
            assert ink(picture) == scheme, "dark ink on light pages, and light ink on dark ones"
            assert 0 < picture.bounding_box()["width"] <= tab.page.viewport_size["width"]
    tab.page.emulate_media(media="print")
    assert {picture.get_attribute("class") for picture in pictures.all()} == {"tashika-light"}
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= tab.page.viewport_size["width"]
    ids = tab.page.evaluate("Array.from(document.querySelectorAll('[id]'), e => e.id)")
    assert len(ids) == len(set(ids))


LATE = """[...document.querySelectorAll('.md-content__inner *')]
  .filter(e => getComputedStyle(e).contentVisibility === 'auto' && !e.matches('.katex-html'))"""
PLACES = "[...document.querySelectorAll('.md-content__inner > *')].map(e => Math.round(e.getBoundingClientRect().top))"
ALL = "document.head.insertAdjacentHTML('beforeend', '<style>* { content-visibility: visible !important }</style>')"
SHOWN = "checkVisibility({contentVisibilityAuto: true})"
APART = "elements => elements.forEach(e => e.style.contain = 'layout style paint')"


@pytest.mark.parametrize("path", ["ch19/vae.html", "corrections.html"])
def test_what_is_laid_out_late_is_found_and_takes_the_place_that_it_would_have_at_once(
    phone: Page, served: str, path: str
) -> None:
    phone.goto(f"{served}/{path}")
    late = phone.evaluate_handle(LATE)
    assert late.evaluate(f"all => all.some(({{firstElementChild: e}}) => e && !e.{SHOWN})")
    words = late.evaluate("all => all.findLast(e => e.matches('p:not(:has(*))')).textContent.slice(0, 8)")
    assert phone.evaluate("words => window.find(words)", words)
    phone.evaluate(ALL)
    places = phone.evaluate(PLACES)
    late.evaluate(APART)
    assert phone.evaluate(PLACES) == places


def test_a_block_whose_margin_reaches_out_of_it_would_be_seen_to_move_others(phone: Page, served: str) -> None:
    phone.goto(f"{served}/ch19/vae.html")
    phone.evaluate(ALL)
    places = phone.evaluate(PLACES)
    phone.evaluate_handle("[...document.querySelectorAll('.highlight')]").evaluate(APART)
    assert phone.evaluate(PLACES) != places

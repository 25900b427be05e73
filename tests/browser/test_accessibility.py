"""For every reader: no serious fault that axe-core knows, everything by keyboard, nothing wider than a phone, and
nothing from another machine, on any page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from visits import SHIFT, Visit, Walk, faults, faults_in_the_dark

STOPS = """() => [...document.querySelectorAll('.md-typeset__scrollwrap, .tashika-figure, pre > code, div.arithmatex')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0).map(e => e.className)"""
IDLE = """() => [...document.querySelectorAll('.md-typeset__scrollwrap, .tashika-figure')]
  .filter(e => e.scrollWidth <= e.clientWidth && e.tabIndex === 0)"""
RING = """() => { const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none' }"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_no_page_has_a_serious_fault_in_light_or_dark(visits: list[Visit]) -> None:
    assert len(visits) > 35
    assert {visit.path: visit.faults for visit in visits if visit.faults} == {}


def test_planted_faults_are_found(phone: Page, served: str) -> None:
    phone.goto(f"{served}/ch19/gru.html")
    phone.evaluate("""document.querySelector('article').insertAdjacentHTML('beforeend',
      '<img src="x.png"><p style="color: #999; background: #fff">薄い字</p><p style="color: #0b4f4a">暗い字</p>')""")
    assert {fault.split(":")[0] for fault in faults(phone)} == {"image-alt", "color-contrast"}
    assert any("暗い字" in fault for fault in faults_in_the_dark(phone))


def test_no_page_scrolls_sideways_on_a_small_phone(visits: list[Visit]) -> None:
    assert {visit.path: visit.width for visit in visits if visit.width != 360} == {}


def test_a_wide_page_would_be_seen(phone: Page, served: str) -> None:
    phone.goto(f"{served}/ch19/gru.html")
    phone.evaluate(
        "document.querySelector('article').insertAdjacentHTML('beforeend', '<p style=\"width: 400px\">広い</p>')"
    )
    assert phone.evaluate("document.documentElement.scrollWidth") > 360


def test_no_page_moves_under_the_reader_while_it_loads(visits: list[Visit]) -> None:
    assert {visit.path: visit.shift for visit in visits if visit.shift > 0.05} == {}


def test_a_page_that_moves_would_be_seen(phone: Page, served: str) -> None:
    phone.add_init_script(SHIFT)
    phone.goto(f"{served}/review.html")
    assert phone.evaluate("window.shift") < 0.05
    phone.evaluate("document.querySelector('article').prepend(document.createElement('hr'))")
    phone.evaluate("document.querySelector('article > hr').style.height = '300px'")
    phone.wait_for_function("window.shift > 0.05", timeout=5_000)


def test_no_page_asks_another_machine_for_anything(
    visits: list[Visit], chromium: Browser, served: str, walk: Walk
) -> None:
    folder = walk.folder.as_uri()
    opened = walk.visit_all(chromium, folder, look=False)
    assert {visit.path: found for visit in visits if (found := visit.elsewhere(served))} == {}
    alone = [visit for visit in opened if visit.path != "404.html"]  # only a server shows that page
    assert {visit.path: found for visit in alone if (found := visit.elsewhere(folder))} == {}


def test_a_request_to_another_machine_would_be_seen(phone: Page, served: str) -> None:
    visit = Visit("ch19/gru.html")
    phone.on("request", lambda request: visit.requests.append(request.url))
    phone.goto(f"{served}/{visit.path}")
    assert visit.elsewhere(served) == []
    phone.evaluate("document.body.insertAdjacentHTML('beforeend', '<img alt=\"\" src=\"http://fonts.invalid/a.png\">')")
    phone.wait_for_timeout(100)
    assert visit.elsewhere(served) == ["http://fonts.invalid/a.png"]


@pytest.mark.parametrize("path", ["ch18/quantization.html", "ch18/containers.html", "corrections.html"])
def test_what_scrolls_sideways_is_a_stop_of_the_keyboard(phone: Page, served: str, path: str) -> None:
    phone.goto(f"{served}/{path}")
    phone.wait_for_load_state("networkidle")
    phone.wait_for_function(f"({STOPS})().length === 0")
    phone.set_viewport_size({"width": 1600, "height": 900})
    phone.wait_for_function(f"({IDLE})().length === 0")


def test_menu_and_search_open_by_keyboard_and_a_shut_menu_is_no_stop(phone: Page, served: str) -> None:
    phone.goto(f"{served}/ch19/gru.html")
    menu = phone.locator("label[for=__drawer].md-header__button")
    expect(menu).to_have_text("メニュー")
    assert phone.locator(".md-sidebar--primary a:visible").count() == 0
    menu.focus()
    phone.keyboard.press("Space")
    expect(phone.locator("#__drawer")).to_be_checked()
    expect(phone.locator(".md-sidebar--primary a:visible").first).to_be_visible()
    phone.keyboard.press("Enter")
    expect(phone.locator("#__drawer")).not_to_be_checked()
    phone.locator("label[for=__search].md-header__button").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#__search")).to_be_checked()


def test_the_keyboard_goes_through_a_page_and_shows_where_it_is(chromium: Browser, served: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{served}/ch19/gru.html")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML")
    assert len(seen) > 35
    page.add_style_tag(content=":focus-visible { outline: none !important; box-shadow: none !important }")
    page.keyboard.press("Tab")
    assert not page.evaluate(RING)
    context.close()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_readers_who_ask_for_that(chromium: Browser, served: str, motion: str) -> None:
    context = chromium.new_context(reduced_motion=motion)
    page = context.new_page()
    page.goto(f"{served}/index.html")
    longest = page.evaluate("""Math.max(...[...document.querySelectorAll('*')]
      .flatMap(e => getComputedStyle(e).transitionDuration.split(',').map(parseFloat)))""")
    assert (longest < 0.001) == (motion == "reduce")
    context.close()


def test_a_diagram_is_drawn_from_a_folder_and_says_what_it_shows(phone: Page, built_site: Path) -> None:
    phone.goto((built_site / "ch18" / "containers.html").as_uri())
    diagram = phone.locator("div.mermaid")
    expect(diagram).to_have_count(1, timeout=20_000)
    assert diagram.bounding_box()["height"] > 100
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_only_pages_with_a_diagram_load_what_draws_it(visits: list[Visit]) -> None:
    assert {v.path for v in visits if any("mermaid" in url for url in v.requests)} == {"ch18/containers.html"}

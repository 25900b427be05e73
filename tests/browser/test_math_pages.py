"""Formulas in a browser: set without a script, legible on a phone, reachable by keyboard, and LaTeX when copied."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((ROOT / "tests" / "cases" / "math" / "formulas.json").read_text(encoding="utf-8"))
WIDE = r"""\begin{align}
L&=-\mathbb{E}_{(x,y_w,y_l)\sim D}\left[\log\sigma\left(\beta\log\frac{\pi(y_w|x)}{\pi(y_l|x)}\right)\right]
\end{align}"""
CONFIG = f"""
site_name: test
theme: {{name: material, language: ja, font: false}}
hooks: [{ROOT / "hooks" / "verify.py"}]
use_directory_urls: false
markdown_extensions:
  - pymdownx.arithmatex: {{generic: true}}
extra: {{math: {{macros: {json.dumps(CASES["macros"])}}}}}
"""
TAGS = """() => [...document.querySelectorAll('.katex-display:has(.katex-tag)')].map(display => {
  const tag = display.querySelector('.katex-tag');
  const parts = [...display.querySelectorAll('.katex-base *')].map(part => part.getBoundingClientRect());
  return Math.max(...parts.filter(box => box.width).map(box => box.right)) - tag.getBoundingClientRect().left;
})"""


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page with all formulas of the test set, and a numbered one that is wider than a phone."""
    root = tmp_path_factory.mktemp("formulas")
    (root / "docs").mkdir()
    (root / "snippets").mkdir()
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    (root / "pyproject.toml").write_text("[tool.tashika]\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    parts = [f"$$\n{c['tex']}\n$$" if c["display"] else f"文の中の ${c['tex']}$ です。" for c in CASES["good"]]
    page = "\n\n".join(["# 題", CASES["before"], *parts, r"式 $\eqref{eq:sgd}$ より。", f"$$\n{WIDE}\n$$"])
    (root / "docs" / "index.md").write_text(page + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (root / "site" / "index.html").as_uri()


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def laid_out(page: Page, address: str) -> Page:
    """The page with every formula laid out, as if a reader had scrolled through it."""
    page.goto(address)
    page.add_style_tag(content=".katex-display > .katex > .katex-html { content-visibility: visible !important }")
    return page


def test_wide_formulas_scroll_on_their_own_and_numbers_keep_their_distance(phone: Page, formulas: str) -> None:
    page = laid_out(phone, formulas)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    overlaps = page.evaluate(TAGS)
    assert len(overlaps) == 5 and max(overlaps) <= 0
    wide = page.locator("div.arithmatex").last
    assert wide.evaluate("e => e.scrollWidth > e.clientWidth")


def test_an_overlap_of_a_number_would_be_seen(phone: Page, formulas: str) -> None:
    page = laid_out(phone, formulas)
    page.add_style_tag(content="div.arithmatex > .katex-display { min-width: 0 !important; width: 300px !important }")
    assert max(page.evaluate(TAGS)) > 0


def test_what_scrolls_can_be_reached_by_keyboard_and_what_is_hidden_cannot(phone: Page, formulas: str) -> None:
    page = laid_out(phone, formulas)
    scrolling = "[...document.querySelectorAll('div.arithmatex')].filter(e => e.scrollWidth > e.clientWidth)"
    assert page.evaluate(f"{scrolling}.length") > 5
    assert page.evaluate(f"{scrolling}.filter(e => e.tabIndex !== 0).length") == 0
    assert page.evaluate("[...document.querySelectorAll('.katex-html a')].filter(e => e.tabIndex >= 0).length") == 0


def test_formulas_have_the_colour_of_the_text(phone: Page, served: str) -> None:
    phone.goto(f"{served}/ch19/gru.html")
    colour = "e => getComputedStyle(e).color"
    article = phone.locator("article").evaluate(colour)
    assert {phone.locator("article .katex").nth(n).evaluate(colour) for n in range(5)} == {article}


def test_formulas_need_no_script(chromium: Browser, served: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/ch19/gru.html")
    assert page.locator(".arithmatex").count() == page.locator(".arithmatex > .katex, .katex-display").count() > 20
    assert page.locator("math").count() == page.locator(".katex").count()
    assert "\\(" not in page.locator("article").inner_text()
    context.close()


def test_the_only_script_for_formulas_is_the_one_that_copies(tab: Page, served: str) -> None:
    scripts: list[str] = []
    tab.on("request", lambda request: scripts.append(request.url) if request.resource_type == "script" else None)
    tab.goto(f"{served}/ch19/gru.html")
    tab.wait_for_load_state("networkidle")
    assert [url.rpartition("/")[2] for url in scripts if "katex" in url] == ["copy-tex.min.js"]


def test_a_page_without_formulas_loads_nothing_for_them(tab: Page, served: str) -> None:
    requests: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(f"{served}/verification.html")
    tab.wait_for_load_state("networkidle")
    assert requests and not [url for url in requests if "katex" in url]


def test_a_copied_formula_is_its_latex(tab: Page, formulas: str) -> None:
    tab.goto(formulas)
    copied = tab.evaluate(
        """() => {
          getSelection().selectAllChildren(document.querySelector('div.arithmatex'));
          const event = new ClipboardEvent('copy', {clipboardData: new DataTransfer(), bubbles: true});
          document.dispatchEvent(event);
          return event.clipboardData.getData('text/plain');
        }"""
    )
    assert copied.strip() == r"$$w\label{eq:sgd}$$"


def test_a_reference_leads_to_its_equation(tab: Page, formulas: str) -> None:
    tab.goto(formulas)
    tab.get_by_role("link", name="(1)").press("Enter")  # a click may miss what fonts that load late move
    tab.wait_for_function("location.hash.endsWith('eq-eq:sgd')")
    assert tab.locator("div.arithmatex:has(> :target)").count() == 1


ALONE = """() => [...document.querySelectorAll('.tashika-signs')].filter(signs => {
  const last = [...signs.previousElementSibling.querySelectorAll('.katex-base')].at(-1).getBoundingClientRect()
  const own = signs.getBoundingClientRect()
  return own.height && (own.top > last.bottom || own.bottom < last.top)
}).length"""  # signs behind a wide formula that begin a line


def test_no_sign_begins_a_line_behind_a_formula_that_fills_one(phone: Page, served: str) -> None:
    phone.goto(f"{served}/ch19/vae.html")
    assert phone.locator(".tashika-signs").count() > 0

    def alone() -> int:
        """How many do at one width or another of a phone."""
        found = 0
        for width in range(320, 430, 10):
            phone.set_viewport_size({"width": width, "height": 740})
            found += phone.evaluate(ALONE)
        return found

    assert alone() == 0
    phone.add_style_tag(content=".tashika-signs { margin: 0 !important } .katex-base { padding: 0 !important }")
    assert alone() > 0

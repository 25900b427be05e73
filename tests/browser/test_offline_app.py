"""The site without a network: kept by the browser that has visited it once, and unpacked from its archive."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import address_of, serving

from tashika.site.app_worker import contents_of, write_worker
from tashika.site.archive import FOLDER, write_archive

PATHS = (
    "index.html",
    "ch18/index.html",
    "ch18/quantization.html",
    "ch19/gru.html",
    "glossary.html",
    "verification.html",
)
MERMAID = "assets/mermaid/mermaid.min.js"
WHOLE = """async url => {
  for (let tries = 0; tries < 600; tries++) {
    if (await caches.match(url)) return true;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}"""  # whether a file comes to be kept
ALONE = """async old => {
  for (let tries = 0; tries < 600; tries++) {
    const now = await caches.keys();
    if (now.length === 1 && now[0] !== old) return true;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}"""  # whether another build's files come to be the only ones that are kept


@pytest.fixture
def site(built_site: Path, tmp_path: Path) -> Path:
    """A copy of the built site that a test may change."""
    return shutil.copytree(built_site, tmp_path / "site")


@pytest.fixture
def server(site: Path) -> Iterator[ThreadingHTTPServer]:
    with serving(site) as server:
        yield server


@pytest.fixture
def reader(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(service_workers="allow")
    yield context
    context.close()


def kept(page: Page, address: str) -> Page:
    """The page once its site is kept."""
    page.goto(address)
    page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=60_000)
    return page


def test_a_site_that_was_visited_once_opens_without_a_network(
    reader: BrowserContext, server: ThreadingHTTPServer, site: Path
) -> None:
    address = address_of(server)
    page = kept(reader.new_page(), f"{address}/")
    assert page.evaluate(WHOLE, f"{address}/{MERMAID}"), "what is heavy comes while the first page is idle"
    server.shutdown()
    server.server_close()
    reader.set_offline(True)
    for path in PATHS:
        assert page.goto(f"{address}/{path}").ok
        expect(page.locator("article h1")).to_be_visible()
    broken = page.evaluate(
        """paths => Promise.all(paths.map(p => fetch(p).then(r => r.ok ? '' : p, () => p)))
          .then(all => all.filter(Boolean))""",
        [f"{address}/{path}" for path in contents_of(site)],
    )
    assert broken == []
    page.keyboard.press("/")
    page.keyboard.insert_text("グループ畳み込み")
    expect(page.locator(".md-search-result__item a").first).to_have_attribute(
        "href", re.compile("ch19/group-conv.html"), timeout=20_000
    )
    page.goto(f"{address}/no-such-page.html")
    expect(page.locator("h1")).to_contain_text("404")


def test_a_new_build_takes_the_place_of_the_kept_one(
    reader: BrowserContext, server: ThreadingHTTPServer, site: Path
) -> None:
    address = f"{address_of(server)}/index.html"
    page = kept(reader.new_page(), address)
    before = page.evaluate("caches.keys()")
    first = site / "index.html"
    text = first.read_text("utf-8")
    first.write_text(text.replace("<h1 ", "<h1 data-new ", 1), "utf-8")
    write_worker(site)
    page.goto(address)
    assert page.locator("h1[data-new]").count() == 0
    assert page.evaluate(ALONE, before[0])
    page.goto(address)
    expect(page.locator("h1[data-new]")).to_be_visible()


def test_a_file_that_the_build_did_not_make_is_not_kept(
    reader: BrowserContext, server: ThreadingHTTPServer, site: Path
) -> None:
    (site / "ch19" / "gru.html").write_text("<h1>not of this build</h1>", "utf-8")
    page = reader.new_page()
    page.goto(f"{address_of(server)}/index.html")
    state = page.evaluate("""navigator.serviceWorker.register('sw.js').then(r => r.installing ?? r.waiting ?? r.active)
      .then(w => new Promise(done => { if (w.state === 'redundant') done(w.state);
        w.onstatechange = () => ['redundant', 'activated'].includes(w.state) && done(w.state) }))""")
    assert state == "redundant"


def test_the_app_can_be_installed(reader: BrowserContext, server: ThreadingHTTPServer) -> None:
    page = kept(reader.new_page(), f"{address_of(server)}/ch19/gru.html")
    session = reader.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == [] and manifest["url"].endswith("/app.webmanifest")
    errors = {error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert errors <= {"in-incognito"}, "a tab of a test is private, and that alone may stand in the way"


def test_the_unpacked_archive_opens_from_its_folder(chromium: Browser, built_site: Path, tmp_path: Path) -> None:
    archive = tmp_path / "notes.zip"
    write_archive(built_site, archive)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / FOLDER / "index.html").as_uri())
    page.locator("article a[href='ch19/gru.html'], article a[href='ch19/group-conv.html']").first.click()
    expect(page.locator(".katex").first).to_be_visible()
    page.locator("[data-md-component=search-query]").fill("量子化")
    expect(page.locator(".md-search-result__item a").first).to_have_attribute(
        "href", re.compile("ch18/quantization.html"), timeout=20_000
    )
    context.close()

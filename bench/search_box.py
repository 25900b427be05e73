"""Types queries into Material's search box, in Chromium, over http or in a page opened from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page, sync_playwright
from search_queries import Answer, Query

from tashika.pdf.browser import find_browser

LONGEST = 60_000  # milliseconds to wait for the index


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing between the figures."""


@contextmanager
def _address(site: Path, way: str) -> Iterator[str]:
    """The address of the site's folder, with a slash at its end."""
    if way == "file":
        yield f"{site.resolve().as_uri()}/"
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=site)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def ask_in_box(site: Path, sets: dict[str, list[Query]], way: str) -> tuple[float, dict[str, list[Answer]]]:
    """Milliseconds from the opening of the box until it was ready, and what it showed of each query, best first.

    The box shows ten pages at first, with all of their sections that were found.
    """
    start = next(page for page in ("index.html", "404.html") if (site / page).is_file())
    with _address(site, way) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(service_workers="block").new_page()
        page.add_init_script(path=Path(__file__).with_name("search_box.js"))
        page.goto(address + start)
        ready = _open(page)
        answers = {name: _ask(page, queries, address) for name, queries in sets.items()}
        browser.close()
    return ready, answers


def _open(page: Page) -> float:
    begun = page.evaluate("performance.now()")
    page.keyboard.press("/")
    page.wait_for_function("__asked.ready", timeout=LONGEST)
    return float(page.evaluate("__asked.ready")) - float(begun)


def _ask(page: Page, queries: list[Query], address: str) -> list[Answer]:
    root, answers = urlsplit(address).path, []
    for query in queries:
        page.evaluate("__asked.type('⁂⁂')")  # a query that is the same as the last is not asked
        got = page.evaluate("typed => __asked.type(typed)", query.typed)
        places = [_place(url, root) for url in got["found"]]
        answers.append(Answer(query.kind, query.typed, query.expected, places, got["ms"]))
    return answers


def _place(url: str, root: str) -> str:
    """The address as the index has it."""
    parts = urlsplit(url)
    return unquote(parts.path).removeprefix(unquote(root)) + (f"#{unquote(parts.fragment)}" if parts.fragment else "")

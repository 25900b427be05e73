"""The built site as a reader's browser sees it: `chromium` to look with, `served` to look at.

Every test in this folder is marked `browser`, and one worker runs them all, so that the site is built once.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from serving import address_of, serving
from visits import Visit, Walk

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")  # as in the Makefile
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_itemcollected(item: pytest.Item) -> None:
    """All tests here look at the built site in a browser."""
    item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser without a window: the system's own where there is one, else the one that Playwright installed."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        # No test but those of the worker that keeps the site has it keep the site, over and over.
        browser.new_context = partial(browser.new_context, service_workers="block")  # type: ignore[method-assign]
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built_site(surroundings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site that `mkdocs build` makes of the real notes."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"mkdocs build ended with {done.returncode}\n{done.stdout}{done.stderr}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def served(built_site: Path) -> Iterator[str]:
    """The address of the built site on this machine, without a slash at its end."""
    with serving(built_site) as server:
        yield address_of(server)


@pytest.fixture(scope="session")
def walk(built_site: Path) -> Walk:
    """All pages of the built site."""
    return Walk(built_site)


@pytest.fixture(scope="session")
def visits(chromium: Browser, served: str, walk: Walk) -> list[Visit]:
    """What one walk through all pages has seen."""
    return walk.visit_all(chromium, served, look=True)

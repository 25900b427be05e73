"""A link that leads nowhere is found with its place, and so is what a page would fetch from elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tashika.cli import main
from tashika.links import answer, broken, external, foreign, read_site

PAGES = {
    "index.html": '<h1 id="上">上</h1><a href="ch/a.html#%E9%87%8F">量</a> <a href="#上">上</a> <a href="ch/">章</a>'
    '<link rel="stylesheet" href="s.css"><link rel="canonical" href="https://example.org/"><a href="mailto:a@b">m</a>',
    "ch/a.html": '<h2 id="量">量</h2><a href="../index.html#%E4%B8%8A">上</a> <a href="/">top</a> <a href="#top">^</a>'
    '<img src="p.png"> <a href="https://example.org/x#y">x</a> <code>&lt;a href="nowhere"&gt;</code>',
    "ch/index.html": '<script>"<a href=\'nowhere\'>"</script><img src="data:image/png;base64,AA"><a href="?q=1">q</a>',
    "ch/p.png": "",
    "s.css": "@font-face { src: url(f.woff2) } b { background: url('data:image/png;base64,AA') }",
    "f.woff2": "",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_whole_site_has_nothing_broken(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert broken(*read_site(site)) == []
    assert main(["-C", str(site), "links", "."]) == 0
    assert capsys.readouterr().out == "0 broken links in 4 files\n"


@pytest.mark.parametrize(
    ("file", "added", "why"),
    [
        ("ch/a.html", '\n <a href="b.html">b</a>', "ch/a.html:2:2: b.html: there is no ch/b.html"),
        (
            "ch/a.html",
            '\n<a href="../index.html#下">b</a>',
            "ch/a.html:2:1: ../index.html#下: there is no #下 in index.html",
        ),
        ("index.html", '\n<a href="#y">y</a>', "index.html:2:1: #y: there is no #y in index.html"),
        ("index.html", '\n<img src="q.png">', "index.html:2:1: q.png: there is no q.png"),
        ("s.css", "\n b { background: url(g.png) }", "s.css:2:18: g.png: there is no g.png"),
        (
            "index.html",
            '\n<script src="//cdn.example.org/x.js"></script>',
            "index.html:2:1: //cdn.example.org/x.js: is fetched",
        ),
        ("s.css", "\n@import 'https://fonts.example.org/'", "s.css:2:1: https://fonts.example.org/: is fetched"),
    ],
)
def test_a_planted_fault_is_found_at_its_place(
    site: Path, file: str, added: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / file).write_text(PAGES[file] + added, encoding="utf-8")
    assert main(["-C", str(site), "links", "."]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.removeprefix("./").startswith(why)
    assert last == "1 broken links in 4 files"


def test_the_web_is_asked_only_on_demand(site: Path) -> None:
    documents, _ = read_site(site)
    assert foreign(documents) == []
    assert [*external(documents)] == ["https://example.org/x"]


class Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(int(self.path.removeprefix("/")))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_gone_only_if_its_host_says_so_or_is_not_there(host: str) -> None:
    assert [answer(f"{host}/{code}") for code in (200, 403, 429)] == ["", "", ""]
    assert answer(f"{host}/404") == "404 Not Found"
    assert "refused" in answer("http://127.0.0.1:9/")


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(tmp_path), "links"]) == 2
    assert "no built site" in capsys.readouterr().err

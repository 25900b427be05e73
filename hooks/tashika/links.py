"""Links, anchors and files that a built site speaks of and does not have. It reads HTML and CSS, and knows no MkDocs.

A regular expression over tags is refused: scripts and code are full of what looks like one.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

LINKS = {"a": "href", "area": "href", "link": "href", "img": "src", "script": "src", "source": "src", "iframe": "src",
         "video": "src", "audio": "src", "track": "src", "object": "data", "use": "href", "image": "href"}  # fmt: skip
# What names a place without asking for it: an address of this page elsewhere, a server to be connected to later.
_SPOKEN = {"canonical", "alternate", "preconnect", "dns-prefetch", "prev", "next"}
_CSS = re.compile(r"""url\(\s*["']?(?P<target>[^"')]+)["']?\s*\)|@import\s+["'](?P<other>[^"']+)["']""")
_HOME = "http://site.invalid/"
AGENT = "Mozilla/5.0 (compatible; tashika links)"


@dataclass(frozen=True, order=True)
class Link:
    """A link in a file of the site, with the line and column where its tag begins; `loads` what the browser fetches."""

    file: str
    line: int
    column: int
    target: str
    loads: bool = False


@dataclass(frozen=True)
class Document:
    """What a page has to link to, and its own links."""

    ids: frozenset[str]
    links: tuple[Link, ...]


def read_document(file: str, text: str) -> Document:
    """The links and the targets of a page; `file` is its path below the site's folder."""
    reader = _Reader(file)
    reader.feed(text)
    reader.close()
    return Document(frozenset(reader.ids), tuple(reader.links))


def read_site(folder: Path) -> tuple[dict[str, Document], frozenset[str]]:
    """The pages of a site with its style sheets, and the paths of all its files."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    documents = {}
    for path in files:
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".html", ".css"):
            text = path.read_text(encoding="utf-8", errors="replace")
            documents[name] = read_document(name, text) if path.suffix == ".html" else _style(name, text)
    return documents, frozenset(path.relative_to(folder).as_posix() for path in files)


def broken(documents: Mapping[str, Document], files: frozenset[str]) -> list[tuple[Link, str]]:
    """The links within the site that lead nowhere, each with the reason."""
    return [
        (link, why)
        for document in documents.values()
        for link in document.links
        if (why := _why(link, documents, files))
    ]


def foreign(documents: Mapping[str, Document]) -> list[Link]:
    """What a page fetches from another host when it is opened."""
    return [link for link in _all(documents) if link.loads and is_external(link)]


def external(documents: Mapping[str, Document]) -> dict[str, Link]:
    """The addresses on the web that the site links to, each with the first link to it."""
    found: dict[str, Link] = {}
    for link in _all(documents):
        if is_external(link):
            found.setdefault(urldefrag(link.target)[0], link)
    return found


def is_external(link: Link) -> bool:
    """Whether a link leads to another host."""
    parts = urlsplit(link.target)
    return bool(parts.netloc) and parts.scheme in ("", "http", "https")


def answer(address: str, timeout: float = 20.0) -> str:
    """Why an address on the web cannot be had; "" if it can. A host that refuses programs is not counted as gone."""
    request = urllib.request.Request(address, headers={"User-Agent": AGENT})
    try:
        with urllib.request.urlopen(request, timeout=timeout):
            return ""
    except urllib.error.HTTPError as error:
        return "" if error.code in (401, 403, 405, 418, 429, 503) else f"{error.code} {error.reason}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))


def _all(documents: Mapping[str, Document]) -> Iterator[Link]:
    return (link for document in documents.values() for link in document.links)


def _why(link: Link, documents: Mapping[str, Document], files: frozenset[str]) -> str:
    parts = urlsplit(link.target)
    if parts.scheme or parts.netloc:
        return ""
    path = unquote(urlsplit(urljoin(_HOME + link.file, link.target)).path).removeprefix("/")
    name = next((name for name in _names(path) if name in files), None)
    if name is None:
        return f"there is no {path or 'index.html'}"
    fragment = unquote(parts.fragment).partition(":~:")[0]
    if not fragment or fragment == "top" or name not in documents or not name.endswith(".html"):
        return ""
    known = documents[name].ids
    return "" if {fragment, parts.fragment} & known else f"there is no #{fragment} in {name}"


def _names(path: str) -> Iterable[str]:
    """The files that an address may stand for."""
    return (path, str(PurePosixPath(path) / "index.html") if path else "index.html")


def _style(file: str, text: str) -> Document:
    links = []
    for match in _CSS.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        links.append(
            Link(
                file, line, match.start() - text.rfind("\n", 0, match.start()), match["target"] or match["other"], True
            )
        )
    return Document(frozenset(), tuple(links))


class _Reader(HTMLParser):
    """Collects the ids and the links of a page."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.ids: set[str] = set()
        self.links: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an id, and a link."""
        given = {key: value or "" for key, value in attrs}
        self.ids.update(given[key] for key in ("id", "name") if given.get(key))
        target = given.get(LINKS.get(tag, ""), given.get("xlink:href", ""))
        if not target or target.startswith("data:") or _SPOKEN.intersection(given.get("rel", "").split()):
            return
        line, column = self.getpos()
        self.links.append(Link(self.file, line, column + 1, target.strip(), tag not in ("a", "area")))

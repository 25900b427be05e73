"""Pictures, links and macros in the HTML of a card: pictures and macros go along, links lead to the site. Pure."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote, urljoin, urlsplit

FORMULA = re.compile(r"(?P<open>\\[(\[])(?P<tex>.*?)(?=\\[)\]])", re.DOTALL)
COMMAND = re.compile(r"\\[A-Za-z]+")
IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")(?P<url>[^"]*)')
LINK = re.compile(r'<a\b[^>]*?\bhref="(?P<url>[^"]*)"[^>]*>(?P<text>.*?)</a>', re.DOTALL)


@dataclass
class Media:
    """Collects the pictures of the cards. `read` gives the bytes of a file below the notes' folder, or None; `address`
    the address of a page by its path there, or "" where the site has none."""

    read: Callable[[str], bytes | None]
    address: Callable[[str], str]
    files: dict[str, bytes] = field(default_factory=dict)

    def taken(self, content: str, page: str) -> str:
        """The HTML that stands on `page` with its pictures and links as they are in Anki."""
        content = IMAGE.sub(lambda match: match[1] + self._picture(match["url"], page), content)
        return LINK.sub(lambda match: self._link(match, page), content)

    def _picture(self, url: str, page: str) -> str:
        parts = urlsplit(html.unescape(url))
        found = None if parts.scheme or parts.netloc else self.read(_below(parts.path, page))
        if found is None:
            return url
        name = f"tashika-{sha256(found).hexdigest()[:16]}{posixpath.splitext(parts.path)[1]}"
        self.files[name] = found
        return name

    def _link(self, match: re.Match[str], page: str) -> str:
        url = html.unescape(match["url"])
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            return match[0]
        address = self.address(_below(parts.path, page) if parts.path else page)
        whole = html.escape(urljoin(address, f"#{parts.fragment}"))
        return f'<a href="{whole}">{match["text"]}</a>' if address else match["text"]


def _below(path: str, page: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))


def with_macros(content: str, macros: Mapping[str, str]) -> str:
    r"""HTML in which each formula brings the macros of the site along that it uses: Anki's MathJax knows none."""

    def defined(match: re.Match[str]) -> str:
        definitions = (_definition(name, macros[name]) for name in _used(match["tex"], macros))
        return match["open"] + "".join(definitions) + match["tex"]

    return FORMULA.sub(defined, content) if macros else content


def _used(tex: str, macros: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    left = COMMAND.findall(tex)
    while left:
        name = left.pop(0)
        if name in macros and name not in found:
            found.append(name)
            left += COMMAND.findall(macros[name])
    return found


def _definition(name: str, text: str) -> str:
    count = max(map(int, re.findall(r"#(\d)", text)), default=0)
    parameters = "".join(f"#{n + 1}" for n in range(count))
    return html.escape(f"\\def{name}{parameters}{{{text}}}", quote=False)

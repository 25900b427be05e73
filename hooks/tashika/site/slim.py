"""What a finished page can do without: blanks that nobody sees, and scripts in the way of the first look. Pure.

Themes indent their templates, and a loop of a template leaves empty lines: a kilobyte of each compressed page. What is
hidden from Markdown as `&#46;` need not be hidden from browsers, and names in code have the colour of code: a third of
the elements in code, which browsers would style and place again and again while a page loads.
"""

from __future__ import annotations

import html
import re
from unicodedata import east_asian_width

# What shows or says its blanks as they are: code, scripts, and the source of a formula, which a reader may copy.
_AS_IT_IS = re.compile(r"(<(pre|textarea|script|style|annotation)\b.*?</\2>)", re.DOTALL)
_CODE = re.compile(r"(<pre\b[^>]*>(?:<span></span>)?)<code>")
_TAG = re.compile(r"<[^>]*>")
FITS = 28
"""Columns of code that fit on every phone."""
_SIGN = re.compile(r"&#(\d+);")
_SAFE = frozenset("!$%()*+,-./:=?[\\]^_{|}~")
_NAME = re.compile(r'<span class="[nw]">([^<]*)</span>')
_BLANKS = re.compile(r"[ \t]*\n\s*")
_SEARCH = re.compile(r'<script src="(?P<at>[^"]*)assets/javascripts/(?P<name>iframe-worker|search-box)\.js"></script>')
# Both have a browser style every element of a page anew while it loads: Material names the colours of the page's
# frame in a tag of its own (extra.css says them instead), and forbids transitions for the moment of a change.
_NO_FRAME = (
    "<script>(head=>{const append=head.appendChild;"
    "head.appendChild=node=>node.name==='color-scheme'?node:append.call(head,node)})(document.head)</script>"
)
_SWITCHING = re.compile(r"\[data-md-color-switching\] \*[^{}]*\{[^{}]*\}")
_WRITTEN_OUT = re.compile(r'<script(?![^>]*(?:\bsrc=|type="application/json"))')
_AT_ONCE = re.compile(r"<script(?=[^>]*\bsrc=)(?![^>]*\b(?:async|defer|type=))")
_BUNDLE = re.compile(r'<script src="[^"]*assets/javascripts/bundle\.\w+\.min\.js"></script>')


def slim(page: str) -> str:
    """The page, which browsers show alike: of blanks with a line's end among them, that end is left."""
    parts = _AS_IT_IS.split(page)  # text, element, name of the element, text, …
    parts[::3] = [_SIGN.sub(_sign, _BLANKS.sub("\n", text)) for text in parts[::3]]
    parts[1::3] = [_with_stop(_NAME.sub(r"\1", element)) for element in parts[1::3]]
    del parts[2::3]
    return "".join(parts).lstrip()


def _with_stop(element: str) -> str:
    """Code that a small phone may have to scroll sideways is a stop of the keyboard; the page's script knows better."""
    head = _CODE.match(element)
    if head is None:
        return element
    lines = html.unescape(_TAG.sub("", element)).split("\n")
    return f'{head[1]}<code tabindex="0">{element[head.end() :]}' if max(map(_columns, lines)) > FITS else element


def _columns(line: str) -> int:
    return sum(2 if east_asian_width(char) in "FWA" else 1 for char in line)


def _sign(match: re.Match[str]) -> str:
    """A sign that means nothing in HTML, as itself."""
    sign = chr(int(match[1]))
    return sign if sign in _SAFE else match[0]


def with_late_scripts(page: str) -> str:
    """The page with what search needs before Material's script just there, and not in the head, which waits for it.

    Nor are they in the way of the first look: browsers run them, and what a project adds behind them, in this order
    once they have read the page; unless a script is written out there, which would run before. The stand-in for workers
    is for pages that are opened from a folder, and fetched by those alone.
    """
    bundle = _BUNDLE.search(page)
    late = "".join(_late(match) for match in _SEARCH.finditer(page))
    if not (bundle and late):
        return page
    before, behind = _SEARCH.sub("", page[: bundle.start()]), page[bundle.end() :]
    scripts = f"{late}{_NO_FRAME}{bundle[0]}"
    if not _WRITTEN_OUT.search(behind):
        scripts, behind = (_AT_ONCE.sub("<script defer", part) for part in (scripts, behind))
    return f"{before}{scripts}{behind}"


def without_switching(style: str) -> str:
    """The theme's style sheet of colours without the rule that concerns all elements of a page."""
    return _SWITCHING.sub("", style)


def _late(match: re.Match[str]) -> str:
    if match["name"] != "iframe-worker":
        return match[0]
    written = match[0].replace("</", r"<\/").replace("<script", "<scr'+'ipt")
    return f"<script>location.protocol==='file:'&&document.write('{written}')</script>"

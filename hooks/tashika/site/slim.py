"""What a finished page can do without: blanks that nobody sees, and scripts in the way of the first look. Pure.

Themes indent their templates, and a loop of a template leaves empty lines: a kilobyte of each compressed page.
"""

from __future__ import annotations

import re

# What shows or says its blanks as they are: code, scripts, and the source of a formula, which a reader may copy.
_AS_IT_IS = re.compile(r"(<(pre|textarea|script|style|annotation)\b.*?</\2>)", re.DOTALL)
_BLANKS = re.compile(r"[ \t]*\n\s*")
_SEARCH = re.compile(r'<script src="[^"]*assets/javascripts/(?:iframe-worker|search-later)\.js"></script>')
_BUNDLE = re.compile(r'<script src="[^"]*assets/javascripts/bundle\.\w+\.min\.js"></script>')


def slim(page: str) -> str:
    """The page with each run of blanks that has a line's end in it as that end alone, which browsers show alike."""
    parts = _AS_IT_IS.split(page)  # text, element, name of the element, text, …
    parts[::3] = [_BLANKS.sub("\n", text) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts).lstrip()


def with_late_scripts(page: str) -> str:
    """The page with what search needs before Material's script just there, and not in the head, which waits for it."""
    bundle = _BUNDLE.search(page)
    scripts = _SEARCH.findall(page)
    if not (bundle and scripts):
        return page
    return _SEARCH.sub("", page).replace(bundle[0], "".join(scripts) + bundle[0], 1)

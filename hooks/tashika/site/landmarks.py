"""Names and roles that Material's page lacks, for readers who use a keyboard or hear the page. Pure.

They are put into the finished HTML: a template of our own for each of these attributes would be a copy of Material's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_CONTENTS = re.compile(r'<nav class="md-nav md-nav--secondary" aria-label="(?P<name>[^"]*)"')
_BUTTON = re.compile(
    r'(?P<tag><label class="md-header__button md-icon")(?P<rest>(?: title="[^"]*")? for="(?P<of>__\w+)"[^>]*>)'
)


def accessible(page: str, words: Mapping[str, str]) -> str:
    """The page with its search, menus and tags named, and with the buttons of its head within the keyboard's reach."""
    page = page.replace('role="dialog">', f'role="dialog" aria-label="{words["search"]}">', 1)
    page = page.replace('<nav class="md-tags" >', f'<nav class="md-tags" aria-label="{words["tags"]}">', 1)
    page = _BUTTON.sub(lambda match: _button(match, words), page)
    return _menu_named(page, words["contents"]) if len(_CONTENTS.findall(page)) > 1 else page


def _button(match: re.Match[str], words: Mapping[str, str]) -> str:
    """A label that works as a button is reached by keyboard; those of the palette have names already, as titles."""
    name = words.get({"__drawer": "menu", "__search": "search"}.get(match["of"], ""))
    hidden = f'<span class="tashika-hidden">{name}</span>' if name else ""
    return f'{match["tag"]} tabindex="0"{match["rest"]}{hidden}'


def _menu_named(page: str, suffix: str) -> str:
    """The first table of contents is the one in the menu of small screens; two of one name cannot be told apart."""
    return _CONTENTS.sub(lambda match: match[0].replace(match["name"], f"{match['name']}{suffix}"), page, count=1)

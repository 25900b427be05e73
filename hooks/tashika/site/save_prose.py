"""The running text of a page as Markdown that Jupyter reads: without marks and what only this site knows. Pure."""

from __future__ import annotations

import re

from tashika.pictures import find_pictures

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTES = re.compile(r"^[ \t]*\{[^{}$\\]*\}[ \t]*$|(?<=\))\{[^{}]*\}", re.MULTILINE)
_BOX = re.compile(r'(?:\?\?\?\+?|!!!|===\+?!?)[ \t]+(?P<kind>[\w-]*)[^"\n]*(?:"(?P<title>[^"]*)")?[ \t]*')
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]*)\]\((?!https?:|mailto:)[^()\s]*\)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?!https?:|data:)[^()]*\)")
_NOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?P<end>:[ \t]*)?")
_INDENT = "    "


class Prose:
    """Turns the text between the fences of one page into Markdown; what stands in a box goes on behind a fence."""

    def __init__(self) -> None:
        self._boxed = False
        self._notes: dict[str, int] = {}

    def markdown(self, source: str, below_code: bool = False) -> str:
        """The text of one block; "" if nothing is left. Pictures right below code are outputs of it, not text."""
        lines = source.split("\n")
        drawn = {picture.index for picture in find_pictures(lines)} if below_code else set()
        text = "\n".join(self._line(line) for n, line in enumerate(lines) if n not in drawn)
        text = _ATTRIBUTES.sub("", _COMMENT.sub("", text))
        text = _NOTE.sub(self._note, text)
        text = _IMAGE.sub(r"*\g<alt>*", _LINK.sub(r"\g<text>", text))
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")

    def _note(self, match: re.Match[str]) -> str:
        """A footnote's number, which Jupyter would show as it is written."""
        number = self._notes.setdefault(match["name"], len(self._notes) + 1)
        return f"<sup>{number}</sup>{' ' if match['end'] else ''}"

    def _line(self, line: str) -> str:
        box = _BOX.fullmatch(line)
        if box:
            self._boxed = True
            return f"**{box['title'] or box['kind']}**\n"
        if self._boxed and line.strip() and not line.startswith(_INDENT):
            self._boxed = False
        return line.removeprefix(_INDENT) if self._boxed else line

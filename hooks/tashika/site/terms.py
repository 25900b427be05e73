"""A Markdown extension that marks each term of the glossary where a page first uses it: a link to its entry, with what
it means as the title.

The `abbr` extension is refused: it finds a word only between word boundaries, and running Japanese has none. Of terms
that overlap, the longest is meant. A link can be reached by keyboard and touch, and needs no script.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

LATIN, KATAKANA = "[A-Za-z0-9_]", "[ァ-ヺー]"
QUIET = {"a", "abbr", "button", "code", "data", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "script", "summary"}
QUIET |= {"style", "sup", "svg", "th"}
STASHED = re.compile("\x02[^\x03]*\x03")
MARK = "tashika-term"


@dataclass(frozen=True)
class Entry:
    """A term with all its spellings, what to say of it, and where: its entry, and the page that explains it."""

    words: tuple[str, ...]
    title: str
    target: str
    page: str


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words, the longest first; Latin and katakana words only as whole words."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(f"{_edge(word[0], '<!')}{re.escape(word)}{_edge(word[-1], '!')}" for word in ordered))


def _edge(char: str, kind: str) -> str:
    """No letter of the same script may stand on this side."""
    script = next((each for each in (LATIN, KATAKANA) if re.match(each, char)), "")
    return f"(?{kind}{script})" if script else ""


class TermMarks(Treeprocessor):
    """Marks terms in a parsed page, each once; those that the page itself explains are left alone."""

    def __init__(self, md: Markdown, entries: Sequence[Entry]) -> None:
        super().__init__(md)
        self.entries = {word: entry for entry in entries for word in entry.words}
        self.pattern = pattern(self.entries)

    def run(self, root: Element) -> None:
        """Changes the tree in place."""
        page, wanted = self._page()
        if not wanted:
            return
        left = {word: e for word, e in self.entries.items() if page not in (e.page, e.target.partition("#")[0])}
        self._visit(root, left, posixpath.dirname(page))

    def _page(self) -> tuple[str, bool]:
        """The page's path below the notes' folder, as MkDocs' own processor of links knows it, and whether the page
        wants marks: `terms: false` in its front matter declines them."""
        if "relpath" not in self.md.treeprocessors:
            return "", True
        links: Any = self.md.treeprocessors["relpath"]
        meta = getattr(links.file.page, "meta", {})
        return str(links.file.src_uri), meta.get("terms", True) is not False

    def _visit(self, element: Element, left: dict[str, Entry], folder: str) -> None:
        if element.tag in QUIET or "arithmatex" in element.get("class", "") or "page-facts" in element.get("class", ""):
            return
        if element.text and not isinstance(element.text, AtomicString):
            element.text, found = self._marked(element.text, left, folder)
            for place, mark in enumerate(found):
                element.insert(place, mark)
        for child in [*element]:
            if child.get("class") != MARK:
                self._visit(child, left, folder)
            if child.tail and not isinstance(child.tail, AtomicString) and child.get("class") != MARK:
                child.tail, found = self._marked(child.tail, left, folder)
                at = list(element).index(child) + 1
                for place, mark in enumerate(found, at):
                    element.insert(place, mark)

    def _marked(self, text: str, left: dict[str, Entry], folder: str) -> tuple[str, list[Element]]:
        """The text before the first mark, and the marks, each with the text behind it."""
        ends, marks, rest = 0, [], [""]
        for start, end, entry in self._found(text, left):
            rest[-1] += text[ends:start]
            marks.append(_mark(text[start:end], entry, folder))
            rest.append("")
            ends = end
        rest[-1] += text[ends:]
        for mark, tail in zip(marks, rest[1:], strict=True):
            mark.tail = tail
        return rest[0], marks

    def _found(self, text: str, left: dict[str, Entry]) -> Iterator[tuple[int, int, Entry]]:
        hidden = [match.span() for match in STASHED.finditer(text)]
        for match in self.pattern.finditer(text):
            entry = left.get(match[0])
            if entry and not any(start < match.end() and match.start() < end for start, end in hidden):
                for word in entry.words:
                    left.pop(word, None)
                yield match.start(), match.end(), entry


def _mark(word: str, entry: Entry, folder: str) -> Element:
    href = posixpath.relpath(entry.target, folder or ".")
    mark = Element("a", {"class": MARK, "href": href, "title": entry.title})
    mark.text = AtomicString(word)
    return mark


class TermsExtension(Extension):
    """`entries`: a list of mappings with the fields of `Entry`; plain values, so that settings can be compared."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"entries": [[], "what to mark"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        """After inline markup (20) and attribute lists (8), before MkDocs resolves links (0)."""
        entries = [Entry(**{**each, "words": tuple(each["words"])}) for each in self.getConfig("entries")]
        if entries:
            md.treeprocessors.register(TermMarks(md, entries), "tashika-terms", 4)


def makeExtension(**kwargs: Any) -> TermsExtension:
    """As Python-Markdown asks for."""
    return TermsExtension(**kwargs)

r"""The formulas of a finished page: HTML with `\(…\)` in it goes in, HTML that needs no script comes out.

This is done last, on the whole page, and not where Markdown is rendered: the search index would hold each formula
three times over, and a heading's formula is in the navigation, the table of contents and the title as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tashika.formulas.numbers import REFERENCE, Numbered, number_all
from tashika.formulas.words import plain
from tashika.site.math_setter import Setter

START = re.compile(r'<(?:span|div) class="arithmatex">')
BEFORE = frozenset("（「『(")
ELEMENT = re.compile(
    r'(?P<before>[（「『(]?)<(?P<tag>span|div) class="arithmatex">\\(?P<open>[(\[])(?P<tex>.*?)\\[)\]]</(?P=tag)>'
    r"(?P<after>[、。，．）」』：；！？)]*)",
    re.DOTALL,
)
RAW = re.compile(r"\\\((?P<tex>.+?)\\\)", re.DOTALL)
NAMES = re.compile(r'(?P<start>class="md-ellipsis">)(?P<text>[^<]*)')
WORDS = re.compile(r'<title>[^<]*</title>|\b(?:content|title|aria-label|alt)="[^"]*"')
OPENING, CLOSING = re.compile(r"\\[(\[]"), re.compile(r"\\[)\]]")
TAGS = re.compile(r"<[^>]*>")
WIDE = 16
LINE_ENDS = re.compile(r"\s*\n\s*")


@dataclass
class MathPage:
    """One page in the making; `failures` are the formulas that could not be set, with the reason."""

    setter: Setter
    has_formulas: bool = False
    failures: list[str] = field(default_factory=list)
    _queue: Iterator[Numbered] = field(default_factory=lambda: iter(()))
    _labels: Mapping[str, str] = field(default_factory=dict)

    def set(self, page: str) -> str:
        """The page with its formulas set; what is not in its text, such as its title, has them in plain words."""
        elements = list(_elements(page))
        numbered, self._labels = number_all([(_tex(each["tex"]), each["open"] == "[") for each in elements])
        self._queue = iter(numbered)
        page = _replaced(page, elements, self._element)
        if "\\(" in page:
            page = NAMES.sub(lambda match: match["start"] + RAW.sub(self._name, match["text"]), page)
            page = WORDS.sub(lambda match: RAW.sub(_words, match[0]), page)
        return page

    def _element(self, match: re.Match[str]) -> str:
        formula, display = next(self._queue), match["open"] == "["
        reference = REFERENCE.fullmatch(formula.source)
        if reference and self._labels.get(reference["name"], "?").isalnum():
            return _closed_up(_link(formula.source, reference["name"], self._labels[reference["name"]]), match, False)
        tag, anchors = match["tag"], "".join(f'<span id="eq-{label}"></span>' for label in formula.labels)
        content = self._set(formula, display)
        wide = _may_be_wide(content)
        stop = ' tabindex="0"' if display and wide else ""
        return _closed_up(f'<{tag} class="arithmatex"{stop}>{anchors}{content}</{tag}>', match, wide)

    def _name(self, match: re.Match[str]) -> str:
        tex = _tex(match["tex"])
        return f'<span class="arithmatex">{self._set(Numbered(tex, tex), False)}</span>'

    def _set(self, formula: Numbered, display: bool) -> str:
        self.has_formulas = True
        answer = self.setter.set(formula, display, self._labels)
        if isinstance(answer, str):
            return answer.replace('<a href="#eq-', '<a tabindex="-1" href="#eq-')  # KaTeX's HTML is hidden from readers
        self.failures.append(f"{answer.message} (KaTeX): {formula.source}")
        return f'<code class="tashika-false">{html.escape(formula.source)}</code>'


def _elements(page: str) -> Iterator[re.Match[str]]:
    """The formulas of a page, each with the signs around it. What begins with a sign that may be missing is looked for
    at every letter, which takes 4 ms a page; so the tags are found first."""
    end = 0
    for tag in START.finditer(page):
        first = tag.start() - (page[tag.start() - 1 : tag.start()] in BEFORE)
        if tag.start() >= end and (match := ELEMENT.match(page, max(first, end))):
            yield match
            end = match.end()


def _replaced(page: str, found: Iterable[re.Match[str]], make: Callable[[re.Match[str]], str]) -> str:
    """The page with other text in the place of what was found, in its order."""
    parts, end = [], 0
    for match in found:
        parts += [page[end : match.start()], make(match)]
        end = match.end()
    return "".join([*parts, page[end:]])


def _closed_up(element: str, match: re.Match[str], wide: bool) -> str:
    """An element with the signs next to it, which no line may begin or end with: browsers would let it.

    A formula that can fill a line must be able to break: its last part keeps the room that the signs behind it take
    (math.css), so that no line begins with them.
    """
    before, after = match["before"], match["after"]
    if wide and after and match["tag"] == "span":
        room = element.replace('class="arithmatex"', 'class="arithmatex tashika-room"', 1)
        return f'<span style="--signs:{len(after)}em">{before}{room}<span class="tashika-signs">{after}</span></span>'
    text = f"{before}{element}{after}"
    return text if wide or not (before or after) else f'<span class="tashika-line">{text}</span>'


def _link(tex: str, label: str, number: str) -> str:
    """A reference that is all of a formula, as a link that the keyboard reaches, too."""
    text = f"({number})" if "eqref" in tex else number
    return f'<a class="tashika-ref" href="#eq-{label}">{text}</a>'


def _may_be_wide(content: str) -> bool:
    """Whether a phone may have to scroll a formula sideways: then the keyboard must be able to, and so must stop there.

    A generous guess, by the number of signs and gaps: what is narrower never fills a window of 320 px.
    """
    visible = content.partition('class="katex-html"')[2].partition(">")[2]
    return len(TAGS.sub("", visible).replace("\u200b", "")) + visible.count('class="mspace"') >= WIDE


def formulas_in(content: str) -> frozenset[str]:
    """The formulas of a page's HTML, each with single blanks."""
    return frozenset(" ".join(match["tex"].split()) for match in _elements(content))


def without_marks(text: str, formulas: Container[str]) -> str:
    r"""Text for the search index without the `\(` and `\)` around what is one of these formulas."""
    kept, start = [], 0
    for opening in OPENING.finditer(text):
        if opening.start() < start:
            continue
        for closing in CLOSING.finditer(text, opening.end()):
            tex = " ".join(text[opening.end() : closing.start()].split())
            if tex in formulas:
                kept += [text[start : opening.start()], tex]
                start = closing.end()
                break
    return "".join([*kept, text[start:]])


def _tex(text: str) -> str:
    return LINE_ENDS.sub("\n", html.unescape(text)).strip()


def _words(match: re.Match[str]) -> str:
    return html.escape(plain(_tex(match["tex"])))

"""Keeps together what no line may part and no browser knows of: a number and its sign, a reference and its page."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from tashika.pdf.tree import add, classed, find, make, replace, text_of

_PARTED = re.compile(r"(?<=\d) (?=[%％])")
_LEFT = re.compile(r"^ (?=[%％])")
_AS_IT_IS = ("pre", "code", "annotation", "script", "style")
_JAPANESE = re.compile(r"^ (?=[\u3000-\u9fff])")
_END = re.compile(r"[ぁ-んァ-ヶ一-龠ー]{2}。\s*$")
_LEADS = re.compile(r"(?<=[→—]) $")
_LAST = re.compile(r"\S{1,2} ?$")
_LAST_WORD = re.compile(r"(?<![ァ-ヶー])[ァ-ヶー]{3,12}$")


def join_signs(article: HtmlElement) -> None:
    """Has the space between a number and its sign break no line, also where the number has an element of its own."""
    for element in article.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text and element.tag not in _AS_IT_IS:
            element.text = _PARTED.sub("\u00a0", element.text)
        if element.tail:
            element.tail = _PARTED.sub("\u00a0", element.tail)
            if _LEFT.match(element.tail) and text_of(element)[-1:].isdigit():
                element.tail = _LEFT.sub("\u00a0", element.tail)


def join_pages(body: HtmlElement) -> None:
    """Has a page number behind a reference, or the answer's behind a question, take two letters to the next line.

    In lists and tables, whose lines may be short, a whole word of katakana: browsers would break one in any place.
    """
    for page in [*classed(body, "ref", tag="span"), *classed(body, "quiz-to", tag="a")]:
        parent, before = page.getparent(), page.getprevious()
        if not page.tail and page.getnext() is None and parent.tail:
            parent.tail = _JAPANESE.sub("", parent.tail)  # the brackets around the page part enough
        narrow = bool(find(page, "ancestor::*[self::li or self::td]"))
        if last := (narrow and _take(_LAST_WORD, parent, before)) or _take(_LAST, parent, before):
            joined = make("span", last, class_="joined")
            replace(page, joined)
            add(joined, page)


def join_leads(body: HtmlElement) -> None:
    """Has an arrow or a dash that leads to a link never end a line."""
    for link in classed(body, "xref", tag="a"):
        before, parent = link.getprevious(), link.getparent()
        holder, name = (parent, "text") if before is None else (before, "tail")
        setattr(holder, name, _LEADS.sub("\u00a0", getattr(holder, name) or ""))


def join_ends(body: HtmlElement) -> None:
    """Has a paragraph end in a line of some letters, not of one or two: its last ones stay together."""
    for text in find(body, ".//p | .//li | .//dd"):
        if end := _take(_END, text, text[-1] if len(text) else None):
            text.append(make("span", end, class_="joined"))


def _take(end: re.Pattern[str], parent: HtmlElement, before: HtmlElement | None) -> str:
    """Takes the end of the text behind a child of an element away, or of its first text; "" if it has no such end."""
    holder, name = (parent, "text") if before is None else (before, "tail")
    text = getattr(holder, name) or ""
    found = end.search(text)
    if not found:
        return ""
    setattr(holder, name, text[: found.start()])
    return found[0]

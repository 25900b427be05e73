"""Numbers of headings, figures, tables and equations, in the order in which the book has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from tashika.pdf.figures import caption_of_table
from tashika.pdf.model import Heading, Part
from tashika.pdf.pages import INSIDE, Anchors, prefix_of
from tashika.pdf.tree import add, classes, find, has_class, make, prepend, text_of

_HEADINGS = "descendant::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
_DEEPEST = 3
_ORDINAL = re.compile(r"\s*\d+(?:[.)]\s+|[．）]\s*)(?=\S)")


@dataclass
class Numbered:
    """What can be referred to by its number: the label ("図 18.1") by id. `words` are the book's."""

    words: Mapping[str, str]
    labels: dict[str, str] = field(default_factory=dict)
    equations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Of each page of notes, by its prefix: the TeX and the id of its equations."""


def number_headings(chapter: HtmlElement, number: str, part: Part, anchors: Anchors) -> list[Heading]:
    """Numbers the headings below a chapter's own, "18.2.1"; those of class `plain` stay without, as deep ones do.

    A number that the author gave a heading ("1. …") makes way for the book's.
    """
    counts = [0] * 7
    found: list[Heading] = []
    for heading in find(chapter, _HEADINGS):
        level = int(heading.tag[1])
        if not heading.get("id"):
            heading.set("id", anchors.claim("heading"))
        numbered = bool(number) and 1 < level <= _DEEPEST and "plain" not in classes(heading)
        if numbered and (own := _ORDINAL.match(heading.text or "")):
            heading.text = (heading.text or "")[own.end() :]
        text = text_of(heading)
        heading.set("data-text", text)
        if level == 1:
            found.append(
                Heading(1, heading.get("data-number") or "", heading.get("data-title") or text, _id(heading), part)
            )
            continue
        shown = ""
        if numbered:
            counts[level] += 1
            counts[level + 1 :] = [0] * (6 - level)
            shown = ".".join([number, *map(str, counts[2 : level + 1])])
            prepend(heading, make("span", shown, class_="secno"), "\u2002")
        found.append(Heading(level, shown, text, _id(heading), part))
    return found


def number_things(chapter: HtmlElement, number: str, anchors: Anchors, numbered: Numbered) -> None:
    """Numbers figures, tables and equations of a chapter, each kind for itself: 図 18.1, 表 18.1, (18.1)."""
    counts: Counter[str] = Counter()
    wanted = f"descendant::figure | descendant::table | descendant::div[{has_class('equation')}]"
    things = [thing for thing in find(chapter, wanted) if not find(thing, "ancestor::table")]
    for thing in things:
        counts[thing.tag] += 1
        label = f"{number}.{counts[thing.tag]}"
        if not thing.get("id"):
            thing.set("id", anchors.claim(f"{_SHORT[thing.tag]}-{label}"))
        if thing.tag == "div":
            _number_equation(thing, label, numbered)
        else:
            numbered.labels[_id(thing)] = f"{numbered.words[thing.tag]} {label}"
            _number_caption(thing, numbered)


def refer_equations(chapter: HtmlElement, numbered: Numbered) -> None:
    """Gives the equations of a collection the numbers that they have in the chapters.

    They come from the page that the heading above them links to; one that is not found there has no number.
    """
    places: list[tuple[str, str]] = []
    wanted = f"self::h2 or self::h3 or self::div[{has_class('equation')}]"
    for thing in find(chapter, f"descendant::*[{wanted}]"):
        if thing.tag in ("h2", "h3"):
            links = find(thing, "./a[@href]")
            url = (links[0].get("href") or "").removeprefix(INSIDE).partition("#")[0] if links else ""
            places = list(numbered.equations.get(prefix_of(url), ())) if links else places
            continue
        tex = str(find(thing, "./div")[0].get("data-tex"))
        same = next((place for place in places if place[0] == tex), None)
        if same:
            places.remove(same)
            number = numbered.labels[same[1]].removeprefix(f"{numbered.words['equation']} ")
            add(thing, make("a", number, href=f"#{same[1]}", class_="eqno"))


_SHORT = {"figure": "fig", "table": "tab", "div": "eq"}


def _number_equation(equation: HtmlElement, label: str, numbered: Numbered) -> None:
    add(equation, make("span", f"({label})", class_="eqno"))
    numbered.labels[_id(equation)] = f"{numbered.words['equation']} ({label})"
    page = find(equation, "ancestor::*[@data-leaf][1]")
    if page:
        tex = str(find(equation, "./div")[0].get("data-tex"))
        numbered.equations.setdefault(page[0].get("data-leaf") or "", []).append((tex, _id(equation)))


def _number_caption(thing: HtmlElement, numbered: Numbered) -> None:
    found = [caption_of_table(thing)] if thing.tag == "table" else find(thing, "./figcaption")
    caption = found[0] if found else None
    if caption is None:
        caption = make("figcaption")
        thing.append(caption)
    label = make("span", numbered.labels[_id(thing)], class_="capno")
    prepend(caption, label, "\u3000" if text_of(caption) else "")


def _id(element: HtmlElement) -> str:
    return element.get("id") or ""

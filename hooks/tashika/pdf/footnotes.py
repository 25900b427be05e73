"""Footnotes of all pages of a chapter as one list at its end, with the pages that refer to each.

Notes that say the same are one note: a remark that every page of a site makes is printed once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from tashika.pdf.pages import INSIDE, Anchors, Page
from tashika.pdf.tree import add, classed, find, has_class, make, move_content, text_of


@dataclass
class Note:
    """A footnote: its id, what it says, and the ids of the places that refer to it."""

    id: str
    content: HtmlElement
    places: list[str] = field(default_factory=list)


def take_footnotes(pages: Iterable[Page], anchors: Anchors, prefix: str) -> list[Note]:
    """Takes the notes out of pages and numbers them in the order in which the chapter refers to them."""
    notes: dict[str, Note] = {}
    for page in pages:
        texts = _texts(page.article)
        ids = {id: place for (url, id), place in anchors.ids.items() if url == page.leaf.url}
        for reference in classed(page.article, "footnote-ref", tag="a"):
            fragment = (reference.get("href") or "").partition("#")[2]
            content = texts.get(ids.get(fragment, ""))
            if content is None:
                continue  # its link leads nowhere, which is told where links are resolved
            note = notes.setdefault(text_of(content), Note(f"{prefix}--note{len(notes) + 1}", content))
            anchors.ids[page.leaf.url, fragment] = note.id
            note.places.append(_place(reference, anchors, prefix))
            reference.text = str(list(notes).index(text_of(content)) + 1)
            reference.set("href", f"{INSIDE}{page.leaf.url}#{fragment}")
        for old in classed(page.article, "footnote", tag="div"):
            old.drop_tree()
    return list(notes.values())


def list_of(notes: Iterable[Note]) -> HtmlElement:
    """The list at the chapter's end; each note ends with the pages that refer to it."""
    listed = make("ol", class_="notes")
    for note in notes:
        item = move_content(note.content, make("li", id=note.id))
        back = make("span", class_="note-places")
        for at, place in enumerate(note.places):
            page = make("span", class_="folio", data_of=place)
            add(back, ", " if at else " ", make("a", "p.\u00a0", page, href=f"#{place}"))
        last = find(item, "./p[last()]")
        add(last[-1] if last else item, back)
        listed.append(item)
    return listed


def _texts(article: HtmlElement) -> dict[str, HtmlElement]:
    for back in classed(article, "footnote-backref", tag="a"):
        back.drop_tree()
    return {item.get("id") or "": item for item in find(article, f".//div[{has_class('footnote')}]//li[@id]")}


def _place(reference: HtmlElement, anchors: Anchors, prefix: str) -> str:
    """The id of the place that refers to a note."""
    mark = reference.getparent()
    assert mark is not None
    if not mark.get("id"):
        mark.set("id", anchors.claim(f"{prefix}--ref"))
    return mark.get("id") or ""

"""Puts the pages of a chapter together: its title, its pages one level below, its answers, its notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from lxml.html import HtmlElement

from tashika.pdf.footnotes import list_of, take_footnotes
from tashika.pdf.nav import Chapter
from tashika.pdf.pages import Anchors, Page
from tashika.pdf.quizzes import Answer, take_answers
from tashika.pdf.tree import add, classes, find, make, move_content, text_of

_KINDS = {"front": "front", "main": "chapter", "back": "appendix"}


def assemble(chapter: Chapter, pages: Sequence[Page], anchors: Anchors, words: Mapping[str, str]) -> HtmlElement:
    """One section of the book; `anchors` learns which heading stands for each page."""
    first, rest = pages[0], list(pages)
    section = make("section", class_=_KINDS[chapter.part])
    head = _opening(chapter, first, anchors)
    section.append(_titled(head, chapter, _title(first, chapter.title, words), words))
    answers = [(page, take_answers(page, anchors.claim, words)) for page in pages]
    notes = take_footnotes(pages, anchors, first.prefix)
    if chapter.part != "main" or first.leaf.opens:
        rest.remove(first)
        anchors.ids[first.leaf.url, ""] = section[0].get("id") or ""
        add(section, _leaf(first, "opening"))
        for heading in find(section, "./div//h2 | ./div//h3") if chapter.part == "main" else ():
            heading.set("class", "plain")
    for page in rest:
        _lower(page, anchors)
        add(section, _leaf(page, "leaf"))
    if any(found for _, found in answers):
        add(section, _answers(answers, words["answers"], anchors.claim(f"{first.prefix}--answers")))
    if notes:
        head = make("h2", words["notes"], class_="plain", id=anchors.claim(f"{first.prefix}--notes"))
        add(section, make("div", head, list_of(notes), class_="chapter-notes"))
    return section


def _title(page: Page, told: str, words: Mapping[str, str]) -> str:
    if page.leaf.source in ("index.md", "README.md"):
        return words["preface"]
    heads = find(page.article, ".//h1")
    return told or (text_of(heads[0]) if heads else page.leaf.source)


def _opening(chapter: Chapter, first: Page, anchors: Anchors) -> HtmlElement:
    """The chapter's own heading, in the place of the one that its page has."""
    old = find(first.article, ".//h1") if chapter.part != "main" or first.leaf.opens else []
    id = old[0].get("id") if old else None
    for heading in old:
        heading.drop_tree()
    return make("h1", id=id or anchors.claim(f"{first.prefix}--chapter"))


def _titled(head: HtmlElement, chapter: Chapter, title: str, words: Mapping[str, str]) -> HtmlElement:
    number = words[chapter.part].format(chapter.number) if chapter.number else ""
    head.set("data-title", title)
    head.set("data-number", number)
    if not number:
        return add(head, title)
    return add(head, make("span", number, class_="chno"), " ", make("span", title, class_="chtitle"))


def _leaf(page: Page, name: str) -> HtmlElement:
    own = [name, *(each for each in classes(page.article) if not each.startswith("md-"))]
    return move_content(page.article, make("div", class_=" ".join(own), data_leaf=page.prefix))


def _lower(page: Page, anchors: Anchors) -> None:
    """Puts a page's headings one level down; a page without a title takes the navigation's."""
    heads = find(page.article, ".//h1")
    if not heads:
        heads = [make("h1", page.leaf.title or _named(page.leaf.source), id=anchors.claim(f"{page.prefix}--title"))]
        page.article.insert(0, heads[0])
    for level in range(5, 0, -1):
        for heading in find(page.article, f".//h{level}"):
            heading.tag = f"h{level + 1}"
    if not heads[0].get("id"):
        heads[0].set("id", anchors.claim(f"{page.prefix}--title"))
    anchors.ids[page.leaf.url, ""] = heads[0].get("id") or ""


def _named(source: str) -> str:
    """What MkDocs calls a page that has no title: the name of its file."""
    name = PurePosixPath(source).stem.replace("-", " ").replace("_", " ")
    return name.capitalize() if name.islower() else name


def _answers(answers: Iterable[tuple[Page, Sequence[Answer]]], title: str, id: str) -> HtmlElement:
    head = make("h2", title, class_="plain", id=id)
    section = make("div", head, class_="answers")
    for page, found in answers:
        heads = find(page.article, ".//h1 | .//h2") if found else []
        if found:
            section.append(make("p", text_of(heads[0]) if heads else page.leaf.title, class_="answers-of"))
        add(section, *(answer.element for answer in found))
    return section

"""Makes one document from the built site: the story of the book, from its pages to its HTML."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml.html import HtmlElement

from tashika.config import Project
from tashika.pdf.boxes import open_boxes
from tashika.pdf.chapters import assemble
from tashika.pdf.code import set_code
from tashika.pdf.document import Setting, document
from tashika.pdf.figures import put_before_code, set_figures
from tashika.pdf.fonts import families
from tashika.pdf.formulas import set_formulas
from tashika.pdf.front import CONTENTS, contents, cover
from tashika.pdf.imprint import imprint_page, read_imprint
from tashika.pdf.joined import join_ends, join_leads, join_pages, join_signs
from tashika.pdf.labels import book_words
from tashika.pdf.left_out import drop_left_out
from tashika.pdf.links import Places, resolve
from tashika.pdf.model import Book, BookError, BookOptions, Heading
from tashika.pdf.nav import Chapter, Site, read_site
from tashika.pdf.numbers import Numbered, number_headings, number_things, refer_equations
from tashika.pdf.pages import Anchors, Page, read_page
from tashika.pdf.report import say_left_out, set_report
from tashika.pdf.terms_index import Uses, index_of, mark_terms, read_terms
from tashika.pdf.tree import add, classes, make


@dataclass
class Making:
    """A book in the making: what is known of its ids and numbers so far."""

    site: Path
    plan: Site
    anchors: Anchors = field(default_factory=Anchors)
    numbered: Numbered = field(init=False)
    headings: list[Heading] = field(default_factory=list)
    uses: Uses = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = book_words(self.plan.language)
        self.numbered = Numbered(self.words)


def make_book(site: Path, project: Project, options: BookOptions | None = None) -> Book:
    """The whole book of a built site. Raises BookError, which names the pages that cannot be printed, and why."""
    options = options or BookOptions()
    plan = read_site(project.root)
    chosen = list(_chosen(plan, options.chapter))
    making = Making(site, plan)
    body = make("main")
    read = [(chapter, _read(chapter, making)) for chapter in chosen]
    printed = {page.leaf.url for _, pages in read for page in pages}
    for chapter, pages in read:
        if pages:
            for page in pages:
                if drop_left_out(page.article, printed):
                    say_left_out(page, making.words)
                set_report(page, making.words, project.root)
            add(body, _chapter(chapter, pages, project, making))
    _add_index(body, project, making)
    resolve(body, Places(making.anchors.ids, making.numbered.labels, plan.address, making.words["aside"]))
    join_leads(body)
    join_pages(body)
    join_ends(body)
    return _bound(body, making, project, options)


def _chosen(plan: Site, wanted: str) -> Iterator[Chapter]:
    """All chapters, or those with pages in the folder `wanted`. Raises BookError if there are none."""
    found = [c for c in plan.chapters if not wanted or (c.part == "main" and _lies_in(c, wanted))]
    if not found:
        folders = sorted({p.source.partition("/")[0] for c in plan.chapters if c.part == "main" for p in c.pages})
        raise BookError(f"no chapter has its pages in {wanted or 'mkdocs.yml'} (known: {', '.join(folders) or 'none'})")
    yield from found


def _lies_in(chapter: Chapter, folder: str) -> bool:
    return any(page.source.startswith(folder.rstrip("/") + "/") for page in chapter.pages)


def _read(chapter: Chapter, making: Making) -> list[Page]:
    found = (read_page(making.site, leaf, making.anchors) for leaf in chapter.pages)
    pages = [page for page in found if page is not None]
    for page in pages:
        set_formulas(page)
        set_figures(page, making.site)
        join_signs(page.article)
    return pages


def _chapter(chapter: Chapter, pages: Sequence[Page], project: Project, making: Making) -> HtmlElement:
    if chapter.part == "main":
        urls = {page.leaf.source: page.leaf.url for page in pages}
        for name, places in mark_terms(pages, read_terms(project.docs), urls, making.anchors).items():
            making.uses.setdefault(name, []).extend(places)
    section = assemble(chapter, pages, making.anchors, making.words)
    set_code(section)
    put_before_code(section)
    open_boxes(section)
    making.headings += number_headings(section, chapter.number, chapter.part, making.anchors)
    if chapter.part == "back":
        refer_equations(section, making.numbered)
    elif chapter.number:
        number_things(section, chapter.number, making.anchors, making.numbered)
    return section


def _add_index(body: HtmlElement, project: Project, making: Making) -> None:
    terms = read_terms(project.docs)
    index = index_of(terms, making.uses)
    if len(index):
        title = making.words["index"]
        head = make("h1", title, id="index", data_title=title, data_text=title)
        note = make("p", making.words["bold"], class_="index-note")
        add(body, make("section", head, note, index, class_="appendix index-page"))
        making.headings.append(Heading(1, "", title, "index", "back"))


def _bound(body: HtmlElement, making: Making, project: Project, options: BookOptions) -> Book:
    """Puts cover, contents and imprint around the chapters, and writes it all into a folder."""
    plan, imprint = making.plan, read_imprint(project.root, making.site)
    title = _title(making, options)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="tashika-book-"))
    kept = project.cache and project.cache / "fonts"
    headings = _add_contents(body, making)
    whole = [
        cover(title, plan, imprint, making.words),
        body,
        imprint_page(imprint, title, plan.authors, families(), making.words),
    ]
    first = next((h.id for h in headings if h.part != "front"), "")
    page = make("body", *whole, data_front_ends=first, class_=f"paper-{options.paper}")
    facts = {"title": title, "author": making.words["comma"].join(plan.authors), "description": plan.description}
    return Book(
        html=document(page, facts, Setting(folder, making.site, options.paper, plan.language, kept)),
        folder=folder,
        headings=headings,
        title=title,
        authors=plan.authors,
        language=plan.language,
        date=imprint.date,
        subject=plan.description,
        keywords="",
        paper=options.paper,
    )


def _add_contents(body: HtmlElement, making: Making) -> tuple[Heading, ...]:
    """Puts the contents behind the preface; all headings in the order of print."""
    preface = [heading for heading in making.headings if heading.part == "front"]
    rest = [heading for heading in making.headings if heading.part != "front"]
    headings = (*preface, Heading(1, "", making.words["contents"], CONTENTS, "front"), *rest)
    at = sum("front" in classes(section) for section in body)
    body.insert(at, contents(headings, making.words["contents"]))
    return headings


def _title(making: Making, options: BookOptions) -> str:
    chapter = next((h for h in making.headings if h.part == "main"), None)
    name = f" {chapter.number} {chapter.text}" if options.chapter and chapter else ""
    return making.plan.title + name

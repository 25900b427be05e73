"""The package of a checked project: its quizzes in the order of the site."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

from tashika.anki.cards import AnkiNote, Place, to_note
from tashika.anki.media import Media, with_macros
from tashika.anki.package import package
from tashika.config import Project
from tashika.model import Page
from tashika.records import title
from tashika.site.outline import Outline, outline_at, tags_of


def deck_of(project: Project, pages: Sequence[Page], site: str = "") -> tuple[int, bytes]:
    """How many notes there are, and the package. `site` is its address, where mkdocs.yml has no `site_url`."""
    media, notes = notes_of(project, pages, site)
    sources = [project.root / page.path for page in pages if page.quizzes]
    return len(notes), package(notes, media.files, _colours(), changed(project.root, sources))


def notes_of(project: Project, pages: Sequence[Page], site: str = "") -> tuple[Media, list[AnkiNote]]:
    """The notes, and the pictures that are in them."""
    outline, docs = outline_at(project.root), project.relative(project.docs)
    asking = {page.path.removeprefix(f"{docs}/"): page for page in pages if page.quizzes}
    order = {path: index for index, path in enumerate(outline.order)}
    media = Media(lambda path: _read(project.docs, path), lambda path: outline.address(path, site))
    notes: list[AnkiNote] = []
    for path in sorted(asking, key=lambda path: (order.get(path, len(order)), path)):
        notes += _notes(path, asking[path], outline, media)
    return media, notes


def _notes(path: str, page: Page, outline: Outline, media: Media) -> Iterable[AnkiNote]:
    render, name = outline.renderer(), title(page)
    chapter = outline.chapters.get(path, name)
    place = Place(outline.name, chapter, name, media.address(path), tags_of(page.plain.lstrip("\n")))
    for quiz in page.quizzes:
        yield to_note(quiz, place, lambda text: with_macros(media.taken(render(text), path), outline.macros))


def changed(root: Path, files: Iterable[Path]) -> int:
    """When files were changed last, in seconds: by SOURCE_DATE_EPOCH if that is set, by git if it has them as they are,
    so that every checkout gives the same, else by their own times."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    names = sorted(map(str, files))
    if given.isdecimal():
        return int(given)
    if names and _git(root, "status", "--porcelain", "--", *names) == "":
        committed = _git(root, "log", "-1", "--format=%ct", "--", *names)
        if committed:
            return int(committed)
    return int(max((os.stat(name).st_mtime for name in names), default=0))


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints, or None if there is no git or no repository."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _read(docs: Path, path: str) -> bytes | None:
    file = (docs / path).resolve()
    return file.read_bytes() if file.is_relative_to(docs.resolve()) and file.is_file() else None


def _colours() -> str:
    """Colours of code, by day and by night."""
    day = HtmlFormatter(style="default").get_style_defs(".highlight")
    night = HtmlFormatter(style="github-dark").get_style_defs([".nightMode .highlight", ".night_mode .highlight"])
    kept = (line for line in f"{day}\n{night}".split("\n") if "linenos" not in line and "background:" not in line)
    return "\n".join(kept) + "\n"

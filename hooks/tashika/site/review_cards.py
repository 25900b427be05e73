"""The quizzes in a finished page, as the cards of the review page. Pure."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from tashika.model import Quiz
from tashika.site.render_record import digest

OPENING = re.compile(r'<section\b[^>]*\bid="quiz-(?P<id>[^"]+)"[^>]*>')
SECTION = re.compile(r"<(?P<end>/?)section\b[^>]*>")
ADDRESS = re.compile(r'(?P<start><[^<>]*?\s(?:href|src)=")(?P<url>[^"]*)')
LEFT_OUT = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)


@dataclass(frozen=True)
class Card:
    """A quiz as the review page shows it. `hash` stands for what its author wrote; `url` is where it is asked."""

    id: str
    hash: str
    title: str
    chapter: str
    url: str
    html: str


@dataclass(frozen=True)
class Place:
    """Where quizzes stand: a page by its URL below the site, its title, and the chapter that it is in."""

    url: str
    title: str
    chapter: str


def quiz_digest(quiz: Quiz) -> str:
    """Stands for what a reader is asked and told, and not for how it is set."""
    options = [[option.text, option.correct, option.why] for option in quiz.options]
    words = [quiz.kind, quiz.question, options, quiz.answer, quiz.explanation, quiz.number]
    return digest(json.dumps(words).encode("ascii"))[:16]


def with_hashes(page: str, hashes: Mapping[str, str]) -> str:
    """The page's HTML with each quiz's hash on it, for what its reader answers there."""

    def marked(match: re.Match[str]) -> str:
        known = hashes.get(match["id"])
        return f'{match[0][:-1]} data-hash="{known}">' if known else match[0]

    return OPENING.sub(marked, page)


def cards_in(page: str, place: Place, hashes: Mapping[str, str], review: str) -> Iterator[Card]:
    """The quizzes of a page's HTML; addresses in them lead from the review page at URL `review`."""
    for match in OPENING.finditer(page):
        name = match["id"]
        if name in hashes:
            html = LEFT_OUT.sub("", page[match.start() : _end(page, match.end())])
            url = _from(review, place.url, f"#quiz-{name}")
            yield Card(name, hashes[name], place.title, place.chapter, url, _moved(html, place.url, review))


def as_script(site: str, cards: Iterable[Card]) -> str:
    """The cards as a script: pages that are opened from a folder may load no other data."""
    data = json.dumps({"site": site, "quizzes": [*map(asdict, cards)]}, ensure_ascii=False, separators=(",", ":"))
    return f"var tashikaQuizzes = {data}\n"


def _end(page: str, start: int) -> int:
    depth = 1
    for match in SECTION.finditer(page, start):
        depth += -1 if match["end"] else 1
        if not depth:
            return match.end()
    return len(page)


def _moved(html: str, url: str, review: str) -> str:
    return ADDRESS.sub(lambda match: match["start"] + _from(review, url, match["url"]), html)


def _from(review: str, url: str, link: str) -> str:
    """A link of the page at `url` as it is written on the review page."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or link.startswith("/"):
        return link
    path = posixpath.join(posixpath.dirname(url), parts.path) if parts.path else url
    folder = posixpath.dirname(review) or "."
    moved = posixpath.relpath(path or ".", folder) + ("/" if not path or path.endswith("/") else "")
    return parts._replace(path=moved).geturl()

"""A quiz as a note of Anki: its fields as HTML, its deck and its tags. Pure.

Formulas stay LaTeX between `\\(` and `\\)`, and are not set by KaTeX as in the site: every Anki brings MathJax along.
So the cards need no fonts and no style sheet of KaTeX's, and can be edited in Anki.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tashika.model import Option, Quiz

FIELDS = ("Question", "Options", "Answer", "Explanation", "Source", "Id")
BLANKS = re.compile(r"[\s\u3000]+")


@dataclass(frozen=True)
class Place:
    """Where quizzes stand: the site, the chapter, the page's title, its address ("" if the site has none), its tags."""

    site: str
    chapter: str
    title: str
    url: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnkiNote:
    """A note as it goes into a package. `id` and `site` make its lasting identity; `fields` are those of FIELDS."""

    site: str
    id: str
    deck: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]


def to_note(quiz: Quiz, place: Place, render: Callable[[str], str]) -> AnkiNote:
    """The note of a quiz; `render` makes HTML of Markdown."""
    tags = sorted({tag(f"{place.chapter}::{place.title}"), *map(tag, place.tags)})
    fields = (
        render(quiz.question),
        _asked(quiz, render),
        _answer(quiz, render),
        render(quiz.explanation),
        _source(place, quiz),
        quiz.id,
    )
    return AnkiNote(place.site, quiz.id, f"{place.site}::{place.chapter}", fields, tuple(tags))


def tag(text: str) -> str:
    """A text as a tag, in which Anki allows no blanks."""
    return BLANKS.sub("_", text.strip())


def mixed(count: int, seed: str) -> list[int]:
    """Numbers below `count` in an order that hangs on the seed alone, and is not the sorted one."""
    order = sorted(range(count), key=lambda n: sha256(f"{seed}:{n}".encode()).digest())
    return order if order != sorted(order) else order[1:] + order[:1]


def _asked(quiz: Quiz, render: Callable[[str], str]) -> str:
    """The options as they are asked, without a trace of which are right."""
    if quiz.kind != "order":
        return _list([render(option.text) for option in quiz.options]) if quiz.options else ""
    shown = (quiz.options[n] for n in mixed(len(quiz.options), quiz.id))
    return _list([render(option.text) for option in shown], "ul")


def _answer(quiz: Quiz, render: Callable[[str], str]) -> str:
    if not quiz.options:
        return render(quiz.answer)
    return _list([*_told(quiz.options, render)], "ol" if quiz.kind != "order" else 'ol type="1"')


def _told(options: Sequence[Option], render: Callable[[str], str]) -> Iterator[str]:
    for option in options:
        state, mark = ("right", "✓ ") if option.correct else ("wrong", "")
        why = f'<div class="why">{render(option.why)}</div>' if option.why else ""
        yield f'<div class="{state}">{mark}{render(option.text)}</div>{why}'


def _list(items: Sequence[str], name: str = "ol") -> str:
    body = "".join(f"<li>{item}</li>" for item in items)
    return f'<{name} class="options">{body}</{name.partition(" ")[0]}>'


def _source(place: Place, quiz: Quiz) -> str:
    text = html.escape(f"{place.chapter} › {place.title}")
    return f'<a href="{html.escape(place.url)}#quiz-{quiz.id}">{text}</a>' if place.url else text

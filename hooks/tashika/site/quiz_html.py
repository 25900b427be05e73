"""Quizzes as HTML that works without a script: the answer is a closed `<details>`, the reasons wait for it. Pure.

It is HTML around Markdown, for Python-Markdown's md_in_html. What the decorator changes inside a quiz stays as it is.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from tashika.lines import Places
from tashika.model import Page, Quiz
from tashika.notebooks.percent import LEAD
from tashika.quizzes.model import Draft, Item
from tashika.quizzes.reading import find_quizzes, parts, unled
from tashika.render import Edit, apply


def with_quizzes(page: Page, places: Places, edits: Sequence[Edit], words: Mapping[str, str]) -> list[Edit]:
    """The edits, those inside of quizzes replaced by one for each quiz. A quiz with a fault stays as it stands."""
    known = {quiz.at.line: quiz for quiz in page.quizzes}
    left, lead = list(edits), LEAD if page.shadow and not page.is_notebook else 0
    for draft in find_quizzes(places.lines, _fenced(page), lead)[0] if known else ():
        if quiz := known.get(draft.line):
            start, end = places.offset(draft.line, 1), places.offset(draft.end_line + 1, 1)
            inside = [edit for edit in left if start <= edit.start and edit.end <= end]
            left = [edit for edit in left if edit not in inside]
            made = _Sheet(places, inside, words, lead).section(draft, quiz)
            left.append(Edit(start, end, textwrap.indent(made, lead * " ")))
    return left


def _fenced(page: Page) -> frozenset[int]:
    blocks = (block.at for block in page.blocks if block.info)
    return frozenset(line for at in blocks for line in range(at.line, at.end_line + (at.end_column > 1)))


class _Sheet:
    """Writes one quiz, with the edits that fall into it, without the `lead` blanks before its lines."""

    def __init__(self, places: Places, edits: Sequence[Edit], words: Mapping[str, str], lead: int) -> None:
        self.places, self.edits, self.words, self.lead = places, edits, words, lead
        self.source = "".join(places.lines)

    def section(self, draft: Draft, quiz: Quiz) -> str:
        """The whole quiz; what was put between its parts, such as a box about a false key, comes behind it."""
        options = self._options(draft, quiz) if quiz.options else ""
        body = f"{_div('quiz-question', self._lines(*draft.question))}{options}{self._answer(draft, quiz)}"
        inner = [self.places.offset(line, 1) for part in parts(draft) for line in part]
        covered = list(zip(inner[::2], inner[1::2], strict=True))
        loose = (e for e in self.edits if not any(_is_in(e, *part) for part in covered))
        rest = unled("".join(edit.text for edit in loose), self.lead)
        return f'\n<section {_attributes(quiz)} markdown="1">\n{body}</section>\n\n{rest}\n'

    def _text(self, start: int, end: int) -> str:
        """A part of the page with its edits."""
        own = [e for e in self.edits if _is_in(e, start, end)]
        moved = [replace(e, start=e.start - start, end=e.end - start) for e in own]
        return unled(apply(self.source[start:end], moved), self.lead)

    def _lines(self, line: int, end_line: int) -> str:
        return self._text(self.places.offset(line, 1), self.places.offset(end_line, 1))

    def _options(self, draft: Draft, quiz: Quiz) -> str:
        is_order = quiz.kind == "order"
        items = [self._item(draft, n, quiz) for n in range(len(draft.items))]
        shown = [items[n] for n in shuffled(len(items), quiz.id)] if is_order else items
        letters = ' type="A"' if len(items) > 2 and not is_order else ""
        return f'<ol class="quiz-options"{letters} markdown="1">\n{"".join(shown)}</ol>\n\n'

    def _item(self, draft: Draft, n: int, quiz: Quiz) -> str:
        item = draft.items[n]
        correct = " data-correct" if item.mark == "x" else ""
        position = f' data-position="{n + 1}"' if quiz.kind == "order" else ""
        reason = textwrap.dedent(self._lines(*item.why))
        why = _div("quiz-why", reason) if reason.strip() else ""
        text = f'<div class="quiz-option" markdown="span">{self._option(item)}</div>\n'
        return f'<li{correct}{position} markdown="block">\n{text}{why}</li>\n'

    def _option(self, item: Item) -> str:
        return self._text(self.places.offset(item.line, item.column + 1), self.places.offset(item.line + 1, 1)).strip()

    def _answer(self, draft: Draft, quiz: Quiz) -> str:
        key = self._key(quiz) if quiz.options else ""
        notes = "\n\n".join(self._lines(*part) for part in draft.notes)
        summary = draft.summary or self.words["answer"]
        return (
            f'<details class="quiz-answer" markdown="1">\n<summary>{summary}</summary>\n\n{key}{notes}\n\n</details>\n'
        )

    def _key(self, quiz: Quiz) -> str:
        """The right options, for readers without a script."""
        right = [(n, option.text) for n, option in enumerate(quiz.options) if option.correct]
        if quiz.kind == "order":
            return "".join(f"{n + 1}. {text}\n" for n, text in right) + "\n"
        named = [f"({chr(65 + n)}) {text}" if len(quiz.options) > 2 else text for n, text in right]
        return f"{named[0]}\n{{ .quiz-key }}\n\n" if len(named) == 1 else _bullets(named)


def _is_in(edit: Edit, start: int, end: int) -> bool:
    """Whether an edit belongs to a part of the text; what is put between two parts belongs to the second."""
    return start <= edit.start < end and edit.end <= end


def _bullets(named: Sequence[str]) -> str:
    return "".join(f"- {text}\n" for text in named) + "\n"


def _div(name: str, text: str) -> str:
    return f'<div class="{name}" markdown="1">\n\n{text.strip()}\n\n</div>\n'


def _attributes(quiz: Quiz) -> str:
    return " ".join(f'{name}="{html.escape(value)}"' for name, value in _values(quiz))


def _values(quiz: Quiz) -> Iterator[tuple[str, str]]:
    yield from (("class", "quiz"), ("id", f"quiz-{quiz.id}"), ("data-kind", quiz.kind))
    if quiz.number:
        yield from (("data-answer", quiz.number), ("data-tolerance", quiz.tolerance))
        yield from [("data-rounded", "")] if quiz.rounded else []


def shuffled(count: int, seed: str) -> list[int]:
    """Numbers below `count` in an order that hangs on the seed alone, and is not the sorted one."""
    order = sorted(range(count), key=lambda n: sha256(f"{seed} {n}".encode()).digest())
    return order if order != sorted(order) else order[1:] + order[:1]

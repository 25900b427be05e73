"""A question as Markdown for a notebook: it is asked first, and answered in a closed box. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from tashika.lines import split_lines
from tashika.model import Option, Quiz
from tashika.site.quiz_html import shuffled


def with_questions(text: str, line: int, quizzes: Sequence[Quiz], words: Mapping[str, str]) -> str:
    """The text that begins at a line, with each quiz as a question where it begins; `words` are those of the site."""
    lines = split_lines(text)
    for quiz in quizzes:
        first, last = quiz.at.line - line, quiz.at.end_line - line
        for n in range(max(first, 0), min(last + 1, len(lines))):
            lines[n] = f"{question(quiz, words['answer'])}\n" if n == first else ""
    return "".join(lines)


def question(quiz: Quiz, answer: str) -> str:
    """A quiz without a mark on what is right, and below it a box with that; `answer` is the word on the box."""
    told = "\n\n".join(filter(None, (_told(quiz), quiz.answer, quiz.explanation)))
    return "\n\n".join([quiz.question, *_asked(quiz), f"<details><summary>{answer}</summary>", told, "</details>"])


def _asked(quiz: Quiz) -> Iterator[str]:
    options = quiz.options
    if quiz.kind == "order":
        options = tuple(options[n] for n in shuffled(len(options), quiz.id))
    if options:
        yield "\n".join(f"- {name}{option.text}" for name, option in zip(_names(quiz), options, strict=True))


def _told(quiz: Quiz) -> str:
    """What is right, and the reasons."""
    if quiz.kind == "order":
        return "\n".join(f"{n}. {option.text}{_reason(option)}" for n, option in enumerate(quiz.options, 1))
    named = [*zip(_names(quiz), quiz.options, strict=True)]
    right = [f"- **{name}{option.text}**{_reason(option)}" for name, option in named if option.correct]
    wrong = [f"- {name}{option.text}{_reason(option)}" for name, option in named if not option.correct and option.why]
    return "\n".join(right + wrong)


def _names(quiz: Quiz) -> list[str]:
    """What options are called: their letters, where the site shows any."""
    lettered = quiz.kind != "order" and len(quiz.options) > 2
    return [f"({chr(65 + n)}) " if lettered else "" for n in range(len(quiz.options))]


def _reason(option: Option) -> str:
    return f"\n\n{textwrap.indent(option.why, '    ')}" if option.why else ""

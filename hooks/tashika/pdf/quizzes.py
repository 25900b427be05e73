"""Takes the answers of questions out of the text: a book has them at the end of the chapter.

Questions come in two forms: details that ask in their title and answer in their text, and sections of the class `quiz`
with options, reasons, and details that answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from tashika.pdf.pages import Page
from tashika.pdf.tree import add, classed, find, has_class, make, move_content, replace, text_of

_NUMBER = re.compile(r"^(問\s*\d+|Q(?:uestion)?\s*\d+)\s*[.．:：、]?\s*")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Answer:
    """What the end of the chapter says to a question: an element whose id the question refers to."""

    element: HtmlElement


QUESTIONS = f".//details[{has_class('question')}] | .//section[{has_class('quiz')}]"
"""Where the site has questions, before their answers are taken out."""


def take_answers(page: Page, claim: Callable[[str], str], words: Mapping[str, str]) -> list[Answer]:
    """Takes the answers out and leaves the questions, each with the page of its answer; `claim` gives free ids."""
    prefix = page.prefix
    asked = find(page.article, QUESTIONS)
    answers: list[Answer] = []
    for count, old in enumerate(asked, 1):
        question = claim(old.get("id") or f"{prefix}--q{count}")
        taken = _from_details(old) if old.tag == "details" else _from_section(old)
        number = _NUMBER.match(text_of(taken[0]))
        name = number[1] if number else words["question"].format(count)
        answers.append(_answer(name, question, claim(f"{prefix}--a{count}"), taken[1]))
        taken[0].set("id", question)
        _say_where(taken[0], words["answer on"], answers[-1].element.get("id") or "")
        replace(old, taken[0])
    return answers


def _from_details(details: HtmlElement) -> tuple[HtmlElement, HtmlElement]:
    question = make("div", class_="quiz")
    for summary in find(details, "./summary"):
        question.append(move_content(summary, make("p", class_="quiz-question")))
        summary.drop_tree()
    return question, move_content(details, make("div"))


def _from_section(section: HtmlElement) -> tuple[HtmlElement, HtmlElement]:
    answer = make("div")
    kept = classed(section, "quiz-answer")
    right = _right_options(section)
    if right and not kept:
        add(answer, make("p", make("strong", "、".join(right))))
    for details in kept:
        for summary in find(details, "./summary"):
            summary.drop_tree()
        move_content(details, answer)
        details.drop_tree()
    _take_reasons(section, answer)
    for screen in find(section, ".//label | .//fieldset"):
        screen.drop_tag()
    question = make("div", class_="quiz", data_kind=section.get("data-kind") or "")
    return move_content(section, question), answer


def _options(section: HtmlElement) -> list[tuple[str, HtmlElement]]:
    """The options with what they are called: their letter, or what they say where the list has no letters."""
    lists = find(section, f".//ol[{has_class('quiz-options')}]")
    lettered = any(each.get("type") == "A" for each in lists)
    options = [option for each in lists for option in find(each, "./li")]
    return [(_LETTERS[at % 26] if lettered else _said(option), option) for at, option in enumerate(options)]


def _said(option: HtmlElement) -> str:
    texts = classed(option, "quiz-option")
    return text_of(texts[0] if texts else option)


def _right_options(section: HtmlElement) -> list[str]:
    """The right options' names; what says so goes, and with it the places of options that are to be put in order."""
    for option in find(section, ".//li[@data-position]"):
        option.attrib.pop("data-position")
    return [name for name, option in _options(section) if option.attrib.pop("data-correct", None) is not None]


def _take_reasons(section: HtmlElement, answer: HtmlElement) -> None:
    reasons = make("dl", class_="quiz-reasons")
    for name, option in _options(section):
        for reason in classed(option, "quiz-why"):
            reason.drop_tree()
            add(reasons, make("dt", name), move_content(reason, make("dd")))
    if len(reasons):
        answer.append(reasons)


def _answer(name: str, question: str, id: str, content: HtmlElement) -> Answer:
    content.set("class", "answer")
    content.set("id", id)
    back = make("a", name, href=f"#{question}", class_="answer-of")
    first = content[0] if len(content) else None
    if first is not None and first.tag == "p" and not (content.text or "").strip():
        back.tail = "\u3000" + (first.text or "")
        first.text = None
        first.insert(0, back)
    else:
        content.insert(0, make("p", back))
    return Answer(content)


def _say_where(question: HtmlElement, words: str, answer: str) -> None:
    """Says at a question's end on which page its answer is."""
    asked = classed(question, "quiz-question") or [question]
    last = find(asked[0], "./p[last()]") or asked
    page = make("span", class_="folio", data_of=answer)
    add(last[0], " ", make("a", words, page, href=f"#{answer}", class_="quiz-to"))

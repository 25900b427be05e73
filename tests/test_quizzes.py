"""Quizzes: what is read of them, the HTML they become, and that the notes have all of theirs."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest

from tashika.config import load_project
from tashika.lines import Places
from tashika.markdown import read_page
from tashika.model import Page, Quiz, Report, Verdict
from tashika.notes import read_notes
from tashika.quizzes.keys import agrees, answer
from tashika.site.decorate import Decorator
from tashika.site.findings import Findings
from tashika.site.quiz_html import shuffled
from tashika.site.words import words

ROOT = Path(__file__).parents[1]
EVERY_KIND = (ROOT / "tests" / "cases" / "truths" / "quiz-of-each-kind" / "page.md").read_text(encoding="utf-8")


def page_of(text: str) -> Page:
    page = read_page("page.md", text, {}, "")
    assert page.problems == ()
    return page


def decorated(text: str) -> str:
    page = page_of(text)
    return Decorator(Findings(Report(pages=(page,))), words("ja")).decorate(page)


def rendered(text: str) -> str:
    return markdown.markdown(decorated(text), extensions=["attr_list", "md_in_html", "pymdownx.superfences"])


class Outline(HTMLParser):
    """Which elements stand in which, as "section.quiz > ol.quiz-options > li", and the attributes of each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.path: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.path == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.path.append(f"{tag}.{given['class']}" if "class" in given else tag)
        self.seen.append((" > ".join(self.path), given))

    def handle_endtag(self, tag: str) -> None:
        assert self.path.pop().split(".")[0] == tag

    def of(self, path: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.seen if found == path]


def test_a_quiz_is_read_with_its_options_reasons_and_answer() -> None:
    quizzes = {quiz.id: quiz for quiz in page_of(EVERY_KIND).quizzes}
    assert [quiz.kind for quiz in quizzes.values()] == ["single", "single", "multiple", "order", "numeric", "recall"]
    first = quizzes["q"]
    assert first.question == "**問 1.** いくつ？"
    assert [(option.text, option.correct, option.why) for option in first.options] == [
        ("2,040", False, "足し忘れています。"),
        ("**2,048** 個", True, ""),
        ("2,050", False, ""),
    ]
    assert (first.at.line, first.options[0].at.line, first.options[1].at.line) == (8, 11, 15)
    assert quizzes["r"].explanation == "説明です。"
    assert (quizzes["u"].answer, quizzes["u"].number, quizzes["u"].tolerance) == ("**2,048** 個", "2048", "0")
    assert (quizzes["v"].answer, quizzes["v"].explanation) == ("答えです。", "")


@pytest.mark.parametrize(
    ("rule", "tolerance", "rounded"),
    [("", "0", False), ("[digits]", "0.0005", True), ("[atol=0.01]", "0.01", True), ("[rtol=0.1]", "0.0429", True)],
)
def test_the_rule_of_the_claim_is_the_tolerance_of_a_numeric_answer(rule: str, tolerance: str, rounded: bool) -> None:
    hidden = f'<details markdown="1"><summary>答え</summary>\n\n0.429<!-- ={rule} 3 / 7 -->\n\n</details>'
    text = f"```python\nn = 1\n```\n\n<!-- quiz: numeric id=q -->\nいくつ？\n\n{hidden}\n<!-- /quiz -->\n"
    (quiz,) = page_of(text).quizzes
    assert (quiz.number, float(quiz.tolerance), quiz.rounded) == ("0.429", pytest.approx(float(tolerance)), rounded)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2,048", "2,048"),
        ("64 個", "64"),
        ("毎秒 **2** 兆回。縛るのは 1 つ", "2"),
        ("`(2, 3)`。32 とは違う", "(2, 3)"),
        ("18,464<!-- = n --> 個と 3 個", "18,464"),
        ("Sarsa、Q学習", "Sarsa、Q学習"),
        ("1 と 2", "1 と 2"),
    ],
)
def test_an_option_answers_with_its_claim_its_code_its_bold_text_its_number_or_all_of_it(text: str, found: str) -> None:
    literal, start, end = answer(text)
    assert literal == text[start:end] == found


def test_true_and_false_are_what_people_call_them() -> None:
    assert all(
        agrees(word, "True", "exact") and not agrees(word, "False", "exact") for word in ("正", "はい", "○", "Yes")
    )
    assert all(
        agrees(word, "False", "exact") and not agrees(word, "True", "exact") for word in ("誤", "いいえ", "×", "no")
    )
    assert agrees("True", "True", "exact")
    assert not agrees("正", "1", "exact")


def test_a_page_with_quizzes_is_still_read_without_loss() -> None:
    assert "".join(block.source for block in page_of(EVERY_KIND).blocks) == EVERY_KIND


def test_a_quiz_becomes_html_that_works_without_a_script() -> None:
    html = rendered(EVERY_KIND)
    outline = Outline(html)
    sections = outline.of("section.quiz")
    assert [(each["id"], each["data-kind"]) for each in sections][:2] == [("quiz-q", "single"), ("quiz-r", "single")]
    assert len(outline.of("section.quiz > div.quiz-question")) == 6
    assert len(outline.of("section.quiz > details.quiz-answer > summary")) == 6
    assert len(outline.of("section.quiz > ol.quiz-options > li > div.quiz-why")) == 1
    items = outline.of("section.quiz > ol.quiz-options > li")
    assert ["data-correct" in item for item in items] == [False, True, False, True, False, True, True, False] + [
        False
    ] * 3
    assert sorted(str(item["data-position"]) for item in items[-3:]) == ["1", "2", "3"]
    numeric = next(each for each in sections if each["data-kind"] == "numeric")
    assert (numeric["data-answer"], numeric["data-tolerance"]) == ("2048", "0")
    assert "<!-- " not in html and "[x]" not in html and "[ ]" not in html


def test_numbers_in_a_quiz_are_marked_as_verified() -> None:
    page = page_of(EVERY_KIND)
    report = Report(tuple(Verdict(claim, "holds", "2048") for claim in page.claims), pages=(page,))
    text = Decorator(Findings(report), words("ja")).decorate(page)
    assert text.count('<data class="tashika-value"') == 2


def test_a_preview_shows_a_wrong_key_at_its_quiz() -> None:
    page = page_of(EVERY_KIND)
    verdicts = [Verdict(claim, "differs" if claim.form == "choice" else "holds", "7") for claim in page.claims]
    text = Decorator(Findings(Report(tuple(verdicts), pages=(page,))), words("ja")).decorate(page)
    assert text.count("!!! failure") == sum(verdict.outcome == "differs" for verdict in verdicts) == 5
    assert text.index('id="quiz-q"') < text.index("!!! failure") < text.index('id="quiz-s"')


def test_a_quiz_with_a_fault_is_left_as_it_stands() -> None:
    text = "<!-- quiz: single id=q -->\n問\n\n- [ ] 1\n- [ ] 2\n<!-- /quiz -->\n"
    page = read_page("page.md", text, {}, "")
    assert page.quizzes == ()
    assert "- [ ] 1" in Decorator(Findings(Report(pages=(page,))), words("ja")).decorate(page)


def test_items_of_an_order_stand_in_another_one_each_time_the_same() -> None:
    for count in range(2, 9):
        for seed in ("a", "b", "c"):
            order = shuffled(count, seed)
            assert sorted(order) == list(range(count)) != order
            assert order == shuffled(count, seed)


def test_code_in_a_question_and_in_a_reason_stays_code() -> None:
    reason = "    ```text\n    <!-- /quiz -->\n    ```\n"
    text = f"<!-- quiz: single id=q -->\n問\n\n```text\n- [x] 1\n```\n\n- [x] 1\n\n{reason}\n- [ ] 2\n<!-- /quiz -->\n"
    (quiz,) = page_of(text).quizzes
    assert len(quiz.options) == 2
    outline = Outline(rendered(text))
    assert len(outline.of("section.quiz > div.quiz-question > div.highlight > pre")) == 1
    assert len(outline.of("section.quiz > ol.quiz-options > li > div.quiz-why > div.highlight > pre")) == 1


@pytest.fixture(scope="module")
def quizzes() -> dict[str, list[Quiz]]:
    notes = read_notes(load_project(ROOT))
    assert notes.problems == ()
    return {
        Places(page.path, "").path.removeprefix("docs/").removesuffix(".md"): [*page.quizzes] for page in notes.pages
    }


def test_each_page_of_the_notes_asks_its_questions(quizzes: dict[str, list[Quiz]]) -> None:
    notes = {path for path in quizzes if re.match(r"ch1[89]/(?!index)", path)}
    counts = {path: len(quizzes[path]) for path in notes}
    assert len(notes) >= 29
    assert {path for path in notes if counts[path] < 3} == set()
    assert sum(counts.values()) >= 143
    assert {quiz.kind for found in quizzes.values() for quiz in found} == {
        "single",
        "multiple",
        "numeric",
        "order",
        "recall",
    }


def test_questions_of_a_page_are_numbered_and_named_after_it(quizzes: dict[str, list[Quiz]]) -> None:
    for path, found in quizzes.items():
        for number, quiz in enumerate(found, 1):
            assert quiz.question.startswith(f"**問 {number}.** "), quiz.at
            assert quiz.id.startswith(f"{Path(path).name}-"), quiz.at


def test_every_wrong_option_of_the_notes_has_a_reason_or_its_question_an_explanation(
    quizzes: dict[str, list[Quiz]],
) -> None:
    bare = [
        str(option.at)
        for found in quizzes.values()
        for quiz in found
        for option in quiz.options
        if quiz.kind in ("single", "multiple") and not option.correct and not option.why and not quiz.explanation
    ]
    assert bare == []


def test_explanations_name_no_option_by_a_letter(quizzes: dict[str, list[Quiz]]) -> None:
    """Letters are the page's, and decks of cards may order the options anew."""
    found = [quiz for each in quizzes.values() for quiz in each if quiz.options]
    assert [
        quiz.id for quiz in found if re.search(r"(?<![A-Za-z$=⊙])[A-D] (?:は|と|や|も|なら|が)", quiz.explanation)
    ] == []


def test_the_script_passes_its_own_tests() -> None:
    node = shutil.which("node") or Path(sys.executable).with_name("node")
    files = sorted((ROOT / "tests" / "quizzes").glob("*.test.js"))
    done = subprocess.run([node, "--test", *files], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

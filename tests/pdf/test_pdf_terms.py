"""What the index leads to, found in pages that are written out here."""

from __future__ import annotations

import pytest

from tashika.model import Span, Term
from tashika.pdf.nav import Leaf
from tashika.pdf.pages import Anchors, Page
from tashika.pdf.terms_index import index_of, mark_terms
from tashika.pdf.tree import classed, find, parse, text_of


def term(name: str, english: str) -> Term:
    return Term(Span("glossary.yml", 1, 1, 1, 1), name, "じょうりゅう", english, (), "教師をまねること。", "a.md")


def leads_to(term: Term, article: str) -> str:
    """What stands where the index leads to, with all of its block."""
    page = Page(Leaf("a.md", "a.html"), "a", parse(f"<body><h1>題</h1>{article}</body>"))
    index = index_of([term], mark_terms([page], [term], {"a.md": "a.html"}, Anchors()))
    (link,) = find(index, ".//a[@class='explains']")
    (place,) = find(page.article, f".//*[@id='{(link.get('href') or '')[1:]}']/ancestor-or-self::*[parent::body][1]")
    return text_of(place)


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ('<details class="question"><summary>問</summary><p><strong>蒸留</strong>。</p></details>', "蒸留は"),
        ('<section class="quiz"><p>蒸留</p></section>', "蒸留は"),
        ("<h2>文献</h2><ul><li><strong>蒸留</strong>。</li></ul>", "蒸留は"),
        ("<h2>他</h2><ul><li><strong>蒸留</strong>。</li></ul>", "蒸留。"),
        (
            "<p><strong>知識を移すこと</strong>（knowledge distillation）</p>",
            "知識を移すこと（knowledge distillation）",
        ),
        ("<p>知識（蒸留）</p>", "蒸留は"),
    ],
)
def test_the_index_leads_neither_to_questions_nor_to_literature_but_to_what_brackets_name(
    before: str, found: str
) -> None:
    article = f"{before}<h2>式</h2><p><strong>蒸留</strong>は</p>"
    assert leads_to(term("蒸留", "knowledge distillation"), article) == found


def test_a_use_in_a_question_or_in_literature_is_none() -> None:
    use = '<a class="tashika-term" href="g.html#term-distillation">蒸留</a>'
    page = Page(
        Leaf("b.md", "b.html"),
        "b",
        parse(
            f'<body><p>{use}</p><section class="quiz">{use}</section><h2>References</h2><ul><li>{use}</li></ul></body>'
        ),
    )
    uses = mark_terms([page], [term("蒸留", "distillation")], {"b.md": "b.html"}, Anchors())
    assert [len(places) for places in uses.values()] == [1]


@pytest.mark.parametrize(("english", "said"), [("Knowledge / distillation", []), ("teaching", ["teaching"])])
def test_the_index_does_not_say_twice_what_differs_in_signs_alone(english: str, said: list[str]) -> None:
    one = term("knowledge・distillation", english)
    index = index_of([one], {"term-" + name: [("x", True)] for name in ("knowledge-distillation", "teaching")})
    assert [text_of(each) for each in classed(index, "index-english")] == said

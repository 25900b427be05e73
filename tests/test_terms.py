"""Terms of the glossary are marked where a page first uses them; formulas are collected from all pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from markdown import Markdown

from tashika.markdown import read_page
from tashika.site.formulas import in_order, with_formulas
from tashika.site.terms import pattern

ENTRIES = [
    ("剪定", "枝刈り"),
    ("チャネル剪定",),
    ("ゲート",),
    ("リセットゲート",),
    ("GRU",),
    ("ε-greedy",),
]
EXTENSIONS = ["tables", "attr_list", "toc", "pymdownx.superfences", "pymdownx.arithmatex", "pymdownx.details"]


def entry(words: tuple[str, ...]) -> dict[str, Any]:
    title = f"{words[0]} の意味"
    return {"words": list(words), "title": title, "target": f"glossary.md#{words[0]}", "page": "elsewhere.md"}


def marked(text: str) -> str:
    extensions: list[Any] = [*EXTENSIONS, "tashika.site.terms"]
    settings = {
        "tashika.site.terms": {"entries": [entry(words) for words in ENTRIES]},
        "pymdownx.arithmatex": {"generic": True},
    }
    return Markdown(extensions=extensions, extension_configs=settings).convert(text)


def words(text: str) -> list[str]:
    return re.findall(r'<a class="tashika-term"[^>]*>([^<]*)</a>', marked(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("この剪定は速い。", ["剪定"]),
        ("チャネル剪定は、剪定の 1 つ。", ["チャネル剪定", "剪定"]),
        ("剪定と剪定と枝刈り", ["剪定"]),
        ("枝刈りの後", ["枝刈り"]),
        ("リセットゲートとゲート", ["リセットゲート", "ゲート"]),
        ("デリゲートとゲートウェイ", []),
        ("GRUは速い。AGRU、GRU2 は違う", ["GRU"]),
        ("方策は ε-greedy である", ["ε-greedy"]),
        ("**剪定**、*GRU*", ["剪定", "GRU"]),
        ("| 剪定 | b |\n| --- | --- |\n| GRU | c |", ["GRU"]),
        ("- 剪定\n\n    GRU", ["剪定", "GRU"]),
        ("> 剪定", ["剪定"]),
    ],
)
def test_a_term_is_marked_where_it_is_first_used(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "# 剪定",
        "剪定\n===",
        "`剪定`",
        "```text\n剪定\n```",
        "    剪定",
        "[剪定](a.md)",
        "![剪定](a.svg)",
        "$\\text{剪定}$",
        "$$\n\\text{剪定}\n$$",
        '??? question "剪定とは"\n\n    答え',
        "目安 · 剪定\n{ .page-facts }",
    ],
)
def test_what_is_no_running_text_is_left_alone(text: str) -> None:
    assert words(text) == []
    assert "剪定" in marked(text)


def test_a_mark_is_a_link_to_the_entry_that_says_what_it_means() -> None:
    assert marked("この**剪定**は") == (
        '<p>この<strong><a class="tashika-term" href="glossary.md#剪定" title="剪定 の意味">剪定</a></strong>は</p>'
    )


def test_the_text_of_a_page_stays_as_it_was() -> None:
    text = "チャネル剪定は剪定、*GRU* は `GRU` と $GRU$ の GRU。\n\n次の剪定、枝刈り、リセットゲート。"
    plain = re.sub(r"</?a\b[^>]*>", "", marked(text))
    assert plain == Markdown(
        extensions=EXTENSIONS, extension_configs={"pymdownx.arithmatex": {"generic": True}}
    ).convert(text)


def test_of_words_that_overlap_the_longest_is_found() -> None:
    assert pattern(["剪定", "チャネル剪定", "定"]).findall("チャネル剪定と剪定") == ["チャネル剪定", "剪定"]


def test_formulas_of_all_pages_come_in_the_order_of_the_navigation() -> None:
    texts = {
        "a.md": "# あ\n\n## 式\n\n$$\na=1\n$$\n\n## 例\n\n$$\nb<!-- = 2 -->\n$$\n",
        "b.md": "# い\n\n$$\nc\n$$\n\n??? note\n\n    $$\n    d\n    $$\n",
        "f/sheet.md": "# 集\n\n<!-- formulas -->\n",
    }
    pages = {path: read_page(f"docs/{path}", text, {}, "snippets") for path, text in texts.items()}
    nav = [{"題": ["b.md", {"二": "a.md"}]}, "f/sheet.md", "none.md"]
    assert [*in_order(nav)] == ["b.md", "a.md", "f/sheet.md", "none.md"]
    sheet = with_formulas(texts["f/sheet.md"], pages["f/sheet.md"], pages, [*in_order(nav)])
    assert sheet == (
        "# 集\n\n## [い](../b.md)\n\n$$\nc\n$$\n\n## [あ](../a.md)\n\n**式**\n\n$$\na=1\n$$\n\n**例**\n\n$$\nb\n$$\n\n"
    )
    assert with_formulas("x", pages["a.md"], pages, []) == "x"

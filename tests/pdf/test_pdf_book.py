"""The document of the book: what is in it, in which order, with which numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from conftest import CASES

from tashika.pdf.model import BookError
from tashika.pdf.tree import classed, find, has_class, text_of

Make = Callable[..., tuple]


def headings(book, part="main"):
    return [(h.level, h.number, h.text) for h in book.headings if h.part == part]


def test_sections_of_the_navigation_are_chapters_with_their_own_numbers(small) -> None:
    book, _ = small
    assert [h.number for h in book.headings if h.level == 1 and h.part == "main"] == ["第18章", "第19章"]
    assert headings(book)[:5] == [
        (1, "第18章", "基礎"),
        (2, "", "ページの一覧"),
        (2, "18.1", "量子化"),
        (3, "18.1.1", "式"),
        (3, "18.1.2", "コード"),
    ]
    assert (2, "19.1", "グループ畳み込み") in headings(book)


def test_a_page_without_a_title_has_the_name_that_mkdocs_gives_it(changed: Make) -> None:
    book, _ = changed("built/ch18/quantization.html", "h1", "p")
    assert "量子化" in [h.text for h in book.headings], "the navigation's"
    book, _ = changed("mkdocs.yml", "- 量子化: ch18/quantization.md", "- ch18/quantization.md")
    assert "Quantization" in [h.text for h in book.headings]


def test_other_pages_are_a_preface_and_lettered_appendices_and_a_list_of_tags_is_left_out(small) -> None:
    book, _ = small
    assert headings(book, "front") == [(1, "", "はじめに"), (1, "", "目次")]
    assert [(n, t) for level, n, t in headings(book, "back") if level == 1] == [
        ("付録A", "公式集"),
        ("付録B", "用語集"),
        ("付録D", "検証レポート"),
        ("", "索引"),
    ]


def test_pages_for_the_screen_are_left_out_and_appendices_are_lettered_without_them(changed: Make) -> None:
    book, _ = changed("mkdocs.yml", "site_name", "extra: {book: {leave_out: [formulas.md, t*.md]}}\nsite_name")
    assert [(n, t) for level, n, t in headings(book, "back") if level == 1] == [
        ("付録A", "用語集"),
        ("付録B", "検証レポート"),
        ("", "索引"),
    ]
    assert "formulas.html" not in book.html


def test_a_book_in_another_language_than_japanese_has_english_labels(changed: Make) -> None:
    book, html = changed("mkdocs.yml", "language: ja", "language: en")
    first = [h for h in book.headings if h.level == 1]
    assert [h.number for h in first] == ["", "", "Chapter 18", "Chapter 19", *map("Appendix {}".format, "ABD"), ""]
    assert [first[0].text, first[1].text, first[-1].text] == ["Preface", "Contents", "Index"]
    labels = [text_of(each) for name in ("capno", "quiz-to", "cover-date") for each in classed(html, name)]
    names = [text_of(each) for each in find(html, f"//dl[{has_class('facts')}]/dt")]
    assert {label.split()[0] for label in labels} >= {"Figure", "Table", "answer:", "Edition"}
    assert not re.search("[\u3040-\u30ff\u4e00-\u9fff（）]", " ".join([*labels, *names]))


def test_headings_stand_in_the_order_of_print_and_every_one_has_its_id(small) -> None:
    book, html = small
    printed = [e.get("id") for e in find(html, "//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")]
    assert printed == [h.id for h in book.headings]
    assert len(set(printed)) == len(printed)


def test_every_link_and_every_page_number_has_its_target(small) -> None:
    _, html = small
    ids = [e.get("id") for e in find(html, "//*[@id]")]
    assert len(set(ids)) == len(ids)
    for link in find(html, "//a[starts-with(@href, '#')]"):
        assert link.get("href")[1:] in ids
    for span in classed(html, "folio"):
        assert span.get("data-of") in ids
    assert not [a for a in find(html, "//a[@href]") if not a.get("href").startswith(("#", "https://"))]


def test_contents_list_the_headings_of_chapters_with_a_place_for_the_page(small) -> None:
    book, html = small
    entries = find(html, f"//nav[{has_class('toc')}]//a")
    wanted = [h for h in book.headings if h.level <= {"main": 3}.get(h.part, 1) and h.text != "目次"]
    assert [a.get("href") for a in entries] == [f"#{h.id}" for h in wanted]
    assert all(len(classed(a, "folio")) == 1 for a in entries)


def test_arabic_numbers_begin_at_the_first_chapter(small) -> None:
    book, html = small
    first = next(h for h in book.headings if h.part == "main")
    assert find(html, "//body")[0].get("data-front-ends") == first.id
    assert len(classed(html, "chapter", tag="section")) == 2


def test_the_imprint_says_date_environment_and_claims(small) -> None:
    book, html = small
    said = text_of(classed(html, "imprint")[0])
    assert book.date == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert "2023年11月14日" in said
    assert "12 件のうち 12 件" in said
    assert "CPython 3.11.7" in said


def test_the_book_does_not_say_how_long_programs_took(small) -> None:
    _, html = small
    assert "秒" not in text_of(find(html, "//main")[0])
    assert "torch 2.13.0+cpu" in text_of(html)


def rows_of(html, name: str) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in find(classed(html, name)[0], ".//tr")]


CLAIM = "<tr><td><code>b.py:{}</code></td><td>{}</td><td><code>1</code></td><td><code>{}</code></td><td>一致</td></tr>"


def test_the_report_counts_the_claims_of_each_page_by_kind_and_result_and_those_of_rules(changed: Make) -> None:
    kinds = ["図", "図", "図", "値", "値", "数式", "表"]
    more = "".join(CLAIM.format(line, kind, "rtol=1e-6,atol=1e-9") for line, kind in enumerate(kinds))
    _, html = changed("built/verification.html", "</tbody></table></details>", f"{more}</tbody></table></details>")
    head, row = rows_of(html, "report-pages")
    assert head == ["ページ", "図", "出力", "値", "数式", "ほか", "主張", "結果"], "the most frequent kinds first"
    assert row == ["量子化", "3", "2", "2", "1", "1", "9", "一致 8、不一致 1"]
    (link,) = find(classed(html, "report-pages")[0], ".//a")
    assert classed(link, "ref")[0].get("data-of") == "ch18-quantization--h1", "the page has its number"
    report = text_of(classed(html, "report")[0])
    assert "規則で分けると、rtol 7、digits 1、exact 1 です。" in report
    assert "本に載せていない" not in report
    sections = [text_of(each) for each in find(classed(html, "report")[0], ".//h2")]
    assert [each.split()[-1] for each in sections] == [
        *("実行環境", "実行していないブロック", "ページごとの内訳", "プログラム")
    ]


def test_the_report_lists_each_program_with_its_own_claims_and_the_digest_of_its_file(changed: Make) -> None:
    page = "".join(f'<h3 id="x{at}"><a href="ch18/quantization.html">頁</a></h3>' + PROGRAMS for at in range(2))
    _, html = changed("built/verification.html", '<h3 id="u">', f'{page}<h3 id="u">')
    digest = sha256((CASES / "docs" / "glossary.yml").read_bytes()).hexdigest()[:12]
    assert rows_of(html, "report-programs") == [
        ["プログラム", "主張", "結果とライブラリ", "SHA-256"],
        ["docs/glossary.yml", "1", "完了 · numpy 2.4.6", digest],
        ["b.py", "0", "完了", "–"],
    ], "what several pages use is listed once"


PROGRAMS = (
    "<table><thead><tr><th>プログラム</th><th>結果</th><th>時間</th><th>版</th></tr></thead><tbody><tr>"
    "<td><code>docs/glossary.yml</code></td><td>完了</td><td>1 秒</td><td>numpy 2.4.6</td></tr></tbody></table>"
    f"<details><table><tbody>{CLAIM.format(1, '値', 'exact').replace('b.py', 'docs/glossary.yml')}"
    "</tbody></table></details>"
)


def test_a_number_that_the_author_gave_a_heading_makes_way_for_the_books(changed: Make) -> None:
    new = '<h2 id="式">1. 式</h2><h2 id="bits">1.58 ビット</h2><h4 id="deep">2. 深い見出し</h4>'
    book, html = changed("built/ch18/quantization.html", '<h2 id="式">式</h2>', new)
    assert headings(book)[3:6] == [(3, "18.1.1", "式"), (3, "18.1.2", "1.58 ビット"), (5, "", "2. 深い見出し")]
    assert text_of(find(html, "//h3")[0]) == "18.1.1 式"


def test_the_report_has_the_pages_of_the_book_and_says_that_its_numbers_are_of_more(changed: Make) -> None:
    left = '<h3 id="g"><a href="guide/claims.html">Claims</a></h3><p>英語の手引き</p><h3 id="u">'
    _, html = changed("built/verification.html", '<h3 id="u">', left)
    report = text_of(classed(html, "report")[0])
    assert "英語の手引き" not in report and "Claims" not in report and "一致 1、不一致 1" in report
    assert "本に載せていないページの分" in report


def test_what_a_collection_has_from_pages_that_are_not_in_the_book_is_left_out(small) -> None:
    book, _ = small
    assert "主張と規則" not in book.html and "本に入らないページの式" not in book.html
    assert (2, "A.1", "量子化") in headings(book, "back")


def test_the_same_site_makes_the_same_document(changed: Make) -> None:
    assert changed()[0].html == changed()[0].html


def test_a_page_that_the_site_lacks_is_an_error_that_names_it(changed: Make) -> None:
    with pytest.raises(BookError, match=r"ch19/gone\.md: the site has no page ch19/gone\.html"):
        changed("mkdocs.yml", "ch19/group.md", "ch19/gone.md")


def test_all_links_that_lead_nowhere_are_told_with_their_pages(changed: Make) -> None:
    with pytest.raises(BookError) as error:
        changed("built/ch18/distillation.html", "#tab-compare", "#gone")
    assert str(error.value) == (
        "ch18/distillation.md: the link to ch18/distillation.html#gone leads nowhere: that page has no such anchor"
    )


def test_a_book_of_one_chapter_has_its_own_contents_and_links_out_of_it_are_plain_text(changed: Make) -> None:
    book, html = changed(chapter="ch18")
    assert {h.number for h in book.headings if h.level == 1} == {"", "第18章"}
    assert book.title == "小さな本 第18章 基礎"
    term = [e for e in classed(html, "tashika-term") if text_of(e) == "蒸留"]
    assert [e.tag for e in term] == ["span"]


def test_links_out_of_a_chapter_lead_to_the_site_where_it_has_an_address(changed: Make) -> None:
    _, html = changed("mkdocs.yml", "site_name", "site_url: https://notes.example/\nsite_name", chapter="ch18")
    term = [e for e in classed(html, "tashika-term") if text_of(e) == "蒸留"]
    assert [e.get("href") for e in term] == ["https://notes.example/glossary.html#term-knowledge-distillation"]


def test_a_chapter_that_is_not_there_is_an_error_that_names_those_that_are(changed: Make) -> None:
    with pytest.raises(BookError, match=r"no chapter has its pages in ch20 \(known: ch18, ch19\)"):
        changed(chapter="ch20")


@pytest.mark.parametrize(("paper", "size"), [("A4", "210mm 297mm"), ("B5", "182mm 257mm")])
def test_the_paper_sets_the_size_of_the_page(changed: Make, paper: str, size: str) -> None:
    book, _ = changed(chapter="ch19", paper=paper)
    assert book.paper == paper and f"@page {{ size: {size}" in book.html


def test_nothing_in_the_document_is_outside_its_folder_and_no_style_transforms(small) -> None:
    book, _ = small
    style = book.html[book.html.index("<style>") : book.html.index("</style>")]
    assert "transform" not in style.replace("there are none", "").replace("Transforms would be painted", "")
    assert "file:" not in book.html and "http-equiv" not in book.html
    assert (book.folder / "book.html").read_text(encoding="utf-8") == book.html

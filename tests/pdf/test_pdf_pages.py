"""What becomes of the parts of a page: boxes, code, figures, formulas, questions, notes, links, terms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tashika.pdf.boxes import open_boxes
from tashika.pdf.code import set_code
from tashika.pdf.diagrams import set_diagrams
from tashika.pdf.figures import put_before_code
from tashika.pdf.hatches import draw_hatches
from tashika.pdf.joined import join_signs
from tashika.pdf.model import BookError
from tashika.pdf.tree import classed, classes, find, has_class, parse, text_of

Make = Callable[..., tuple]


def only(found):
    assert len(found) == 1
    return found[0]


def test_what_only_a_screen_needs_is_left_out(small) -> None:
    _, html = small
    assert not classed(html, "headerlink", "md-tags", "site-only", "katex-mathml")
    assert not find(html, "//main//script | //main//input | //main//*[@title]")


def test_details_are_open_and_all_tabs_are_printed_below_their_labels(small) -> None:
    _, html = small
    assert not find(html, "//details | //summary")
    assert "折りたたまれた文。" in text_of(only(classed(html, "opened")))
    tabs = only(classed(html, "tabs"))
    assert [text_of(each) for each in tabs.iter("p")] == ["NumPy", "一つ目の札。", "PyTorch", "二つ目の札。"]


def test_a_diagram_is_a_figure_with_its_title_as_the_caption_and_its_source_until_it_is_drawn() -> None:
    source = "flowchart TD\n accTitle: 流れ\n accDescr: 左から右へ\n A --&gt; B"
    article = parse(f'<body><pre class="mermaid"><code>{source}</code></pre></body>')
    set_diagrams(article)
    figure = only(find(article, "//figure"))
    assert [(each.tag, text_of(each)[:12]) for each in figure] == [("pre", "flowchart TD"), ("figcaption", "流れ")]
    assert figure[0].get("aria-label") == "左から右へ"


def test_code_that_is_folded_away_comes_behind_the_figure_that_it_draws() -> None:
    article = parse("<body><p>文。</p><details><p>コード</p></details><figure></figure><p>続き。</p></body>")
    put_before_code(article)
    assert [each.tag for each in find(article, "//body/*")] == ["p", "figure", "details", "p"]


def test_code_is_lines_and_its_output_and_mark_belong_to_it(small) -> None:
    _, html = small
    listing = only(classed(html, "listing"))
    code, output, mark = listing
    lines = classed(code, "line")
    assert [line.text_content().strip("\u200b") for line in lines][:4] == [
        "def f():",
        '    """一行目',
        '    二行目"""',
        "",
    ]
    assert [e.get("class") for e in lines[2]] == ["s2"], "a token of many lines keeps its colour"
    assert text_of(output) == "18,432"
    assert text_of(mark) == "✓ 検証済み · torch 2.13.0+cpu"


@pytest.mark.parametrize("last", ["listing", "figure"])
def test_the_mark_of_a_notebooks_cell_belongs_to_what_the_cell_ends_with(last: str) -> None:
    shown = "<figure></figure>" if last == "figure" else ""
    code = '<div class="highlight"><pre><code>1\n</code></pre></div>'
    cell = f'<div class="tashika-cell">{code}{shown}</div>'
    article = parse(f'<body>{cell}<p><span class="tashika-mark">✓ 検証済み</span></p><p>文。</p></body>')
    set_code(article)
    mark = only(classed(article, "mark-line"))
    parent = mark.getparent()
    assert parent[-1] is mark and last in (parent.tag, *classes(parent))


def test_a_line_that_may_wrap_has_a_mark_that_is_drawn_and_says_nothing(small) -> None:
    _, html = small
    line = only(classed(html, "long"))
    wraps = only(classed(line, "wraps"))
    assert wraps.get("aria-hidden") == "true" and not text_of(wraps)
    assert find(wraps, ".//path")


def test_a_figure_has_a_number_a_caption_and_its_mark(small) -> None:
    book, html = small
    figure = only(find(html, "//figure"))
    assert text_of(only(find(figure, "./figcaption"))) == "図 18.1 山の形の図"
    assert text_of(figure[-1]) == "✓ 検証済み"
    assert 'viewBox="0 0 400 200"' in book.html and "<clipPath" in book.html
    assert not find(figure, ".//img") and "#1f2328" not in book.html, "one drawing, in the ink of the book"
    clip = only(find(figure, ".//*[local-name()='clippath']")).get("id")
    assert clip.startswith("ch18-quantization--") and f"url(#{clip})" in book.html


def test_tables_have_numbers_and_a_link_that_says_only_table_gets_the_number(small) -> None:
    _, html = small
    captions = [text_of(each) for each in find(html, f"//section[{has_class('chapter')}]//caption")]
    assert captions == ["表 18.1", "表 18.2"], "the headings above say what they are"
    link = only(find(html, "//a[@href='#ch18-distillation--tab-compare']"))
    assert text_of(link) == "表 18.2"


def captions_of(html) -> list[str]:
    return [text_of(each) for each in find(html, f"//section[{has_class('chapter')}]//caption")]


def test_a_paragraph_of_the_class_caption_above_a_table_is_its_caption_and_gives_it_its_id(changed: Make) -> None:
    new = '<p class="caption" id="tab-compare">手法の <em>違い</em></p>\n<table>'
    _, html = changed("built/ch18/distillation.html", '<table id="tab-compare">', new)
    assert captions_of(html) == ["表 18.1", "表 18.2 手法の 違い"]
    assert text_of(only(find(html, "//a[@href='#ch18-distillation--tab-compare']"))) == "表 18.2"
    assert not find(html, "//p[@class='caption']")


def test_a_caption_that_says_no_more_than_the_heading_above_it_is_only_a_number(changed: Make) -> None:
    said = [f'<p class="caption">{words}</p><table><tr><td>値</td></tr></table>' for words in ("比べる", "比べると")]
    _, html = changed(
        "built/ch18/quantization.html", '<h2 id="式">', f'<h2 id="b">比べる</h2>{"".join(said)}<h2 id="式">'
    )
    assert captions_of(html)[1:] == ["表 18.2", "表 18.3 比べると", "表 18.4"]


def test_hatched_areas_of_a_drawing_are_lines_behind_one_clip_instead_of_a_picture_each() -> None:
    lines = '<path d="M 0 9 L 9 0" style="stroke:black"/>'
    pattern = f'<defs><pattern id="h" width="72" height="72"><rect fill="#c70"/>{lines}</pattern></defs>'
    bars = "".join(f'<path d="M {x} 0 h 5 v 9 z" clip-path="url(#all)" style="fill:url(#h)"/>' for x in (0, 9))
    drawing = only(find(parse(f'<body><svg viewBox="0 0 100 50">{pattern}{bars}</svg></body>'), "//svg"))
    draw_hatches(drawing)
    assert [path.get("style") for path in find(drawing, "./path")] == ["fill:#c70"] * 2
    group = only(find(drawing, "./g"))
    assert group.get("clip-path") == "url(#all)"
    assert only(find(group, ".//clipPath/path")).get("d") == "M 0 0 h 5 v 9 z M 9 0 h 5 v 9 z"
    assert [use.get("x") for use in find(group, ".//use")] == ["0", "72"]


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["第 10 行（番号の記録なし）", "あ" * 40, "短い"], [True, False, True]),
        (["あ" * 14, "い" * 14, "う" * 14], [False, False, False]),
        (["あ" * 9, "い" * 9, "う" * 9, "え" * 9, "短い"], [False, False, False, False, True]),
    ],
)
def test_a_narrow_column_of_a_table_stays_on_one_line_where_all_have_room(cells: list[str], kept: list[bool]) -> None:
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    article = parse(f"<body><table><tr>{row}</tr></table></body>")
    open_boxes(article)
    assert ["tight" in (cell.get("class") or "") for cell in find(article, "//td")] == kept


def test_equations_have_numbers_and_a_collection_of_them_refers_to_these(small) -> None:
    _, html = small
    first, second = classed(html, "equation")
    assert text_of(first[-1]) == "(18.1)"
    assert only(classed(first, "display-math")).get("data-tex") == "q=x/S"
    assert second[-1].get("href") == f"#{first.get('id')}" and text_of(second[-1]) == "(18.1)"


def test_formulas_keep_their_source_as_what_they_say_and_stay_visible_to_readers(small) -> None:
    _, html = small
    inline = only(classed(html, "math"))
    assert (inline.get("aria-label"), inline.get("role"), inline.get("data-tex")) == ("S_1", "math", "S_1")
    assert not find(inline, ".//*[@aria-hidden]")


def test_an_equation_of_a_collection_that_is_on_no_page_has_no_number(changed: Make) -> None:
    _, html = changed("built/formulas.html", "q=x/S</annotation>", "q=y</annotation>")
    assert len(classed(html, "eqno")) == 1


def test_answers_of_both_kinds_of_questions_stand_at_the_end_of_the_chapter(small) -> None:
    _, html = small
    chapter = classed(html, "chapter", tag="section")[0]
    questions = classed(chapter, "quiz")
    assert "8 ビットが標準" not in text_of(questions[0]) and "少なすぎます" not in text_of(questions[1])
    answers = classed(only(classed(chapter, "answers")), "answer")
    assert text_of(answers[0]).startswith("問 1 8") and "8 ビットが標準です。" in text_of(answers[0])
    assert text_of(answers[1]).startswith("問 2 (B) 8 ビット")
    assert "解説の文。" in text_of(answers[1])
    assert [text_of(each) for each in find(answers[1], ".//dl/*")] == ["A", "少なすぎます。", "B", "これが標準です。"]
    assert [text_of(each) for each in find(answers[2], ".//ol/li")] == ["選ぶ", "測る"]
    for question, answer in zip(questions, answers, strict=True):
        assert only(classed(question, "quiz-to")).get("href") == f"#{answer.get('id')}"
        assert only(classed(answer, "answer-of")).get("href") == f"#{question.get('id')}"


def test_a_question_gives_nothing_away(small) -> None:
    _, html = small
    options = [text_of(each) for each in find(html, f"//*[{has_class('quiz')}]//li")]
    assert options == ["4 ビット", "8 ビット", "16 ビット", "測る", "選ぶ"]
    assert not find(html, "//*[@data-correct or @data-position or @data-answer]")


def test_notes_that_say_the_same_are_one_at_the_chapters_end_with_all_their_places(small) -> None:
    _, html = small
    notes = only(classed(html, "notes"))
    note = only(list(notes))
    assert text_of(note).startswith("照合していません。")
    references = classed(html, "footnote-ref")
    assert [(text_of(each), each.get("href")) for each in references] == [("1", f"#{note.get('id')}")] * 2
    places = {span.get("data-of") for span in classed(note, "folio")}
    assert places == {only(find(each, "..")).get("id") for each in references}


def test_a_note_that_is_not_there_is_an_error(changed: Make) -> None:
    with pytest.raises(BookError, match=r"ch18/distillation\.md: the link to .*#fn:gone leads nowhere"):
        changed("built/ch18/distillation.html", "#fn:syllabus", "#fn:gone")


def test_links_between_pages_say_the_page_but_terms_and_links_among_others_in_a_cell_do_not(changed: Make) -> None:
    cell = '<td>教師の出力を<a href="quantization.html">まねる</a></td>'
    _, html = changed("built/ch18/distillation.html", "<td>教師の出力をまねる長い説明がここに入ります</td>", cell)
    pages = [each for each in classed(html, "ref") if text_of(only(find(each, "ancestor::a"))) == "量子化"]
    pages = [each for each in pages if not find(each, f"ancestor::*[{has_class('report')}]")]
    assert [each.get("class") for each in pages] == ["folio ref"] * 2
    assert [bool(find(each, "ancestor::td")) for each in pages] == [True, False], "it has the cell for itself"
    assert not find(html, "//td/a[text()='まねる']/span") and not find(only(classed(html, "tashika-term")), "./span")


def test_a_table_of_an_appendix_says_the_page_of_each_reference(changed: Make) -> None:
    links = '<a href="ch18/quantization.html">量子化</a>、<a href="ch18/distillation.html">蒸留</a>'
    rows = f"<tr><td>{'説明。' * 40}</td><td>あり: {links}</td></tr>"
    _, html = changed("built/glossary.html", "</article>", f"<table><tbody>{rows}</tbody></table></article>")
    cell = only(find(html, "//td[starts-with(., 'あり')]"))
    assert [text_of(each) for each in find(cell, f"./a[.//span[{has_class('ref')}]]")] == ["量子化", "蒸留"]


def test_addresses_on_the_web_are_printed_unless_the_link_says_where_it_leads(small) -> None:
    _, html = small
    assert [text_of(each) for each in classed(html, "web")] == ["論文（example.org/paper）", "arXiv:1"]


def test_the_index_has_the_terms_that_are_used_in_the_order_of_their_readings(small) -> None:
    _, html = small
    index = only(classed(html, "index"))
    assert [text_of(each) for each in classed(index, "index-row", "index-term")] == ["さ行", "蒸留", "ら行", "量子化"]
    assert text_of(only(classed(html, "index-note"))) == "太い数字は、その言葉を説明しているページです。"
    entry = classed(index, "index-entry")[0]
    used, explained = classed(entry, "folio")
    assert "explains" not in (only(find(used, "..")).get("class") or "")
    assert only(find(explained, "..")).get("class") == "explains"
    assert text_of(only(find(html, f"//*[@id='{explained.get('data-of')}']"))) == "蒸留"


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("ch18/distillation.md", ("strong", "蒸留")),
        ("ch18/distillation.md#比べる", ("td", "蒸留")),
        ("ch18/distillation.md#none", ("strong", "蒸留")),
    ],
)
def test_the_index_leads_to_where_a_term_stands_and_not_to_the_beginning_of_its_section(
    changed: Make, page: str, place: tuple[str, str]
) -> None:
    _, html = changed("docs/glossary.yml", "page: ch18/distillation.md", f"page: {page}")
    (link,) = find(only(classed(html, "index")), ".//a[@class='explains']")[:1]
    found = only(find(html, f"//*[@id='{(link.get('href') or '')[1:]}']"))
    assert (found.tag, text_of(found)) == place


def test_a_term_that_stands_only_in_a_longer_word_is_explained_at_the_heading(changed: Make) -> None:
    _, html = changed("docs/glossary.yml", "term: 蒸留", "term: DIS")
    (link,) = find(only(classed(html, "index")), ".//a[@class='explains']")[:1]
    found = only(find(html, f"//*[@id='{(link.get('href') or '')[1:]}']"))
    assert found.tag == "h2" and "蒸留" in text_of(found), "the page's own heading, a level lower in a book"


def test_a_picture_from_the_web_is_an_error_since_books_are_made_offline(changed: Make) -> None:
    with pytest.raises(BookError, match=r"ch19/group\.md: the picture https://x\.example/a\.png is not of this site"):
        changed("built/ch19/group.html", "本文。", '<img src="https://x.example/a.png" alt="絵">')


def test_a_picture_that_the_site_lacks_is_an_error(changed: Make) -> None:
    with pytest.raises(BookError, match=r"ch19/group\.md: the site has no picture ch19/gone\.png"):
        changed("built/ch19/group.html", "本文。", '<img src="gone.png" alt="絵">')


def test_no_line_parts_a_number_from_its_per_cent() -> None:
    article = parse("<body><p>5 % は <b>25</b> %、x % と <code>7 % 2</code></p></body>")
    join_signs(article)
    assert article.text_content() == "5\u00a0% は 25\u00a0%、x % と 7 % 2"

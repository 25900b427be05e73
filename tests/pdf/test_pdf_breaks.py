"""Where lines and pages of the book part, and where they do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_book import ROOT, filled, formula, program

from tashika.pdf.boxes import open_boxes
from tashika.pdf.browser import Browser, Page
from tashika.pdf.code import columns_of, set_code
from tashika.pdf.columns import fitted, set_columns, width_of
from tashika.pdf.formulas import part_rows
from tashika.pdf.joined import join_ends, join_leads, join_pages
from tashika.pdf.tree import classed, classes, find, markup, parse, text_of

STYLE = (ROOT / "hooks" / "tashika" / "pdf" / "book.css").read_text(encoding="utf-8")
PAGE = ":root { --measure: 300px; --page-height: 400px } main { width: 300px } p, li { line-height: 20px }"
ROWS = """
(name) => {
  tashikaOpen();
  const section = document.getElementById(name), rows = {}, range = document.createRange();
  section.classList.add("tashika-paged");
  const left = section.getBoundingClientRect().left, pitch = tashikaPitch(section);
  const texts = document.createTreeWalker(section.querySelector(".watched"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    range.selectNode(texts.currentNode);
    const row = range.getBoundingClientRect();
    (rows[Math.floor((row.left - left + 4) / pitch)] ??= new Set()).add(Math.round(row.top));
  }
  section.classList.remove("tashika-paged");
  tashikaClose();
  return Object.values(rows).map((tops) => tops.size);
}
"""


def text(height: int) -> str:
    return f'<p style="height: {height}px">text</p>'


def paragraph(rows: int, name: str = "p") -> str:
    return f'<{name} class="watched">{"<br>".join(["一行"] * rows)}</{name}>'


def listing(*lines: str, output: int = 0) -> str:
    rows = "".join(f'<span class="line{" blank" * (not one)}">{one or "&#8203;"}</span>' for one in lines)
    printed = "".join(f'<span class="line">{number}</span>' for number in range(output))
    below = f'<div class="language-output highlight watched"><pre><code>{printed}</code></pre></div>' if output else ""
    return f'<div class="listing"><div class="highlight"><pre><code>{rows}</code></pre></div>{below}</div>'


def quiz(rows: int) -> str:
    options = "".join(f"<li>{number}</li>" for number in range(rows))
    question = '<div class="quiz-question"><p>問</p></div>'
    return f'<div class="quiz">{question}<ol class="quiz-options watched">{options}</ol></div>'


def table(rows: int) -> str:
    body = "".join(f"<tr><td>{number}</td></tr>" for number in range(rows))
    return f'<table class="long watched"><thead><tr><th>題</th></tr></thead><tbody>{body}</tbody></table>'


CASES = {
    "three": text(340) + paragraph(3),
    "three and a bit": text(337) + paragraph(3),
    "item": text(340) + f"<ul>{paragraph(3, 'li')}</ul>",
    "five": text(345) + paragraph(5),
    "output": text(200) + listing(*["code"] * 6, output=4) + "<p>text</p>",
    "quiz": text(310) + quiz(4) + "<p>text</p>",
    "head": text(345) + listing("code", "", *["code"] * 20).replace("listing", "listing watched"),
    "parted": text(250) + listing(*["code"] * 6, "", *["code"] * 2, "", *["code"] * 12),
    "box": text(150)
    + f'<div class="admonition" id="b"><p class="admonition-title">題</p>{listing(*["code"] * 24)}</div>',
    "options": text(325) + quiz(3).replace('class="quiz"', 'class="quiz split"') + "<p>text</p>",
    "rows": text(320) + table(12),
    "long quiz": text(150) + quiz(12) + "<p>text</p>",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """All cases with the book's style after pages were filled, each a section with its name."""
    with filled(tmp_path_factory.mktemp("breaks") / "book.html", STYLE + PAGE, CASES) as opened:
        yield opened


def rows(page: Page, name: str) -> object:
    """How many rows of what is watched stand on each page."""
    return page.run(f"({ROWS})({name!r})")


def in_browser(test):
    return pytest.mark.browser(pytest.mark.slow(test))


@in_browser
def test_three_rows_stay_whole_of_which_one_would_be_left_alone_and_more_are_parted(page: Page) -> None:
    assert rows(page, "three") == rows(page, "item") == rows(page, "three and a bit") == [3]
    assert rows(page, "five") in ([2, 3], [3, 2])
    page.run("document.querySelector('#three .whole').classList.remove('whole')")
    assert rows(page, "three") == [2, 1], "what Chromium does by itself"


@in_browser
def test_a_short_output_and_a_short_question_stay_whole_and_a_long_question_does_not(page: Page) -> None:
    assert rows(page, "output") == rows(page, "quiz") == [4]
    assert len(rows(page, "long quiz")) == 2
    page.run("document.querySelector('#quiz .quiz').classList.add('split')")
    assert len(rows(page, "quiz")) == 2, "it would be parted for the hole above it"


@in_browser
def test_a_listing_begins_with_three_lines_at_the_foot_of_a_page_or_on_the_next_one(page: Page) -> None:
    assert rows(page, "head") == [22]
    page.run("document.querySelectorAll('#head .line').forEach(line => { line.style.breakAfter = 'auto' })")
    assert rows(page, "head") == [2, 20]


@in_browser
def test_the_first_part_of_a_listing_ends_behind_its_last_line_of_code(page: Page) -> None:
    foot = """(part) => {
      const section = document.getElementById("parted");
      tashikaOpen();
      section.classList.add("tashika-paged");
      if (part) tashikaPart(section);
      const pages = tashikaPages(section), boxes = [...section.querySelectorAll("pre")].map(pages);
      const code = [...section.querySelectorAll(".line:not(.blank)")].filter((line) => !pages(line)).at(-1);
      const left = section.querySelector("pre").getClientRects()[0].bottom - code.getBoundingClientRect().bottom;
      section.classList.remove("tashika-paged");
      tashikaClose();
      return [boxes, left];
    }"""
    boxes, left = page.run(f"({foot})(false)")
    assert boxes == [0] and left > 12, "an empty line, and what is left of the page"
    boxes, left = page.run(f"({foot})(true)")
    assert boxes == [0, 1] and left < 9, "the padding alone"


@in_browser
def test_a_box_that_goes_on_is_two_and_the_first_ends_behind_its_last_line(page: Page) -> None:
    seen = """(() => {
      const section = document.getElementById("box");
      tashikaOpen();
      section.classList.add("tashika-paged");
      tashikaPart(section);
      const pages = tashikaPages(section), boxes = [...section.querySelectorAll(".admonition")];
      const low = (box) => box.getBoundingClientRect().bottom;
      const found = [
        boxes.map(pages),
        boxes.map((box) => box.getClientRects().length),
        boxes.map((box) => low(box) - low([...box.querySelectorAll(".line")].at(-1))),
        boxes.map((box) => box.id),
        boxes.reduce((sum, box) => sum + box.querySelectorAll(".line").length, 0),
      ];
      section.classList.remove("tashika-paged");
      tashikaClose();
      return found;
    })()"""
    pages, parts, left, ids, lines = page.run(seen)
    assert pages == [0, 1] and parts == [1, 1] and lines == 24
    assert left[0] < 20, "the paddings of the listing and of the box"
    assert ids[0] == "b" and ids[1].startswith("resumed-")


PARTED = """(() => {
  tashikaOpen();
  const section = document.getElementById("box");
  section.classList.add("tashika-paged");
  const top = (line) => Math.round(10 * line.getBoundingClientRect().top);
  const tops = () => [...section.querySelectorAll(".line")].map(top);
  const tags = () => [...section.querySelectorAll("*")].map((element) => element.tagName);
  const edges = () => [...section.querySelectorAll(".admonition, pre")].flatMap((box) => {
    const { borderTopColor, borderBottomColor } = getComputedStyle(box);
    return [borderTopColor, borderBottomColor].map((color) => color !== "rgba(0, 0, 0, 0)");
  });
  const seen = () => [tops(), tags(), edges()];
  const before = seen();
  tashikaPart(section);
  const parted = seen();
  tashikaJoin([...section.querySelectorAll("[id^=resumed-]")].map((rest) => rest.id));
  const after = seen();
  section.classList.remove("tashika-paged");
  tashikaClose();
  return [before, parted, after];
})()"""


@in_browser
def test_a_box_is_parted_and_made_one_again_and_no_line_moves(page: Page) -> None:
    page.run(f"document.querySelector('#box .leaf').innerHTML = {json.dumps(CASES['box'])}")
    before, parted, after = page.run(PARTED)
    assert after == before
    assert before[2] == [True] * 4 and parted[2] == [True, False] * 2 + [False, True] * 2, "open where it goes on"
    assert parted[0] == before[0] and len(parted[1]) == len(before[1]) + 5, "a box more with all that is in it"
    page.run("document.body.insertAdjacentHTML('beforeend', '<style id=off>.resumed { margin-top: 9px !important }')")
    assert page.run(PARTED)[1][0] != before[0], "what goes on would stand lower"
    page.run("document.getElementById('off').remove()")


@in_browser
def test_neither_an_option_nor_a_row_stands_alone_at_the_foot_or_on_top(page: Page) -> None:
    assert rows(page, "options") == [3]
    assert len(rows(page, "rows")) == 1, "no row with the head at the foot"
    page.run("document.querySelectorAll('#options li, #rows tr').forEach(e => { e.style.breakBefore = 'auto' })")
    assert len(rows(page, "options")) == len(rows(page, "rows")) == 2


@in_browser
def test_a_line_of_code_is_broken_at_a_blank_and_not_inside_a_text_that_fits_below(tmp_path: Path) -> None:
    code = '<span class="line">print(values, <i>"日本語の長い文字列です"</i>)</span>'
    code += f'<span class="line">print(<i>"{"長い" * 40}"</i>)</span>'
    file = tmp_path / "code.html"
    style = f"<style>{STYLE} pre {{ width: 200px }}</style>"
    file.write_text(f"<!doctype html><meta charset=utf-8>{style}<pre><code>{code}</code></pre>")
    with Browser(program()) as browser:
        rows = browser.open(file).run("[...document.querySelectorAll('i')].map(text => text.getClientRects().length)")
    assert rows[0] == 1 and rows[1] > 3, "what fits nowhere is broken all the same"


def test_a_page_number_takes_the_last_letters_of_its_reference_along_to_the_next_line() -> None:
    page = '<span class="folio ref" data-of="x"></span>'
    links = [f"<a>蒸留と量子化{page}</a>", f"<a><code>x</code> の節{page}</a>", f"<a>x <code>y</code>{page}</a>"]
    links.append(f'なぜか？ <a class="quiz-to">答え{page.replace(" ref", "")}</a>（図）')
    body = parse(f"<body><p>{'、'.join(links)}</p></body>")
    before = text_of(body)
    join_pages(body)
    assert text_of(body) == before
    assert [text_of(one) for one in classed(body, "joined")] == ["子化", "の節", "か？ 答え"]
    assert all({"ref", "quiz-to"}.intersection(classes(one[-1])) for one in classed(body, "joined"))


def test_an_arrow_or_a_dash_that_leads_to_a_link_never_ends_a_line() -> None:
    body = parse(
        '<body><ul><li>丸め。 → <a class="xref">量子化</a></li>'
        '<li><b>論文</b> — <a class="xref">蒸留</a>と <a>x</a></li></ul></body>'
    )
    join_leads(body)
    assert [item.text_content() for item in find(body, ".//li")] == ["丸め。 →\u00a0量子化", "論文 —\u00a0蒸留と x"]


def test_a_reference_in_a_list_or_a_table_takes_a_whole_word_of_katakana_along() -> None:
    page = '<span class="folio ref" data-of="x"></span>'
    link = f"<a>KL・JS ダイバージェンス{page}</a>"
    body = parse(f"<body><p>{link}</p><ul><li>→ {link}</li></ul><table><tr><td>{link}</td></tr></table></body>")
    join_pages(body)
    assert [text_of(one) for one in classed(body, "joined")] == ["ンス", "ダイバージェンス", "ダイバージェンス"]


def test_no_space_follows_the_brackets_around_a_page_number() -> None:
    page = '<span class="folio ref" data-of="x"></span>'
    body = parse(f"<body><p><a>SIMD{page}</a> 命令、<a>SIMD{page}</a> lanes</p></body>")
    join_pages(body)
    assert [link.tail for link in find(body, ".//a")] == ["命令、", " lanes"]


def test_the_last_letters_of_a_paragraph_stay_together() -> None:
    body = parse(
        "<body><p>重みを丸めます。</p><ul><li><b>丸め</b>は最後に行います。</li><li>正</li></ul><p>B だ。</p></body>"
    )
    before = text_of(body)
    join_ends(body)
    assert text_of(body) == before
    assert [text_of(one) for one in classed(body, "joined")] == ["ます。", "ます。"]


def test_a_long_name_may_be_broken_behind_its_signs_and_is_read_as_before() -> None:
    names = ["scipy.spatial.distance.jensenshannon", "short.name", "weights(<b>64</b>, 128, 3, 4)", "a.b.c.d.e.f.g.h"]
    names.append("ch18/distillation_temperature.py")
    article = parse("<body>" + "".join(f"<p><code>{name}</code></p>" for name in names) + "</body>")
    before = text_of(article)
    set_code(article)
    assert text_of(article) == before
    assert [len(find(name, ".//wbr")) for name in find(article, ".//code")] == [3, 0, 0, 0, 2]
    assert [wbr.tail for wbr in find(article, ".//wbr")] == [
        *("spatial.", "distance.", "jensenshannon", "distillation_", "temperature.py")
    ], "a file's ending stays with its name"


def test_columns_get_the_widths_that_give_a_table_fewest_lines_and_none_is_squeezed() -> None:
    assert fitted([[20, 60], [10, 120]], [8, 8], 84) == [20, 61]
    assert fitted([[9, 200], [9, 10]], [9, 8], 60)[0] == 9
    wide = "<td>" + "</td><td>".join(["状態と行動と報酬の組", "あ" * 60, "い" * 30]) + "</td>"
    article = parse(f"<body><table><tr>{wide}</tr></table><table><tr><td>短い</td><td>表</td></tr></table></body>")
    open_boxes(article)
    first, second = find(article, "//table")
    shares = [float(col.get("style", "").removeprefix("width: ").rstrip("%")) for col in find(first, "./colgroup/col")]
    assert abs(sum(shares) - 100) < 0.2 and shares[0] > 20 and shares[1] > shares[2]
    assert not find(second, ".//col"), "all of it has room"


@pytest.mark.parametrize(("part", "pages"), [("appendix", 2), ("chapter", 0)])
def test_a_column_has_room_for_the_pages_that_come_behind_its_links(part: str, pages: int) -> None:
    cell = '<td>あり: <a href="site:a.html#">量子化</a>、<a href="site:b.html#">蒸留</a></td>'
    article = parse(f'<body><section class="{part}"><table><tr>{cell}</tr></table></section></body>')
    assert width_of(find(article, "//td")[0]) == columns_of("あり: 量子化、蒸留") + pages * columns_of("（p. 0）")


def test_a_column_has_room_for_a_long_word_in_katakana() -> None:
    cells = "".join(f"<td>{text}</td>" for text in ("あ" * 60, "い" * 60, "う" * 60, "JS ダイバージェンス"))
    article = parse(f"<body><table><tr>{cells}</tr></table></body>")
    assert set_columns(find(article, "//table")[0], wide=False)[3] >= 2 * len("ダイバージェンス")
    link = '<a href="site:a.html#">ダイバージェンス</a>'
    row = f"<tr>{cells.replace('ダイバージェンス', link)}</tr>"
    article = parse(f'<body><section class="appendix"><table>{row}</table></section></body>')
    assert set_columns(find(article, "//table")[0], wide=False)[3] >= columns_of("ダイバージェンス（p. 0）")


def test_a_column_has_room_for_a_short_head() -> None:
    heads = "".join(f"<th>{text}</th>" for text in ("問題", "書いた答え", "読み直すページ"))
    cells = f"<td>1</td><td>A</td><td>{'あ' * 80}</td>"
    article = parse(f"<body><table><tr>{heads}</tr><tr>{cells}</tr></table></body>")
    assert set_columns(find(article, "//table")[0], wide=False)[1] >= columns_of("書いた答え")


def test_rows_with_fractions_are_parted_and_a_matrix_between_signs_stays_as_it_is() -> None:
    def tops(tex: str) -> list[str]:
        page = parse(f"<body>{formula(tex)}</body>")
        for table in classed(page, "mtable"):
            part_rows(table)
        (strut,) = classed(page, "katex-strut")[:1]
        columns = find(page, "//*[contains(@class, 'mtable')]/*[1]/span/span[1]/span/span")
        return [strut.get("style") or "", *(row.get("style") or "" for row in columns)]

    def number(style: str) -> float:
        return float(style.split(":")[1].split("em")[0])

    plain, apart = (
        tops(rf"\begin{{aligned}}a&={a}\\b&={b}\end{{aligned}}") for a, b in ((r"\frac12", "1"), (r"\frac12",) * 2)
    )
    assert number(apart[2]) - number(apart[1]) > number(plain[2]) - number(plain[1])
    matrix = r"\begin{pmatrix}\frac12\\\frac12\end{pmatrix}"
    untouched = markup(parse(f"<body>{formula(matrix)}</body>"))
    page = parse(f"<body>{formula(matrix)}</body>")
    for table in classed(page, "mtable"):
        part_rows(table)
    assert markup(page) == untouched

"""Terms of the glossary are marked where a page first uses them; formulas are collected from all pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
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


HOOK = Path(__file__).parents[1] / "hooks" / "verify.py"
CONFIG = f"""
site_name: t
theme: {{name: material, language: ja, font: false}}
use_directory_urls: false
hooks: [{HOOK}]
validation: {{anchors: warn}}
"""
TERM = """\
- term: 剪定
  reading: せんてい
  english: pruning
  text: 取り除くこと。
  page: p.md
"""


def built(project: Path) -> dict[str, str]:
    """The pages of a strict build, by name."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    site = project / "site"
    return {file.relative_to(site).as_posix(): file.read_text(encoding="utf-8") for file in site.rglob("*.html")}


def test_a_site_marks_terms_and_renders_anew_when_the_glossary_changes(tmp_path: Path) -> None:
    entry = '- <a id="term-pruning"></a>**剪定** (せんてい, pruning): {} → [題](p.md)'
    glossary = f"# 用語集\n\n<!-- table: glossary.yml terms -->\n\n## さ行\n\n{entry}\n\n<!-- /table -->\n"
    files = {
        "pyproject.toml": "[tool.tashika]\n",
        "mkdocs.yml": CONFIG,
        "docs/glossary.yml": TERM,
        "docs/glossary.md": glossary.format("取り除くこと。"),
        "docs/p.md": "# 題\n\n剪定\n",
        "docs/a/q.md": "# 別\n\n剪定\n",
        "docs/a/r.md": "---\nterms: false\n---\n# 別\n\n剪定\n",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    pages = built(tmp_path)
    link = '<a class="tashika-term" href="../glossary.html#term-pruning" title="剪定 (pruning): {}">剪定</a>'
    assert link.format("取り除くこと。") in pages["a/q.html"]
    assert not [name for name, html in pages.items() if "tashika-term" in html and name != "a/q.html"]
    (tmp_path / "docs" / "glossary.yml").write_text(TERM.replace("取り除く", "除く"), encoding="utf-8")
    (tmp_path / "docs" / "glossary.md").write_text(glossary.format("除くこと。"), encoding="utf-8")
    assert link.format("除くこと。") in built(tmp_path)["a/q.html"]

"""Notebooks in the built site: pages like others, found by search, saved, and never green when false."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tashika.site.notebook_html import cells_of
from tashika.site.notebook_text import CELL_ID

HOOK = Path(__file__).parents[1] / "hooks" / "verify.py"
CONFIG = f"""
site_name: test
theme: {{name: material, language: ja, font: false}}
hooks: [{HOOK}]
nav: [index.md, a.ipynb, b.md, c.py, d.md, verification.md]
plugins:
  - search
  - mkdocs-jupyter: {{include: ["*.ipynb"], ignore: ["*.md", "*.py"], allow_errors: false, cache: false}}
markdown_extensions:
  [admonition, attr_list, md_in_html, pymdownx.superfences, pymdownx.snippets: {{base_path: [snippets]}}]
validation: {{links: {{not_found: warn}}}}
"""
TABLE = "<table border='1' class='dataframe'><tr><th>列</th></tr></table>"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="  # one pixel
CELLS = [
    ("raw", "---\ntitle: 表題\n---", []),
    ("markdown", "# 見出し\n\n[戻る](index.md) 値は 7<!-- =[in=\"#\"] x --> です。\n\n!!! note\n\n    箱\n\n"
     "![点](attachment:a%20b.png)\n\n"
     "<!-- quiz: multiple id=a-which -->\n**問 1.** どれ？\n\n- [x] あ\n- [ ] い\n<!-- /quiz -->", []),
    ("code", "x = 7\nprint('検索語')", [{"output_type": "stream", "name": "stdout", "text": ["検索語\n"]}]),
    ("code", "class T:\n    def _repr_html_(self):\n        return \"" + TABLE + "\"\n\n"
     "    def __repr__(self):\n        return 't'\nT()",
     [{"output_type": "execute_result", "data": {"text/html": [TABLE], "text/plain": ["t"]}, "metadata": {},
       "execution_count": 1}]),
    ("code", "class M:\n    def _repr_markdown_(self):\n        return '**太字**'\n\n"
     "    def __repr__(self):\n        return 'm'\nM()",
     [{"output_type": "execute_result", "data": {"text/markdown": ["**太字**"], "text/plain": ["m"]}, "metadata": {},
       "execution_count": 1}]),
    ("code", "for n in range(90):\n    print(n)",
     [{"output_type": "stream", "name": "stdout", "text": [f"{n}\n" for n in range(90)]}]),
]  # fmt: skip
PAGE = """\
# 題

[前](index.md) 数は 18<!-- =[in="#"] y --> です。[^a]

[^a]: 注です。

```python
--8<-- "b.py:import"
```

```python
--8<-- "b.py:first"
```

```output
5
```

!!! note "図"

    ```python
    y = 18
    y + 1  # => 19
    ```

```python
--8<-- "b.py:second"
```

```python
int("a")  # 例外: ValueError
```

```pycon
>>> y * 2
36
>>> [1][5]
Traceback (most recent call last):
IndexError: list index out of range
```
"""
CHAPTER = """\
# ---
# jupyter: {kernelspec: {name: python3}}
# ---

# %% [markdown]
# # 章
#
# [戻る](index.md) と[前](a.ipynb)
#
# - 一
#     - 二

# %%
word = "```"
print(len(word))  # 出力: 3

# %% [markdown]
# 長さは 3<!-- = len(word) --> です。
#
# <!-- quiz: single id=c-length key="len(word)" -->
# **問 1.** 長さは？
#
# - [ ] 2
#
#     数え間違いです。
#
#     - 1 つ
#         - 入れ子
#
# - [x] 3
#
# <details markdown="1"><summary>答え</summary>
#
# 3<!-- = len(word) --> です。
#
# ```text
# 字
#     下げ
# ```
#
# </details>
# <!-- /quiz -->
"""
DRAWN = """\
# 図

```python
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(1, 1), layout="constrained")
```

2 つに分けて描きます。

```python
ax.plot([1, 2])
fig.savefig("line.svg")
```

![線](img/line.svg)

<!-- quiz: order id=d-order -->
**問 1.** 順に。

1. 作る
2. 描く

    作ってから描きます。
<!-- /quiz -->
"""
SNIPPET = """\
'What the page does not show.'
# --8<-- [start:import]
from helper import five
# --8<-- [end:import]

# --8<-- [start:first]
x = five()
print(x)
# --8<-- [end:first]

z = x * 2

# --8<-- [start:second]
print(z)  # 出力: 10
# --8<-- [end:second]
"""


def cell(number: int, kind: str, source: str, outputs: list[object]) -> dict[str, object]:
    plain: dict[str, object] = {"id": f"c{number}", "cell_type": kind, "metadata": {}}
    plain["source"] = source.splitlines(keepends=True)
    if "attachment:" in source:
        plain["attachments"] = {"a b.png": {"image/png": DOT}}
    return plain | ({"execution_count": None, "outputs": outputs} if kind == "code" else {})


def written(folder: Path) -> Path:
    cells = [cell(number, *each) for number, each in enumerate(CELLS)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    files = {
        "mkdocs.yml": CONFIG,
        "pyproject.toml": "[tool.tashika]\n",
        "docs/index.md": '# 表紙\n\n[ノート](a.ipynb#_1)\n\n```python\n--8<-- "helper.py"\n```\n',
        "docs/a.ipynb": json.dumps(notebook, indent=1, ensure_ascii=False),
        "docs/b.md": PAGE,
        "docs/c.py": CHAPTER,
        "docs/d.md": DRAWN,
        "docs/data.py": "import nothing_that_there_is\n",
        "snippets/b.py": SNIPPET,
        "snippets/helper.py": "def five():\n    return 5\n",
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "tashika", "update", "--accept"], cwd=folder, capture_output=True, check=True)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its site; it is not changed."""
    folder = written(tmp_path_factory.mktemp("built"))
    done = build(folder, "--strict")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """The same for one test to change, with the site and what that build has kept."""
    return shutil.copytree(built, tmp_path / "project")


def build(project: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", *flags]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)


def change(file: Path, old: str, new: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new), encoding="utf-8")


def test_a_notebook_is_a_page_like_others(built: Path) -> None:
    html = (built / "site/a/index.html").read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    assert "<style" not in article and "<script" not in article and 'src=""' not in html
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!squidfunk|www\.mkdocs)', article)
    assert len(html) < 40_000
    assert '<a href="../">戻る</a>' in article and 'class="admonition note"' in article
    assert '<data class="tashika-value"' in article and article.count("✓ 検証済み") == 4
    assert '<div class="language-output highlight"><pre><code>検索語' in article
    assert f'<img alt="点" src="data:image/png;base64,{DOT}"' in article, "a picture that the cell holds"
    assert "<table><tr><th>列" in article, "a table looks like those of the pages"
    assert "<p><strong>太字</strong></p>" in article, "text that the code marks up is shown as it is meant"
    assert re.findall(r'<code tabindex="0">0\n1\n', article), "an output of many lines scrolls, by the keyboard too"
    assert "<title>表題 - test</title>" in html
    index = json.loads((built / "site/search/search_index.json").read_text(encoding="utf-8"))
    assert any("検索語" in doc["text"] and doc["location"].startswith("a/") for doc in index["docs"])


def test_a_python_file_with_cells_is_a_page_like_others_and_one_without_a_file(built: Path) -> None:
    html = (built / "site/c/index.html").read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    assert '<a href="../">戻る</a> と<a href="../a/">前</a>' in article and article.count("✓ 検証済み") == 1
    assert re.search(r"<li>一\s*<ul>\s*<li>二", article) and ">章" in article and "jupyter" not in article
    assert "print" in article and "%%" not in article and '<data class="tashika-value" value="3"' in article
    assert outputs(nbformat.read(built / "site/c/c.ipynb", as_version=4)) == [[("stdout", "3\n")]]
    assert (built / "site/data.py").is_file() and not (built / "site/data").exists()


@pytest.mark.parametrize("written", ["$x^2$", "$$x^2$$", "\\(x^2\\)", "\\[\nx^2\n\\]"])
def test_a_formula_that_code_displays_is_set_however_nbconvert_writes_it(written: str) -> None:
    output = f'<div class="jp-OutputArea-output" data-mime-type="text/latex">\n{written}\n</div>'
    made = cells_of(f'<div id="cell-id={CELL_ID}3">{output}</div>', {})
    assert '<div class="arithmatex">\\[x^2\\]</div>' in re.sub(r"\s*\n\s*", "", made[3])


def test_quizzes_of_notebooks_and_python_chapters_are_those_of_pages(built: Path) -> None:
    notebook = (built / "site/a/index.html").read_text(encoding="utf-8")
    assert '<section class="quiz" data-kind="multiple" id="quiz-a-which"' in notebook and "[x]" not in notebook
    chapter = (built / "site/c/index.html").read_text(encoding="utf-8")
    quiz = chapter[chapter.index('<section class="quiz"') : chapter.index("</section>")]
    assert '<div class="quiz-option">2</div>' in quiz and '<data class="tashika-value" value="3"' in quiz
    assert re.search(r"<li>1 つ\s*<ul>\s*<li>入れ子", quiz), "a reason keeps its lists"
    assert "字\n    下げ\n" in quiz and "<!--" not in quiz, "and code its blanks"


def test_a_saved_notebook_asks_before_it_answers(built: Path) -> None:
    box = "<details><summary>答え</summary>"
    for page, asked, told in (
        ("c", "長さは？\n\n- 2\n- 3\n\n", "\n\n- **3**\n- 2\n\n    数え間違いです。"),
        ("d", "順に。\n\n- 描く\n- 作る\n\n", "\n\n1. 作る\n2. 描く\n\n    作ってから描きます。"),
    ):
        text = nbformat.read(built / f"site/{page}/{page}.ipynb", as_version=4).cells[-1].source
        assert f"{asked}{box}{told}" in text and text.endswith("</details>")
        assert text.count("**問 1.**") == 1 and "[x]" not in text and "quiz" not in text
    script = (built / "site/a/a.py").read_text(encoding="utf-8")
    assert f"# - あ\n# - い\n#\n# {box}" in script and "[x]" not in script, "the file of a notebook asks so, too"


def test_a_saved_notebook_shows_a_picture_where_the_page_does(built: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(built / "site/d/d.ipynb", as_version=4)
    drawn = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [len(cell.outputs) for cell in drawn] == [0, 0, 1]
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert [[output.output_type for output in cell.outputs] for cell in drawn] == [[], [], ["display_data"]]
    assert "image/svg+xml" in drawn[2].outputs[0].data
    assert "IPython" not in (built / "site/d/d.py").read_text(encoding="utf-8")


def test_a_false_python_chapter_is_not_built_and_its_line_is_named(project: Path) -> None:
    change(project / "docs/c.py", "出力: 3", "出力: 4")
    assert "docs/c.py:15:25: differs" in build(project).stderr
    change(project / "docs/c.py", "出力: 4", "出力: 3")
    change(project / "docs/c.py", "- [x] 3", "- [x] 4")
    assert "docs/c.py:30:5: differs" in build(project).stderr, "nor one with a wrong key"
    change(project / "docs/c.py", "# %%", "# cell")
    change(project / "mkdocs.yml", 'include: ["*.ipynb"], ignore: ["*.md", "*.py"]', 'include: ["*.py"]')
    assert "c.py would be published and was not checked" in build(project).stderr


@pytest.mark.parametrize("flags", [[], ["--strict"], ["-q"]], ids=["plain", "strict", "quiet"])
def test_a_false_notebook_is_not_built(project: Path, flags: list[str]) -> None:
    before = (project / "site/a/index.html").read_bytes()
    change(project / "docs/a.ipynb", '"検索語\\n"', '"検策語\\n"')
    done = build(project, *flags)
    assert done.returncode != 0
    assert "cell 3, output 1: differs" in done.stdout + done.stderr
    assert (project / "site/a/index.html").read_bytes() == before


def test_a_link_of_a_notebook_that_leads_nowhere_is_reported(project: Path) -> None:
    change(project / "docs/a.ipynb", "[戻る](index.md)", "[戻る](nowhere.md)")
    done = build(project, "--strict")
    assert done.returncode != 0
    assert "nowhere.md" in done.stderr


def outputs(notebook: nbformat.NotebookNode) -> list[list[tuple[str, str]]]:
    """What the cells put out, streams merged."""
    found = []
    for each in (each for each in notebook.cells if each.cell_type == "code"):
        texts: dict[str, str] = {}
        for output in each.outputs:
            kind = output.get("name", output.output_type)
            texts[kind] = texts.get(kind, "") + (output.get("text") or output.get("ename") or output.data["text/plain"])
        found.append(sorted(texts.items()))
    return found


def test_a_saved_page_runs_alone_and_gives_what_it_stores(built: Path, tmp_path: Path) -> None:
    html = (built / "site/b/index.html").read_text(encoding="utf-8")
    assert '<a href="b.ipynb" download>ノートブックとして保存</a> · <a href="b.py" download>.py として保存</a>' in html
    notebook = nbformat.read(built / "site/b/b.ipynb", as_version=4)
    nbformat.validate(notebook)
    stored = outputs(notebook)
    assert (
        [("stdout", "5\n")] in stored and [("execute_result", "19")] in stored and [("error", "ValueError")] in stored
    )
    assert [("stdout", "10\n")] in stored and [("execute_result", "36")] in stored
    assert [("error", "IndexError")] in stored, "of a prompt"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(elsewhere)}}).execute()
    assert outputs(notebook) == stored
    text = "\n".join(each.source for each in notebook.cells if each.cell_type == "markdown")
    assert "数は 18 です。" in text and "<!--" not in text and "(index.md)" not in text and "**図**" in text
    script = built / "site/b/b.py"
    done = subprocess.run([sys.executable, script], cwd=elsewhere, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["5", "10"]), done.stderr


def test_a_saved_notebook_begins_with_the_page_and_folds_away_what_it_only_needs(built: Path) -> None:
    cells = nbformat.read(built / "site/b/b.ipynb", as_version=4).cells
    assert cells[0].source.startswith("# 題\n\n前 数は 18 です。<sup>1</sup>\n\n<sup>1</sup> 注です。")
    folded = [each.source for each in cells if each.metadata.get("jupyter", {}).get("source_hidden")]
    assert [text.split("\n")[-1][:14] for text in folded[:2]] == ["sys.meta_path.", "    _now[0] = "]
    assert {text[:5] for text in folded[2:]} == {"_use("} and "int(" not in "".join(folded)
    text = "".join(each.source for each in cells if each.cell_type == "code")
    assert "What the page does not show" not in text and "z = x * 2" in text, (
        "hidden code that does nothing is left out"
    )


def test_a_saved_notebook_is_the_notebook(built: Path) -> None:
    assert (built / "site/a/a.ipynb").read_bytes() == (built / "docs/a.ipynb").read_bytes()
    script = built / "site/a/a.py"
    ran = subprocess.run(
        [sys.executable, "-c", f"display = print\nexec(open({os.fspath(script)!r}).read())"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0 and ran.stdout.startswith("検索語\n")

"""Notebooks in the built site: pages like others, found by search, saved, and never green when false."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

HOOK = Path(__file__).parents[1] / "hooks" / "verify.py"
CONFIG = f"""
site_name: test
theme: {{name: material, language: ja, font: false}}
hooks: [{HOOK}]
nav: [index.md, a.ipynb, b.md, verification.md]
plugins:
  - search
  - mkdocs-jupyter: {{include: ["*.ipynb"], ignore: ["*.md", "*.py"], allow_errors: false, cache: false}}
markdown_extensions: [admonition, attr_list, pymdownx.superfences, pymdownx.snippets: {{base_path: [snippets]}}]
validation: {{links: {{not_found: warn}}}}
"""
TABLE = "<table border='1' class='dataframe'><tr><th>列</th></tr></table>"
CELLS = [
    ("raw", "---\ntitle: 表題\n---", []),
    ("markdown", "# 見出し\n\n[戻る](index.md) 値は 7<!-- =[in=\"#\"] x --> です。\n\n!!! note\n\n    箱", []),
    ("code", "x = 7\nprint('検索語')", [{"output_type": "stream", "name": "stdout", "text": ["検索語\n"]}]),
    ("code", "class T:\n    def _repr_html_(self):\n        return \"" + TABLE + "\"\n\n"
     "    def __repr__(self):\n        return 't'\nT()",
     [{"output_type": "execute_result", "data": {"text/html": [TABLE], "text/plain": ["t"]}, "metadata": {},
       "execution_count": 1}]),
]  # fmt: skip
PAGE = """\
# 題

[前](index.md) 数は 18<!-- =[in="#"] y --> です。

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
```
"""
SNIPPET = """\
from helper import five

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
    plain = {"id": f"c{number}", "cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
    return plain | ({"execution_count": None, "outputs": outputs} if kind == "code" else {})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    cells = [cell(number, *each) for number, each in enumerate(CELLS)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    files = {
        "mkdocs.yml": CONFIG,
        "pyproject.toml": "[tool.tashika]\n",
        "docs/index.md": '# 表紙\n\n[ノート](a.ipynb#_1)\n\n```python\n--8<-- "helper.py"\n```\n',
        "docs/a.ipynb": json.dumps(notebook, indent=1, ensure_ascii=False),
        "docs/b.md": PAGE,
        "snippets/b.py": SNIPPET,
        "snippets/helper.py": "def five():\n    return 5\n",
    }
    for name, content in files.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return tmp_path


def build(project: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", *flags]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)


def change(file: Path, old: str, new: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new), encoding="utf-8")


def test_a_notebook_is_a_page_like_others(project: Path) -> None:
    done = build(project)
    assert done.returncode == 0, done.stderr
    html = (project / "site/a/index.html").read_text(encoding="utf-8")
    article = html[html.index("<article") : html.index("</article>")]
    assert "<style" not in article and "<script" not in article and 'src=""' not in html
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!squidfunk|www\.mkdocs)', article)
    assert len(html) < 40_000
    assert '<a href="../">戻る</a>' in article and 'class="admonition note"' in article
    assert '<data class="tashika-value"' in article and article.count("✓ 検証済み") == 2
    assert '<div class="language-output highlight"><pre><code>検索語' in article
    assert "<table><tr><th>列" in article, "a table looks like those of the pages"
    assert "<title>表題 - test</title>" in html
    index = json.loads((project / "site/search/search_index.json").read_text(encoding="utf-8"))
    assert any("検索語" in doc["text"] and doc["location"].startswith("a/") for doc in index["docs"])
    assert "not found" not in done.stderr and "does not contain an anchor" not in done.stderr


@pytest.mark.parametrize("flags", [[], ["--strict"], ["-q"]], ids=["plain", "strict", "quiet"])
def test_a_false_notebook_is_not_built(project: Path, flags: list[str]) -> None:
    assert build(project).returncode == 0
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


def test_a_saved_page_runs_alone_and_gives_what_it_stores(project: Path, tmp_path: Path) -> None:
    assert build(project).returncode == 0
    html = (project / "site/b/index.html").read_text(encoding="utf-8")
    assert '<a href="b.ipynb" download>ノートブックとして保存</a> · <a href="b.py" download>.py として保存</a>' in html
    notebook = nbformat.read(project / "site/b/b.ipynb", as_version=4)
    nbformat.validate(notebook)
    stored = outputs(notebook)
    assert (
        [("stdout", "5\n")] in stored and [("execute_result", "19")] in stored and [("error", "ValueError")] in stored
    )
    assert [("stdout", "10\n")] in stored and [("execute_result", "36")] in stored
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(elsewhere)}}).execute()
    assert outputs(notebook) == stored
    text = "\n".join(each.source for each in notebook.cells if each.cell_type == "markdown")
    assert "数は 18 です。" in text and "<!--" not in text and "(index.md)" not in text and "**図**" in text
    script = project / "site/b/b.py"
    done = subprocess.run([sys.executable, script], cwd=elsewhere, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["5", "10"]), done.stderr


def test_a_saved_notebook_is_the_notebook(project: Path) -> None:
    assert build(project).returncode == 0
    assert (project / "site/a/a.ipynb").read_bytes() == (project / "docs/a.ipynb").read_bytes()
    script = project / "site/a/a.py"
    ran = subprocess.run(
        [sys.executable, "-c", f"display = print\nexec(open({os.fspath(script)!r}).read())"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0 and ran.stdout == "検索語\n"

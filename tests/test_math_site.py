"""Formulas through MkDocs and the command line: a broken one stops a build, a sound one needs no script."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

from tashika import browser_files
from tashika.check import check
from tashika.cli import main
from tashika.config import load_project
from tashika.site.math_build import MathBuild

ROOT = Path(__file__).parents[1]
CONFIG = f"""
site_name: test
theme: {{name: material, language: ja, font: false}}
hooks: [{ROOT / "hooks" / "verify.py"}]
plugins: [{{search: {{lang: ja}}}}]
use_directory_urls: false
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - tables
  - toc: {{permalink: true}}
  - pymdownx.arithmatex: {{generic: true}}
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.tabbed: {{alternate_style: true}}
extra:
  math:
    macros:
      \\KL: D_{{\\mathrm{{KL}}}}(#1\\,\\|\\,#2)
"""
PAGE = r"""# 計算量 $O(n^2)$

文 $\KL{p}{q}$ と、脚注[^1]。式 $\eqref{eq:a}$ より。

[^1]: 脚注の $a_1$。

## 節 $\alpha<\beta$

!!! note "題 $t$"

    $$
    E = mc^2 \label{eq:a}
    $$

??? question "問 $u$"

    - 項目 $v$

        $$
        w<x
        $$

=== "札 $k$"

    札の中 $y$

| 列 $c$ |
| --- |
| $\lvert z\rvert$ |

```python
print(2 + 3)  # 出力: 5
```

$$
2 + 3 = 5
$$
<!-- = 2 + 3 -->
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("docs/ch", "snippets"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "pyproject.toml").write_text("[tool.tashika]\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "docs" / "index.md").write_text("# ホーム\n\n本文\n", encoding="utf-8")
    (tmp_path / "docs" / "ch" / "a.md").write_text(PAGE, encoding="utf-8")
    return tmp_path


def build(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def raw(html: str) -> list[str]:
    """Formulas that nobody has set, but for the annotations that a copy is taken from."""
    return re.findall(r"\\[(\[].{,20}", re.sub(r"<annotation.*?</annotation>", "", html, flags=re.DOTALL))


def test_formulas_are_set_wherever_they_stand(project: Path) -> None:
    done = build(project, "--strict")
    assert done.returncode == 0, done.stderr
    html = (project / "site" / "ch" / "a.html").read_text(encoding="utf-8")
    assert raw(html) == []
    for tex in (r"\KL{p}{q}", "a_1", "t", "u", "v", "w&lt;x", "k", "y", "c", r"\lvert z\rvert", "O(n^2)"):
        assert f'<annotation encoding="application/x-tex">{tex}</annotation>' in html, tex
    assert "<title>計算量 O(n²) - test</title>" in html
    assert html.count('id="eq-eq:a"') == 1 and 'href="#eq-eq:a">(1)</a>' in html
    assert "../assets/katex/math.css" in html and "../assets/katex/copy-tex.min.js" in html
    assert "katex.min.js" not in html


def test_a_page_without_formulas_loads_nothing_for_them(project: Path) -> None:
    (project / "docs" / "ch" / "a.md").write_text("# 題\n", encoding="utf-8")
    (project / "docs" / "b.md").write_text("# 題\n\n$a$\n", encoding="utf-8")
    assert build(project, "--strict").returncode == 0
    assert "assets/katex" not in (project / "site" / "ch" / "a.html").read_text(encoding="utf-8")
    assert "assets/katex" in (project / "site" / "b.html").read_text(encoding="utf-8")


def test_navigation_to_a_page_with_a_formula_in_its_title_is_set_and_styled(project: Path) -> None:
    assert build(project, "--strict").returncode == 0
    html = (project / "site" / "index.html").read_text(encoding="utf-8")
    assert raw(html) == [] and 'class="katex"' in html
    assert "assets/katex/math.css" in html


def test_the_search_index_has_each_formula_once_and_without_delimiters(project: Path) -> None:
    assert build(project, "--strict").returncode == 0
    index = json.loads((project / "site" / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = [entry[key] for entry in index["docs"] for key in ("title", "text")]
    assert not [text for text in texts if "\\(" in text or "\\[" in text]
    assert sum(text.count("KL{p}{q}") for text in texts) == 1
    assert any(text == "節 \\alpha&lt;\\beta" or text == "節 \\alpha<\\beta" for text in texts)


def test_a_broken_formula_stops_the_build_and_leaves_the_site_as_it_was(project: Path) -> None:
    assert build(project).returncode == 0
    before = (project / "site" / "ch" / "a.html").read_bytes()
    (project / "docs" / "ch" / "a.md").write_text(PAGE.replace("mc^2", "mc^2^3"), encoding="utf-8")
    done = build(project, "-q")
    assert done.returncode == 1
    assert "docs/ch/a.md:12:13: formula: Double superscript (KaTeX), at `^3 \\label{eq:a}`" in done.stderr
    assert (project / "site" / "ch" / "a.html").read_bytes() == before


def test_a_second_build_sets_no_formula_anew(project: Path) -> None:
    assert build(project).returncode == 0
    kept = {file: file.stat().st_mtime_ns for file in (project / ".cache/tashika").glob("*.log")}
    assert len(kept) == 2, "of the formulas, and of the pages where all is well"
    html = (project / "site" / "ch" / "a.html").read_bytes()
    assert build(project).returncode == 0
    assert {file: file.stat().st_mtime_ns for file in (project / ".cache/tashika").glob("*.log")} == kept
    assert (project / "site" / "ch" / "a.html").read_bytes() == html


def test_check_reports_a_broken_formula(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(project), "check"]) == 0
    (project / "docs" / "ch" / "a.md").write_text(PAGE.replace(r"\KL{p}", r"\KK{p}"), encoding="utf-8")
    assert main(["-C", str(project), "check", "docs/ch/a.md"]) == 1
    assert "docs/ch/a.md:3:4: formula: Undefined control sequence: \\KK (KaTeX)" in capfd.readouterr().out
    assert main(["-C", str(project), "check", "docs/index.md"]) == 0


def test_without_katex_a_build_stops_and_a_check_says_what_it_left_out(
    project: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_files, "CHECKOUT", project / "elsewhere")
    (project / "node_modules").unlink()
    assert main(["-C", str(project), "check"]) == 0
    assert "formulas are not checked" in capfd.readouterr().err
    with pytest.raises(PluginError, match="KaTeX is missing"):
        MathBuild().start(load_config(str(project / "mkdocs.yml")), check(load_project(project)))


def test_a_project_without_katex_uses_the_one_beside_the_package(project: Path) -> None:
    (project / "node_modules").unlink()
    done = build(project)
    assert done.returncode == 0, done.stderr
    assert (project / "site" / "assets" / "katex" / "math.css").is_file()


def test_a_site_without_arithmatex_needs_no_katex(project: Path) -> None:
    text = (project / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(
        text.replace("  - pymdownx.arithmatex: {generic: true}\n", ""), encoding="utf-8"
    )
    assert build(project).returncode == 0
    assert not (project / "site" / "assets" / "katex").exists()


def test_a_macro_that_is_none_is_refused(project: Path) -> None:
    text = (project / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(text.replace("\\KL:", "KL:"), encoding="utf-8")
    done = build(project)
    assert done.returncode == 1 and "extra.math.macros: write `\\name: text`" in done.stderr

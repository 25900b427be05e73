"""tashika in a MkDocs site that has no hook files: as a plugin, with options that MkDocs checks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from tashika.check import check
from tashika.config import ConfigError, load_project
from tashika.mkdocs_file import ONLY_BUILDS, OPTIONS
from tashika.site.entry import TashikaPlugin

ROOT = Path(__file__).resolve().parents[1]
CONFIG = """\
site_name: notes
theme: {{name: {theme}}}
plugins:
  - search
  - tashika{options}
markdown_extensions: [pymdownx.superfences]
"""
MARKED = """\
# Notes

```python
print("nobody asked for this"); open("/tmp/no", "q")
```

```output
anything
```

```python title="x" nonsense=1
broken header
```

``` { .python .run }
print(6 * 7)  # output: 42
```

It is 42<!-- = 6 * 7 -->.
"""


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that announces the entry points of pyproject.toml, as an installed package does."""
    folder = tmp_path_factory.mktemp("installed")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [f"[{group}]\n" + "".join(f"{n} = {v}\n" for n, v in points.items()) for group, points in
             project["entry-points"].items()]  # fmt: skip
    info = folder / "tashika-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tashika\nVersion: 0\n", "utf-8")
    (info / "entry_points.txt").write_text("\n".join(lines), "utf-8")
    return folder


class Site:
    """A project with a plugin and no pyproject.toml."""

    def __init__(self, root: Path, entry: Path) -> None:
        self.root, self.entry = root, entry
        (root / "docs").mkdir()

    def write(self, page: str, options: str = "", theme: str = "material", more: str = "") -> None:
        config = CONFIG.format(theme=theme, options=f": {{{options}}}" if options else "")
        (self.root / "mkdocs.yml").write_text(config + more, "utf-8")
        (self.root / "docs" / "index.md").write_text(page, "utf-8")

    def build(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(self.entry), str(ROOT / "hooks")])
        command = [sys.executable, "-m", "mkdocs", "build", *arguments]
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": path}
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    @property
    def html(self) -> str:
        return (self.root / "site" / "index.html").read_text("utf-8")


@pytest.fixture
def site(tmp_path: Path, entry: Path) -> Site:
    return Site(tmp_path, entry)


def test_a_site_with_the_plugin_alone_is_checked_marked_and_searched(site: Site) -> None:
    site.write("# Notes\n\n```python\nprint(1 + 1)  # output: 2\n```\n\nIt is 2<!-- = 1 + 1 -->.\n")
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    assert "tashika-mark" in site.html and 'class="tashika-value"' in site.html
    assert "assets/javascripts/search-box.js" in site.html
    assert "readings" in (site.root / "site" / "search" / "search_index.json").read_text("utf-8")
    assert (site.root / "site" / "verification" / "index.html").is_file()
    assert '<link rel="manifest" href="app.webmanifest">' in site.html and (site.root / "site" / "sw.js").is_file()
    icons = json.loads((site.root / "site" / "app.webmanifest").read_text("utf-8"))["icons"]
    assert all((site.root / "site" / icon["src"]).is_file() for icon in icons), "the package has icons for all sites"


def test_a_false_claim_ends_the_build_through_the_plugin(site: Site) -> None:
    site.write("# Notes\n\n```python\nprint(1 + 1)  # output: 3\n```\n")
    done = site.build("-q")
    assert done.returncode != 0
    assert "docs/index.md:4:25: differs" in done.stderr
    assert not (site.root / "site").exists()


def test_only_what_a_page_marks_runs_and_the_rest_is_left_alone(site: Site) -> None:
    site.write(MARKED, "run: marked, app: false")
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    assert "manifest" not in site.html and not list(site.root.glob("site/sw.js")), "nor does it become an app"
    assert site.html.count('class="tashika-mark"') == 1
    report = check(load_project(site.root))
    assert report.ok and len(report.runs) == 1 and len(report.verdicts) == 2, "and the command line knows it, too"


@pytest.mark.parametrize("renderer", [False, True])
def test_a_notebook_or_file_with_cells_runs_only_where_it_asks_to(site: Site, renderer: bool) -> None:
    config = CONFIG.replace("  - search\n", "  - search\n  - mkdocs-jupyter\n") if renderer else CONFIG
    site.write("# Notes\n")
    (site.root / "mkdocs.yml").write_text(config.format(theme="material", options=": {run: marked}"), "utf-8")
    cells = '# %%\nopen("/tmp/no", "q")\n'
    (site.root / "docs" / "steps.py").write_text(cells, "utf-8")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(1)\nopen('/tmp/no', 'q')")])
    nbformat.write(book, site.root / "docs" / "book.ipynb")
    report = check(load_project(site.root))
    assert report.ok and not report.runs and [page.path for page in report.pages] == ["docs/index.md"]
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    there = {path.relative_to(site.root / "site").as_posix() for path in site.root.glob("site/*/*")}
    assert ("steps/index.html" in there, "book/index.html" in there) == (renderer, renderer), "shown as before"
    book.metadata["tashika"] = {"run": True}
    nbformat.write(book, site.root / "docs" / "book.ipynb")
    assert [run.program for run in check(load_project(site.root)).runs] == ["docs/book.ipynb"]
    assert "invalid mode: 'q'" in site.build().stderr


def test_a_marked_fence_that_is_broken_is_an_error(site: Site) -> None:
    site.write("# Notes\n\n```python .run\nprint(1)\n```\n", "run: marked")
    done = site.build()
    assert done.returncode != 0
    assert "docs/index.md:3:1: this fence would be shown as text" in done.stderr


def test_a_false_claim_of_a_marked_fence_is_an_error(site: Site) -> None:
    site.write(MARKED.replace("output: 42", "output: 41"), "run: marked")
    assert "page says  41" in site.build().stderr


def test_output_that_nobody_claims_is_let_pass_where_the_option_says_so(site: Site) -> None:
    page = "# Notes\n\n```python\nprint(1)\n```\n"
    site.write(page)
    assert site.build().returncode != 0
    site.write(page, "claims: partial")
    assert site.build().returncode == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("run: some", "Expected one of: ('all', 'marked')"),
        ("search: often", "Expected type: <class 'bool'>"),
        ("timeout: 9", "write it under [tool.tashika] in pyproject.toml"),
        ("runn: marked", "there is no such option: write run"),
        ("colour: true", "known are run, claims, search, math, app"),
    ],
)
def test_a_wrong_option_is_reported_by_mkdocs(site: Site, options: str, message: str) -> None:
    site.write("# Notes\n", options)
    done = site.build()
    assert done.returncode != 0
    assert message in done.stderr and "Plugin 'tashika'" in done.stderr


def test_a_plugin_beside_the_hooks_is_refused(site: Site) -> None:
    site.write("# Notes\n", more=f"hooks: [{ROOT / 'hooks' / 'verify.py'}]\n")
    done = site.build()
    assert done.returncode != 0
    assert "keep one of them in mkdocs.yml" in done.stderr


def test_another_theme_keeps_its_own_search_unless_ours_is_demanded(site: Site) -> None:
    site.write("# Notes\n\n```python\nprint(1)  # output: 1\n```\n", theme="mkdocs")
    assert site.build("--strict").returncode == 0
    assert "search-box.js" not in site.html
    site.write("# Notes\n", "search: true", theme="mkdocs")
    assert "search worker is not the one" in site.build().stderr


def test_formulas_are_set_unless_the_option_says_no(site: Site) -> None:
    arithmatex = "  - pymdownx.arithmatex: {generic: true}\n"
    extensions = f"markdown_extensions:\n  - pymdownx.superfences\n{arithmatex}"
    for options, is_set in (("", True), ("math: false", False)):
        site.write("# Notes\n\n$x^2$\n", options)
        file = site.root / "mkdocs.yml"
        file.write_text(re.sub(r"markdown_extensions:.*\n", extensions, file.read_text("utf-8")), "utf-8")
        assert site.build("--strict").returncode == 0
        assert ("katex-html" in site.html) is is_set


def test_the_report_is_no_page_that_a_navigation_must_list(site: Site) -> None:
    site.write("# Notes\n", more="nav: [index.md]\nvalidation: {nav: {omitted_files: warn}}\n")
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr


def test_a_folder_of_another_name_is_taken_from_mkdocs(site: Site) -> None:
    site.write("# Notes\n\n```python\nprint(1)  # output: 2\n```\n", more="docs_dir: content\n")
    (site.root / "docs").rename(site.root / "content")
    assert "content/index.md:4:21: differs" in site.build().stderr
    assert [page.path for page in check(load_project(site.root)).pages] == ["content/index.md"]


@pytest.mark.parametrize(
    "plugins",
    ["[search, tashika: {run: marked}]", "{search: {}, tashika: {run: marked}}", "\n  - tashika:\n      run: marked"],
)
def test_what_runs_is_read_from_mkdocs_yml_in_each_form(tmp_path: Path, plugins: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(f"x: !!python/name:a.b\nplugins: {plugins}\n", "utf-8")
    assert load_project(tmp_path).run == "marked"


def test_an_option_that_the_plugin_does_not_have_is_no_reason_to_run_more(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - tashika: {runn: marked}\n", "utf-8")
    with pytest.raises(ConfigError, match=r"mkdocs\.yml: the plugin tashika has no option `runn`"):
        load_project(tmp_path)


def test_commands_know_the_same_options_as_the_plugin() -> None:
    assert {name for name, _ in TashikaPlugin.config_scheme} == {*OPTIONS, *ONLY_BUILDS}


def test_a_mkdocs_yml_that_cannot_be_read_is_no_reason_to_run_more(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - tashika: {run: marked\n", "utf-8")
    with pytest.raises(ConfigError, match=r"mkdocs\.yml"):
        load_project(tmp_path)

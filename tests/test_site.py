"""The notes through MkDocs: a false claim stops a build and shows in a preview; a true one is marked."""

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

HOOK = Path(__file__).parents[1] / "hooks" / "verify.py"
CONFIG = f"""
site_name: test
theme: {{name: material, language: ja, font: false}}
hooks: [{HOOK}]
watch: [snippets]
nav: [index.md, verification.md]
markdown_extensions:
  - admonition
  - pymdownx.superfences
  - pymdownx.snippets: {{base_path: [snippets], check_paths: true, dedent_subsections: true}}
"""
PAGE = """\
---
title: t
---
# 題

値は 18,432<!-- =[in="ch/a.py"] weights(4) --> 個、**25<!-- =[in="ch/a.py"] 100 // 4 -->** %。

```python
--8<-- "ch/a.py:weights"
```

```output
18432
```

- 項目

    ```python
    print(1 + 1)  # 出力: 2
    ```

``` { .python .no-run reason="GPU が必要" }
import cupy
```
"""
SNIPPET = """\
# --8<-- [start:weights]
def weights(g):
    return 64 // g * 128 * 9


print(weights(4))
# --8<-- [end:weights]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "snippets" / "ch").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.tashika]\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "docs" / "index.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "snippets" / "ch" / "a.py").write_text(SNIPPET, encoding="utf-8")
    return tmp_path


def mkdocs(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", *arguments]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def fingerprint(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_true_notes_are_built_with_their_marks(project: Path) -> None:
    done = mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    html = (project / "site" / "index.html").read_text(encoding="utf-8")
    assert html.count('class="tashika-mark"') == 2
    assert re.search(r'<data class="tashika-value"[^>]*title="weights&#40;4&#41;">18,432</data> 個', html)
    assert re.search(r"<strong><data [^>]*>25</data></strong> %", html)
    assert "実行していません: GPU が必要" in html
    assert "<!-- =" not in html
    assert "--8&lt;--" not in html
    in_list = re.search(r"<li>.*?</li>", html[html.index("項目") - 20 :], re.DOTALL)
    assert in_list and "tashika-mark" in in_list[0]


def test_the_site_has_a_report_of_all_that_was_checked(project: Path) -> None:
    assert mkdocs(project, "build", "--strict").returncode == 0
    html = (project / "site" / "verification" / "index.html").read_text(encoding="utf-8")
    for part in (
        "検証レポート",
        "4 / 4",
        "snippets/ch/a.py",
        "CPython",
        "GPU が必要",
        "exact",
        "すべての主張が成り立ちました",
    ):
        assert part in re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), html)


@pytest.mark.parametrize("flags", [[], ["--strict"], ["-q"], ["-q", "--strict"]], ids=" ".join)
def test_a_false_claim_ends_the_build_and_leaves_the_site_as_it_was(project: Path, flags: list[str]) -> None:
    assert mkdocs(project, "build").returncode == 0
    before = fingerprint(project / "site")
    replace(project / "docs" / "index.md", "値は 18,432", "値は 18,433")
    done = mkdocs(project, "build", *flags)
    assert done.returncode == 1
    assert "docs/index.md:6:4" in done.stderr
    assert re.search(r"page says +18,433\n +run says +18432", done.stderr)
    assert fingerprint(project / "site") == before


def test_a_section_that_is_missing_ends_the_build_in_plain_words(project: Path) -> None:
    replace(project / "docs" / "index.md", "a.py:weights", "a.py:weight")
    done = mkdocs(project, "build")
    assert done.returncode == 1
    assert "docs/index.md:9:1: no section `weight` in snippets/ch/a.py (known: weights)" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def preview(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str, subprocess.Popen[bytes]]]:
    """A project, the address of its preview, and what serves it until it is interrupted, and then leaves nothing."""
    temporary = tmp_path_factory.mktemp("temporary")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    log = project / "serve.log"
    with log.open("wb") as output, subprocess.Popen(command, cwd=project, env=environment, stderr=output) as server:
        try:
            yield project, f"http://{address}/", server
        finally:
            server.send_signal(signal.SIGINT)  # where it is told to end in another way, MkDocs leaves the site behind
    assert list(temporary.iterdir()) == []


def wait_for(url: str, words: str, present: bool = True, seconds: float = 60) -> str:
    """The page at `url`, once it holds some words or holds them no more."""
    end = time.monotonic() + seconds
    html = ""
    while time.monotonic() < end:
        try:
            with urlopen(url) as answer:
                html = answer.read().decode("utf-8")
        except URLError:
            html = ""
        if html and (words in html) == present:
            return html
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {words!r} to be {present}: {html[-3000:]}")


def test_a_preview_shows_a_failure_where_it_happened_and_lives_on(
    preview: tuple[Path, str, subprocess.Popen[bytes]],
) -> None:
    project, url, server = preview
    wait_for(url, "tashika-mark")
    replace(project / "docs" / "index.md", "```output\n18432", "```output\n18433")
    html = wait_for(url, "検証に失敗しました: docs/index.md:13:1")
    assert html.index("18433") < html.index("検証に失敗しました") < html.index("項目")
    replace(project / "docs" / "index.md", "a.py:weights", "a.py:weight")
    wait_for(url, "no section `weight`")
    replace(project / "docs" / "index.md", "a.py:weight", "a.py:weights")
    replace(project / "docs" / "index.md", "```output\n18433", "```output\n18432")
    wait_for(url, "検証に失敗しました", present=False)
    replace(project / "snippets" / "ch" / "a.py", "print(weights(4))", "print(weights(2))")
    wait_for(url, "検証に失敗しました")
    assert server.poll() is None


def test_a_preview_runs_only_what_an_edit_changed(preview: tuple[Path, str, subprocess.Popen[bytes]]) -> None:
    project, url, _ = preview
    wait_for(url, "tashika-mark")
    assert "2 programs, 4 claims" in (project / "serve.log").read_text(encoding="utf-8")
    replace(project / "docs" / "index.md", "print(1 + 1)  # 出力: 2", "print(1 + 2)  # 出力: 3")
    wait_for(url, "出力: 3")
    assert "2 programs (1 reused)" in (project / "serve.log").read_text(encoding="utf-8")
    replace(project / "docs" / "index.md", "- 項目", "- 別の項目")
    wait_for(url, "別の項目")
    assert "2 programs (2 reused)" in (project / "serve.log").read_text(encoding="utf-8")

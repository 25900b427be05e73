"""Pages taken from an earlier build are those that rendering would give, whatever changed in between.

The oracle is a build of the same project by the same hook without the cache: each file of both sites must be equal, the
search index among them. Runs are taken from memory, because their durations stand on the pages.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions.toc import slugify_unicode
from material.plugins.search.plugin import SearchIndex
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.files import Files

from tashika import check as checking
from tashika.config import load_project
from tashika.execute import Limits, SpawnExecutor
from tashika.model import Program, Run
from tashika.site import indexing, plugin, render_cache, render_setting
from tashika.site.reads import listen
from tashika.site.render_record import Record, Unsupported, describe, from_bytes, lighten, to_bytes
from tashika.site.render_store import RenderStore
from tashika.site.theme_env import quicken

HOOK = Path(__file__).parents[1] / "hooks" / "verify.py"
CACHED = "on_config", "on_env", "on_pre_page", "on_page_context", "on_post_build"
CONFIG = """\
site_name: test
use_directory_urls: false
theme: {name: material, language: ja, font: false}
plugins: [search, tags]
hooks: [hook.py]
nav: [index.md, sub/other.md, tags.md, verification.md]
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.details
  - pymdownx.highlight: {anchor_linenums: false, pygments_lang_class: true}
  - pymdownx.inlinehilite
  - pymdownx.snippets: {base_path: [snippets], check_paths: true, dedent_subsections: true}
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
validation:
  links: {not_found: warn, anchors: warn, unrecognized_links: warn}
"""
INDEX = """\
---
tags: [一]
---
# 題 `code` &amp; **太字**

値は 18,432<!-- =[in="a.py"] weights(4) --> 個。[次](sub/other.md#節)[^1]、[自分](#節)、![](pic.svg)。$a<b$

## 節 {: #節 }

```python
--8<-- "a.py:weights"
```

=== "甲"

    ```python hl_lines="1"
    print("<b> &amp; 'q'", 1 + 1)  # 出力: <b> &amp; 'q' 2
    ```

=== "乙"

    ??? note "畳む"
        `#!python x = 1`

[^1]: 注
"""
OTHER = """\
---
title: 別名
---
前書き

--8<-- "words.txt"

# 見出し
## 節 {: #節 }

<p data-search-exclude="yes">秘密</p>

<div markdown class="raw" id="here"><pre><span>生</span></pre> *x*</div>
"""
SNIPPET = """\
# --8<-- [start:weights]
def weights(g):
    return 64 // g * 128 * 9
# --8<-- [end:weights]
"""
LISTING = "# タグ\n\n<!-- material/tags -->\n"


@dataclass(frozen=True)
class Built:
    """What one build left: each file of the site, the pages that were rendered, and what was said."""

    site: Mapping[str, bytes]
    rendered: Sequence[str]
    messages: Sequence[str]


class Bench:
    """A project, built by the hook with and without its cache."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture) -> None:
        self.root, self.log, self.rendered = root, log, list[str]()
        self.runs: dict[str, Run] = {}
        original = render_cache.render

        def render(page: Any, config: Any, files: Any) -> Record | None:
            self.rendered.append(page.file.src_uri)
            return original(page, config, files)

        patch.setattr(render_cache, "render", render)
        patch.setattr(plugin, "check", partial(checking.check, executor=self))
        self.finished: list[str] = []
        finish = plugin.Verify._finished

        def finished(verify: plugin.Verify, output: str, page: Any, config: Any) -> Any:
            self.finished.append(page.file.src_uri)
            return finish(verify, output, page, config)

        patch.setattr(plugin.Verify, "_finished", finished)

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        project = load_project(self.root)
        keys = {program.id: repr(program) for program in programs}
        missing = [program for program in programs if keys[program.id] not in self.runs]
        for run in SpawnExecutor(project.root, Limits(60, 10_000)).execute(missing):
            self.runs[keys[run.program]] = run
        yield from (self.runs[key] for key in keys.values())

    def write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.write(name, text.replace(old, new))

    def build(self, command: str = "build") -> Built:
        """With the cache."""
        self.rendered.clear()
        self.finished.clear()
        self.log.clear()
        with self.log.at_level(logging.INFO, "mkdocs"):
            self._build(command)
        site = {str(f.relative_to(self.root)): f.read_bytes() for f in self.root.glob("site/**/*") if f.is_file()}
        times = {name for name in site if name.endswith(".gz")}
        said = [record.getMessage() for record in self.log.records if record.levelno >= logging.WARNING]
        return Built({name: site[name] for name in site.keys() - times}, sorted(self.rendered), said)

    def _build(self, command: str) -> None:
        config = load_config(str(self.root / "mkdocs.yml"))
        config.plugins.on_startup(command=command, dirty=False)  # type: ignore[arg-type]
        build(config)

    def check(self, command: str = "build") -> Built:
        """With the cache, and compared with a build without it."""
        built = self.build(command)
        plain = self.plain(command)
        assert built.site.keys() == plain.site.keys()
        assert [name for name in built.site if built.site[name] != plain.site[name]] == []
        assert sorted(built.messages) == sorted(plain.messages)
        return built

    def plain(self, command: str = "build") -> Built:
        hook = (self.root / "hook.py").read_text(encoding="utf-8")
        lines = [line for line in hook.splitlines() if not line.startswith(CACHED)]
        self.write("plain.py", "\n".join(lines))
        self.edit("mkdocs.yml", "hooks: [hook.py", "hooks: [plain.py")
        try:
            return self.build(command)
        finally:
            self.edit("mkdocs.yml", "hooks: [plain.py", "hooks: [hook.py")


ALL = ["index.md", "sub/other.md", "tags.md", "verification.md"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Bench:
    """A project that has been built once."""
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path, monkeypatch, caplog)
    for name, text in {
        "pyproject.toml": "[tool.tashika]\n",
        "mkdocs.yml": CONFIG,
        "hook.py": HOOK.read_text(encoding="utf-8"),
        "docs/index.md": INDEX,
        "docs/sub/other.md": OTHER,
        "docs/tags.md": LISTING,
        "docs/pic.svg": "<svg/>",
        "snippets/a.py": SNIPPET,
        "snippets/words.txt": "言葉\n",
    }.items():
        bench.write(name, text)
    return bench


@pytest.fixture
def warm(project: Bench) -> Bench:
    """The same, once it was built."""
    assert project.build().rendered == ALL
    return project


def test_a_first_build_equals_one_without_the_cache(project: Bench) -> None:
    built = project.check()
    assert built.rendered == ALL
    assert b"tashika-mark" in built.site["site/index.html"]


def test_a_build_after_no_change_renders_nothing_and_gives_the_same_site(warm: Bench) -> None:
    built = warm.check()
    assert built.rendered == []
    assert b"\\u8a00\\u8449" in built.site["site/search/search_index.json"]


def test_a_build_after_no_change_takes_every_page_as_a_whole(warm: Bench) -> None:
    assert warm.finished
    warm.build()
    assert warm.finished == []


def test_only_a_page_that_changed_is_finished_anew_and_all_are_once_the_navigation_changes(warm: Bench) -> None:
    warm.edit("docs/sub/other.md", "前書き", "前書きです")
    warm.build()
    assert warm.finished == ["sub/other.md"]
    warm.edit("docs/sub/other.md", "title: 別名", "title: 新しい名")
    warm.build()
    assert sorted(warm.finished) == ALL


FIRST = """\
from mkdocs.plugins import event_priority


@event_priority(50)
def on_post_page(output, page, config):
    return output.replace("言葉", "別の言葉")
"""


def test_whoever_handles_a_finished_page_before_us_turns_whole_pages_off(project: Bench) -> None:
    project.write("first.py", FIRST)
    project.edit("mkdocs.yml", "hooks: [hook.py]", "hooks: [hook.py, first.py]")
    project.build()
    assert "別の言葉".encode() in project.check().site["site/sub/other.html"]
    assert not (project.root / ".cache/tashika/pages").exists()


def test_templates_of_ones_own_turn_whole_pages_off(project: Bench) -> None:
    project.write("over/main.html", '{% extends "base.html" %}{% block footer %}{{ build_date_utc }}{% endblock %}')
    project.edit("mkdocs.yml", "font: false}", "font: false, custom_dir: over}")
    project.build()
    assert not (project.root / ".cache/tashika/pages").exists()


def test_a_strict_build_may_use_what_another_kept(warm: Bench) -> None:
    warm.edit("mkdocs.yml", "site_name: test", "site_name: test\nstrict: true")
    assert warm.check().rendered == []


CHANGES: Mapping[str, tuple[tuple[str, str, str], Sequence[str]]] = {
    "prose": (("docs/sub/other.md", "前書き", "前書きです"), ["sub/other.md"]),
    "included words": (("snippets/words.txt", "言葉", "別の言葉"), ["sub/other.md"]),
    "an option of an extension": (("mkdocs.yml", "permalink: true", "permalink: false"), ALL),
    "an extension": (("mkdocs.yml", "  - abbr\n", ""), ALL),
    "the urls": (("mkdocs.yml", "use_directory_urls: false", "use_directory_urls: true"), ALL),
    "the language": (("mkdocs.yml", "language: ja", "language: en"), ALL),
    "a hook": (("hook.py", "_verify = Verify()", "_verify = Verify()  # changed"), ALL),
    "what is said about links": (("mkdocs.yml", "anchors: warn", "anchors: info"), ALL),
    "a tag": (("docs/index.md", "tags: [一]", "tags: [一, 二]"), ["index.md"]),
    "a place in search": (("docs/sub/other.md", "title: 別名", "search: {exclude: true}"), ["sub/other.md"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_rendered_anew(warm: Bench, change: str) -> None:
    edit, rendered = CHANGES[change]
    warm.edit(*edit)
    assert warm.check().rendered == rendered


def test_a_changed_section_of_a_snippet_is_rendered_anew(warm: Bench) -> None:
    warm.edit("snippets/a.py", "return 64 // g", "return 32 * 2 // g")
    built = warm.check()
    assert "index.md" in built.rendered and "sub/other.md" not in built.rendered


def test_a_title_in_the_nav_shows_without_rendering(warm: Bench) -> None:
    warm.edit("mkdocs.yml", "nav: [index.md,", "nav: [{新しい題: index.md},")
    built = warm.check()
    assert "新しい題" in built.site["site/sub/other.html"].decode()
    assert built.rendered == []


def test_links_follow_a_page_that_comes_goes_or_moves(warm: Bench) -> None:
    (warm.root / "docs/sub/other.md").rename(warm.root / "docs/moved.md")
    warm.edit("mkdocs.yml", "sub/other.md", "moved.md")
    assert "sub/other.md" in " ".join(warm.check().messages)
    warm.write("docs/sub/other.md", OTHER)
    warm.edit("mkdocs.yml", "moved.md", "moved.md, sub/other.md")
    assert warm.check().messages == []
    (warm.root / "docs/moved.md").unlink()
    warm.edit("mkdocs.yml", "moved.md, ", "")
    assert warm.check().messages == []


def test_a_page_with_a_broken_link_warns_at_every_build(warm: Bench) -> None:
    warm.edit("docs/sub/other.md", "前書き", "[無い](none.md)")
    assert "none.md" in " ".join(warm.build().messages)
    assert "none.md" in " ".join(warm.check().messages)


def test_a_link_to_a_missing_anchor_warns_at_every_build_also_from_a_kept_page(warm: Bench) -> None:
    warm.edit("docs/index.md", "other.md#節", "other.md#無い")
    assert "other.md#無い" in " ".join(warm.build().messages)
    built = warm.check()
    assert "other.md#無い" in " ".join(built.messages)
    assert built.rendered == []
    warm.edit("docs/sub/other.md", "#節", "#無い")
    assert warm.check().messages == []


def test_a_quiet_build_does_not_silence_later_ones(warm: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    warm.edit("docs/sub/other.md", "前書き", "[無い](none.md)")
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    try:
        warm._build("build")
    finally:
        logging.getLogger("mkdocs").setLevel(logging.NOTSET)
    assert "none.md" in " ".join(warm.check().messages)


def test_another_version_of_a_package_renders_all(warm: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = render_setting.installed()
    assert any(name.startswith("mkdocs_material-9") for name in packages)
    monkeypatch.setattr(render_setting, "installed", lambda: packages | {"pygments-9.dist-info"})
    assert warm.build().rendered == ALL


def damage_all(root: Path, damage: Callable[[bytes], bytes]) -> None:
    for entry in (root / ".cache/tashika/render").iterdir():
        entry.write_bytes(damage(entry.read_bytes()))


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "one letter": lambda data: data.replace(b"<h1", b"<h2", 1),
    "binary": lambda data: b"\xff\xfe" + data,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_rendered_anew(warm: Bench, damage: str) -> None:
    damage_all(warm.root, DAMAGES[damage])
    for whole in (warm.root / ".cache/tashika").glob("*s/*"):  # whole pages and templates
        whole.write_bytes(DAMAGES[damage](whole.read_bytes()))
    assert set(warm.check().rendered) >= {"index.md", "sub/other.md"}
    assert warm.build().rendered == []


def test_a_folder_that_cannot_be_written_is_no_error(project: Bench) -> None:
    project.write(".cache/tashika/render", "a file where the folder should be")
    assert project.check().rendered == ALL


def test_a_preview_keeps_no_page_of_an_earlier_round(warm: Bench) -> None:
    for words in ("一番", "二番", "前書き"):
        text = OTHER.replace("前書き", words)
        warm.write("docs/sub/other.md", text)
        assert words in warm.check("serve").site["site/sub/other.html"].decode()
    warm.edit("docs/index.md", "18,432", "18,433")
    assert "検証に失敗しました".encode() in warm.check("serve").site["site/index.html"]
    warm.edit("docs/index.md", "18,433", "18,432")
    assert "検証に失敗しました".encode() not in warm.check("serve").site["site/index.html"]


OTHERS = {
    "changes the page's HTML": "def on_page_content(html, page, config, files):\n    return html + 'x'\n",
    "reads the page's HTML": "def on_page_context(context, page, config, nav):\n    pass\n",
    "renders pages itself": "def on_pre_page(page, config, files):\n    pass\n",
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_hook_that_handles_pages_turns_the_cache_off(project: Bench, other: str) -> None:
    project.write("other.py", OTHERS[other])
    project.edit("mkdocs.yml", "hooks: [hook.py]", "hooks: [hook.py, other.py]")
    with project.log.at_level(logging.DEBUG, "mkdocs.hooks.tashika"):
        project._build("build")
        assert "renders each page anew: other.py listens to on_" in project.log.text
    project.check()
    assert not (project.root / ".cache/tashika/render").exists()


def test_a_page_that_a_plugin_renders_is_left_to_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(render_cache, "_find_setting", lambda config, files: "setting")
    notebook, note = SimpleNamespace(render=print), SimpleNamespace()
    cache = render_cache.RenderCache(RenderStore(tmp_path))
    cache.take(notebook, None, None)  # type: ignore[arg-type]
    cache.take(note, None, None)  # type: ignore[arg-type]
    assert notebook.render is print
    assert "render" in vars(note)


def test_an_extension_with_unknown_inputs_turns_the_cache_off(project: Bench) -> None:
    project.edit("mkdocs.yml", "  - abbr\n", "  - pymdownx.b64\n")
    project.check()
    assert not (project.root / ".cache/tashika/render").exists()


@pytest.mark.parametrize("option", ["check_paths: false", "check_paths: true, url_download: true"])
def test_snippets_that_may_come_from_elsewhere_turn_the_cache_off(project: Bench, option: str) -> None:
    project.edit("mkdocs.yml", "check_paths: true", option)
    project.check()
    assert not (project.root / ".cache/tashika/render").exists()


def test_a_light_form_that_loses_words_is_not_used(project: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "lighten", lambda html: lighten(html).replace("weights", ""))
    project.build()
    assert project.check().rendered == []


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the search plugin reads of each page, by its source."""
    found: dict[str, str] = {}
    original = SearchIndex.add_entry_from_context

    def add(index: Any, page: Any) -> None:
        found.setdefault(page.file.src_uri, page.content)
        original(index, page)

    monkeypatch.setattr(SearchIndex, "add_entry_from_context", add)
    return found


def test_pages_of_an_earlier_build_bring_their_entries_along(warm: Bench, read: dict[str, str]) -> None:
    warm.build()
    changing = ["tags.md", "verification.md"]  # once they are rendered; the second is not indexed at all
    assert [name for name in sorted(read) if read[name]] == changing


def test_a_page_is_indexed_by_its_light_form_once_that_is_proven(project: Bench, read: dict[str, str]) -> None:
    for number in (1, 2):
        project.write(f"docs/more{number}.md", "# 題\n\n```python\nfor x in (1, 2):\n    pass\n```\n")
    project.build()
    assert "<span" in read["more1.md"] and "<span" not in read["more2.md"].partition("<pre")[2].partition("</pre>")[0]
    read.clear()
    project.edit("docs/more1.md", "(1, 2)", "(1, 2, 3)")
    project.build()
    assert "<span" not in read["more1.md"].partition("<pre")[2].partition("</pre>")[0], "an earlier build has proven it"
    assert read["more2.md"] == ""


RECORD = Record("<p>é</p>", [{"name": "n", "id": "i", "level": 1, "children": []}], None, ["i"], {"a.md": {"x": "y"}})


@given(st.integers(min_value=0), st.integers(1, 255))
def test_no_changed_byte_of_an_entry_goes_unseen(place: int, change: int) -> None:
    data = bytearray(to_bytes(RECORD))
    assert from_bytes(bytes(data)) == RECORD
    data[place % len(data)] ^= change
    assert from_bytes(bytes(data)) is None


def test_an_entry_of_another_layout_is_none() -> None:
    whole = to_bytes(RECORD).partition(b"\n")[2].replace(b'"title"', b'"tilte"')
    from tashika.site.render_record import digest

    assert from_bytes(digest(whole).encode() + b"\n" + whole) is None


def test_settings_are_told_apart() -> None:
    values: list[object] = [1, True, "1", None, [1], {"a": 1}, {"a": 2}, {1: "a"}, [["a", 1]]]
    values += [date(2026, 1, 1), date(2026, 1, 2), datetime(2026, 1, 1), "datetime.date(2026, 1, 1)"]
    values += [slugify_unicode, partial(slugify_unicode, separator="-"), partial(slugify_unicode, separator="_")]
    found = [repr(describe(value)) for value in values]
    assert len(set(found)) == len(values)


@pytest.mark.parametrize(
    "value", [lambda: 0, object(), damage_all, {"a": object()}, {1, 2}], ids=lambda value: type(value).__name__
)
def test_a_setting_without_a_lasting_description_is_refused(value: object) -> None:
    with pytest.raises(Unsupported):
        describe(value)


def test_the_oldest_entries_go_and_those_in_use_stay(tmp_path: Path) -> None:
    size = len(to_bytes(RECORD))
    for age, name in enumerate("abcd"):
        RenderStore(tmp_path).save(name, RECORD)
        os.utime(tmp_path / f"{name}.json", (1000 - age, 1000 - age))
    store = RenderStore(tmp_path, bound=2 * size)
    store.used.add("d.json")
    store.prune()
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["a", "d"]


def test_only_what_this_thread_reads_is_noted(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    for file in (mine, other):
        file.write_text("x", encoding="utf-8")
    with listen() as reads:
        mine.read_text(encoding="utf-8")
        thread = threading.Thread(target=other.read_text)
        thread.start()
        thread.join()
    other.read_text(encoding="utf-8")
    assert list(reads.digests) == [str(mine)] and reads.whole


def test_work_that_writes_or_sees_two_contents_is_not_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with listen() as reads:
        file.write_text("x", encoding="utf-8")
    assert not reads.whole
    with listen() as reads:
        file.read_text(encoding="utf-8")
        os.utime(file)
        thread = threading.Thread(target=file.write_text, args=("y",))
        thread.start()
        thread.join()
        file.read_text(encoding="utf-8")
    assert not reads.whole


def test_a_record_holds_what_it_was_given() -> None:
    changed = replace(RECORD, indexed="i", reads={"/a": "d"}, entries=[{"text": "t"}], indexed_as=["t"], proven=True)
    assert from_bytes(to_bytes(changed)) == changed


def test_a_theme_brings_the_files_that_mkdocs_finds_and_others_see_its_hidden_ones(tmp_path: Path) -> None:
    for name in ("docs/index.md", "own/a/d.css", "own/a/.b/c.css", "own/.hidden/x.css", "own/.y.css", "own/e.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "mkdocs.yml").write_text("site_name: t\ntheme: {name: material, custom_dir: own}\n", encoding="utf-8")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    found: list[list[str]] = []
    for _ in range(2):
        files, env = Files([]), config.theme.get_env()
        files.add_files_from_theme(env, config)
        found.append([f"{file.src_uri} {file.src_dir}" for file in files])
        quicken(config.theme, tmp_path / "templates")
    assert found[0] == found[1] and f"a/d.css {tmp_path / 'own'}" in found[1]
    hidden = config.theme.get_env().list_templates(filter_func=lambda name: name.endswith(("x.css", "y.css", "c.css")))
    assert hidden == [".hidden/x.css", ".y.css", "a/.b/c.css"]


def test_mkdocs_files_are_listed_without_its_thousands_of_icons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: t\ntheme: material\n", encoding="utf-8")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    quicken(config.theme, tmp_path / "templates")
    monkeypatch.setattr(jinja2.FileSystemLoader, "list_templates", lambda loader: pytest.fail("all were listed"))
    files = Files([])
    files.add_files_from_theme(config.theme.get_env(), config)
    assert len(files.javascript_files()) > 2

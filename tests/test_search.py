"""Search: the worker's own tests, what the build adds to the index, and that only the known worker is replaced."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from tashika import browser_files
from tashika.browser_files import BUNDLES
from tashika.site import search_worker
from tashika.site.bundles import bundled
from tashika.site.search import enrich
from tashika.site.search_names import Names, from_abbreviations, from_glossary, groups_in, homes_in, names_of
from tashika.site.search_readings import OFTEN, compounds, parts, readings
from tashika.site.search_worker import KNOWN

ROOT = Path(__file__).parents[1]
BUNDLED = ROOT / "node_modules" / BUNDLES / "search.js"
LARGEST = 16_384
KIND = re.compile(r"^  (\w+) +([\d.]+) of ", re.MULTILINE)
FIGURE = re.compile(r"^(\S[\w@, ]*?) {2,}([\d.]+)", re.MULTILINE)
CONFIG = """\
site_name: notes
site_url: ""
use_directory_urls: false
theme: {name: material, language: ja, font: false}
plugins: [search]
hooks: [hooks/search.py]
"""
GLOSSARY = """\
- {term: 量子化, english: quantization, aliases: [PTQ], reading: りょうしか, text: …, page: index.md}
- {term: 蒸留, page: "distillation.md#heading"}
- {term: 天文学, english: astronomy}
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A project of one page with a glossary, which borrows the hooks and what is in node_modules."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(
        "# 量子化\n\nNMS も使います。\n\n*[NMS]: non-maximum suppression\n", "utf-8"
    )
    (tmp_path / "docs" / "glossary.yml").write_text(GLOSSARY, "utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    for name in ("hooks", "node_modules"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    return tmp_path


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_worker_passes_its_own_tests() -> None:
    node = shutil.which("node") or Path(sys.executable).with_name("node")
    files = sorted((ROOT / "tests" / "search").glob("*.test.js"))
    done = subprocess.run([node, "--test", *files], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.findall(r"^[#ℹ] pass (\d+)", done.stdout, re.MULTILINE)[-1]) > 30


def test_the_worker_is_small() -> None:
    assert BUNDLED.stat().st_size <= LARGEST


def test_the_given_queries_find_what_they_should(tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "bench" / "search.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = {name: float(value) for name, value in FIGURE.findall(done.stdout)}
    assert figures["recall@1"] >= 0.93
    assert figures["recall@5"] >= 0.97
    assert figures["zero hits"] <= 3
    assert figures["results, no answer"] <= 0.5
    assert figures["index"] <= 3
    kinds = {name: float(value) for name, value in KIND.findall(done.stdout)}
    assert {name for name in ("full", "part", "compound", "code", "width", "twoword") if kinds[name] < 0.98} == set()
    assert figures["pieces missed"] == 0


# Names and readings


def test_a_glossary_entry_gives_its_names_and_its_reading() -> None:
    names = from_glossary(GLOSSARY)
    assert names.groups == [["量子化", "quantization", "PTQ"], ["天文学", "astronomy"]]
    assert names.readings == {"量子化": "りょうしか"}
    assert names.homes == {"量子化": "index.md", "蒸留": "distillation.md"}


@pytest.mark.parametrize("text", ["a: 1", "- b", "- {english: x}", "- {term: [}"])
def test_a_glossary_of_another_form_ends_the_build(text: str) -> None:
    with pytest.raises(PluginError, match=r"glossary\.yml"):
        from_glossary(text)


def test_a_glossary_may_be_empty_or_missing(tmp_path: Path) -> None:
    assert from_glossary("") == Names() == names_of(tmp_path)


def test_an_abbreviation_is_another_name() -> None:
    assert from_abbreviations("a\n\n*[NMS]: non-maximum suppression \n*[x]:\n") == [["NMS", "non-maximum suppression"]]


def test_names_that_the_notes_do_not_have_are_left_out() -> None:
    groups = [["量子化", "quantization"], ["天文学", "astronomy"], ["off-policy", "方策オフ"]]
    assert groups_in(groups, ["<p>量<b>子</b>化と Off‐Policy</p>"]) == [groups[0], groups[2]]


def test_terms_that_the_notes_do_not_have_need_no_page() -> None:
    homes = {"量子化": "a.html", "ゼロ点": "a.html", "天文学": "b.html"}
    assert homes_in(homes, ["量<b>子</b>化", "ゼロ点"]) == {"a.html": ["量子化", "ゼロ点"]}


def test_a_heading_is_read_as_a_whole_and_in_parts() -> None:
    assert list(parts("蒸留と<code>量子化</code>")) == ["蒸留と量子化", "蒸留", "量子化"]
    assert list(parts("ResNet")) == []


def test_a_compound_that_is_used_often_is_read_as_well() -> None:
    assert compounds(["学習率を下げる学習率"] * OFTEN + ["畳み込みの勾配"]) == ["学習率"]


def test_a_word_is_read_as_the_glossary_says_or_as_the_dictionary_has_it() -> None:
    assert readings(["量子化", "枝刈り"], ["蒸留", "PTQ"], {"枝刈り": "えだかり"}) == {
        "量子化": "リョウシカ",
        "枝刈り": "えだかり",
        "蒸留": "ジョウリュウ",
    }
    assert readings(["LSTM"], [], {}) == {}


def test_the_index_has_names_and_readings_beside_its_entries() -> None:
    index = {"config": {}, "docs": [{"title": "量子化", "text": "<p>蒸留</p>"}]}
    enrich(index, from_glossary(GLOSSARY), lambda page: page.replace(".md", ".html"))
    assert index["config"] == {
        "synonyms": [["量子化", "quantization", "PTQ"]],
        "homes": {"index.html": ["量子化"], "distillation.html": ["蒸留"]},
        "readings": {"量子化": "りょうしか"},
    }


@pytest.mark.parametrize(("given", "kept"), [({}, 0.7), ({"boost": 0.5}, 0.35)])
def test_what_a_page_cites_counts_less_than_what_it_says(given: dict[str, float], kept: float) -> None:
    index = {"config": {}, "docs": [{"title": title, "text": "", **given} for title in ("文献", "References", "式")]}
    enrich(index, Names(), str)
    cited, also, said = index["docs"]
    assert cited["boost"] == also["boost"] == kept
    assert said.get("boost") == given.get("boost")


# The worker that is replaced


def test_the_site_has_our_worker_and_an_index_for_pages_opened_from_a_folder(notes: Path) -> None:
    done = build(notes)
    assert done.returncode == 0, done.stderr
    site = notes / "site"
    assert (site / search_worker.FOLDER / next(iter(KNOWN))).read_bytes() == BUNDLED.read_bytes()
    text = (site / "search" / "search_index.json").read_text("utf-8")
    assert (site / "search" / "search_index.js").read_text("utf-8") == f"var __index = {text}"
    config = json.loads(text)["config"]
    assert config["synonyms"] == [["量子化", "quantization", "PTQ"], ["NMS", "non-maximum suppression"]]
    assert config["homes"] == {"index.html": ["量子化"]}
    assert "量子化" in text, "Japanese stands in the index as it is, not in escapes of six letters each"
    page = (site / "index.html").read_text("utf-8")
    assert "assets/javascripts/iframe-worker.js" in page and "assets/javascripts/search-box.js" in page
    assert not (site / "assets" / "javascripts" / "lunr").exists()


@pytest.mark.parametrize("name", ["search.a7633da7.min.js", "search.00000000.min.js"])
def test_another_worker_than_the_known_one_ends_the_build(notes: Path, name: str) -> None:
    folder = notes / "theme" / search_worker.FOLDER
    folder.mkdir(parents=True)
    (folder / name).write_text("another", "utf-8")
    config = CONFIG.replace("font: false", "font: false, custom_dir: theme")
    (notes / "mkdocs.yml").write_text(config, "utf-8")
    done = build(notes)
    assert done.returncode != 0
    assert "search worker is not the one that tashika replaces" in done.stderr
    assert not (notes / "site").exists()


def test_a_worker_that_was_not_bundled_or_is_out_of_date_ends_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_files, "CHECKOUT", tmp_path / "elsewhere")
    with pytest.raises(PluginError, match="make site"):
        bundled(tmp_path, "search")
    bundle = tmp_path / "node_modules" / BUNDLES / "search.js"
    bundle.parent.mkdir(parents=True)
    bundle.touch()
    assert bundled(tmp_path, "search") == bundle
    os.utime(bundle, (0, 0))
    with pytest.raises(PluginError, match="out of date"):
        bundled(tmp_path, "search")

"""Cards for Anki, opened by Anki itself: whole, set as they should be, updated and not doubled, the same each time."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportLogWithChanges
from hypothesis import given
from hypothesis import strategies as st

from tashika.anki import command
from tashika.anki.cards import FIELDS, mixed, tag
from tashika.anki.deck import changed, notes_of
from tashika.anki.media import FORMULA, Media, with_macros
from tashika.anki.package import repacked
from tashika.cli import main
from tashika.config import load_project
from tashika.notes import read_notes
from tashika.site.outline import Outline

ROOT = Path(__file__).parents[1]
RICH = """\
---
tags: [最適化, 勾配 法]
---
# 勾配

<!-- quiz: single id=rich -->
次の出力は？ $\\KL{p}{q}\\le 1$ と[畳み込み](conv.md#_1)を思い出す。

```python
print(1 < 2)  # 出力: True
```

![図](../img/flat.png)

- [ ] `False`
- [x] `True`

    *1* は **2** より小さい。

<details markdown="1"><summary>答え</summary>

$$
a &lt; b
$$

</details>
<!-- /quiz -->
"""
SOURCE_DATE = "1780000000"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The notes of the review tests, with a page that has code, a formula with a macro, a link and a picture."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "tests" / "cases" / "review", root)
    (root / "docs" / "img").mkdir()
    (root / "docs" / "img" / "flat.png").write_bytes(b"\x89PNG picture")
    (root / "docs" / "ch1" / "rich.md").write_text(RICH.replace("&lt;", "<"), "utf-8")
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8").replace("ch1/plain.md]", "ch1/plain.md, ch1/rich.md]")
    config.write_text(text + 'extra: {math: {macros: {\\KL: "D(#1\\\\|#2)"}}}\n', "utf-8")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SOURCE_DATE)
    return root


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    found = Collection(str(tmp_path / "fresh.anki2"))
    yield found
    found.close()


def written(project: Path, *arguments: str, name: str = "cards.apkg") -> Path:
    assert main(["-C", str(project), "anki", "-o", name, *arguments]) == 0
    return project / name


def taken(collection: Collection, package: Path) -> ImportLogWithChanges.Log:
    options = ImportAnkiPackageOptions(merge_notetypes=False, with_scheduling=False)
    return collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log


def notes(collection: Collection) -> dict[str, dict[str, str]]:
    found = (collection.get_note(id) for id in collection.find_notes(""))
    return {note["Id"]: dict(note.items()) for note in found}


def test_anki_takes_every_quiz_with_its_deck_and_tags(project: Path, collection: Collection) -> None:
    log = taken(collection, written(project))
    assert (len(log.new), log.found_notes, len(log.updated), len(log.conflicting)) == (6, 6, 0, 0)
    assert collection.card_count() == 6
    found = notes(collection)
    assert sorted(found) == ["conv-count", "conv-groups", "rich", "rl-off", "rl-sarsa", "rl-steps"]
    assert tuple(found["rich"]) == FIELDS
    decks = {deck.name for deck in collection.decks.all_names_and_ids()}
    assert {"test notes::第1章 畳み込み", "test notes::第2章 強化学習"} <= decks
    (rich,) = collection.find_notes("Id:rich")
    assert collection.get_note(rich).tags == ["勾配_法", "最適化", "第1章_畳み込み::勾配"]
    assert len(collection.find_notes("tag:第2章_強化学習::*")) == 3
    assert collection.find_cards('"deck:test notes::第2章 強化学習"') == sorted(collection.find_cards("tag:第2章*"))


def test_formulas_code_and_pictures_are_as_anki_shows_them(project: Path, collection: Collection) -> None:
    taken(collection, written(project))
    rich = notes(collection)["rich"]
    assert r"\(\def\KL#1#2{D(#1\|#2)}\KL{p}{q}\le 1\)" in rich["Question"]
    assert re.search(r'<div class="highlight">.*<span class="nb">print</span>', rich["Question"], re.DOTALL)
    assert "畳み込みを" in rich["Question"] and "<a " not in rich["Question"], "the site has no address"
    assert "\\[" in rich["Explanation"] and "a &lt; b" in rich["Explanation"]
    (name,) = re.findall(r'src="(tashika-[0-9a-f]{16}\.png)"', rich["Question"])
    assert Path(collection.media.dir(), name).read_bytes() == b"\x89PNG picture"
    assert "<!-- =" not in str(notes(collection))
    card = collection.get_card(collection.find_cards("Id:rich")[0])
    output = card.render_output()
    assert "anki-mathjax" in output.question_text or "\\(" in output.question_text
    assert ".highlight .nb" in output.css and "nightMode .highlight" in output.css


def test_a_front_does_not_tell_and_a_back_does(project: Path, collection: Collection) -> None:
    taken(collection, written(project))
    for name, right, wrong in (("conv-groups", "減る", "増える"), ("rl-off", "DQN", "Sarsa")):
        (card,) = (collection.get_card(id) for id in collection.find_cards(f"Id:{name}"))
        front, back = card.render_output().question_text, card.render_output().answer_text
        assert right in front and wrong in front
        assert not re.search(r"class=.?(right|wrong)|✓|data-correct", front)
        assert re.search(rf'class="right">✓ .{{0,5}}{right}', back) and re.search(
            rf'class="wrong">.{{0,5}}{wrong}', back
        )
    sarsa, steps = notes(collection)["rl-sarsa"], notes(collection)["rl-steps"]
    assert "\\alpha" in sarsa["Answer"] and not sarsa["Options"]
    assert re.findall("選ぶ|得る|更新", steps["Options"]) != ["選ぶ", "得る", "更新"]
    assert re.findall("選ぶ|得る|更新", steps["Answer"]) == ["選ぶ", "得る", "更新"]


def test_a_second_import_adds_nothing_and_a_later_one_updates(
    project: Path, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = written(project)
    taken(collection, first)
    again = taken(collection, first)
    assert (len(again.new), len(again.updated), len(again.duplicate)) == (0, 0, 6)
    card = collection.get_card(collection.find_cards("Id:conv-groups")[0])
    card.type, card.queue, card.ivl, card.reps = 2, 2, 30, 4
    collection.update_card(card)
    page = project / "docs" / "ch1" / "conv.md"
    page.write_text(page.read_text("utf-8").replace("どうなりますか", "どう変わりますか"), "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SOURCE_DATE) + 60))
    later = taken(collection, written(project))
    assert (len(later.new), len(later.updated)) == (0, 6)
    assert "どう変わりますか" in notes(collection)["conv-groups"]["Question"]
    after = collection.get_card(card.id)
    assert (after.ivl, after.reps) == (30, 4), "what was learnt stays"
    assert collection.card_count() == 6


def test_two_writes_are_the_same_bytes(project: Path) -> None:
    one = written(project).read_bytes()
    script = "import sys; from tashika.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", script, "-C", str(project), "anki", "-o", "other.apkg"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert (project / "other.apkg").read_bytes() == one
    with zipfile.ZipFile(project / "cards.apkg") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert sorted(json.loads(archive.read("media"))) == ["0"]


def test_times_in_a_zip_file_would_be_seen(project: Path, tmp_path: Path) -> None:
    package = written(project)
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(zipfile.ZipInfo("more", (2026, 1, 1, 0, 0, 0)), b"")
    assert repacked(package.read_bytes()) != package.read_bytes()
    assert repacked(repacked(package.read_bytes())) == repacked(package.read_bytes())


def test_paths_choose_pages_and_an_address_makes_links(project: Path, collection: Collection) -> None:
    taken(collection, written(project, "--url", "https://example.org/notes", "docs/ch1/rich.md"))
    assert list(found := notes(collection)) == ["rich"]
    assert found["rich"]["Source"] == (
        '<a href="https://example.org/notes/ch1/rich.html#quiz-rich">第1章 畳み込み › 勾配</a>'
    )
    assert 'href="https://example.org/notes/ch1/conv.html#_1"' in found["rich"]["Question"]


def test_false_notes_give_no_cards(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = project / "docs" / "ch1" / "conv.md"
    page.write_text(page.read_text("utf-8").replace("73,728", "73,729"), "utf-8")
    assert main(["-C", str(project), "anki", "-o", "cards.apkg"]) == 1
    assert "page says  73,729" in capsys.readouterr().out
    assert not (project / "cards.apkg").exists()


def test_without_genanki_it_says_how_to_install_it(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "genanki" else name)
    assert main(["-C", str(project), "anki"]) == 3
    assert "pip install 'tashika[anki]'" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(project), "anki", "-o", "none/cards.apkg"]) == 2
    assert "none/cards.apkg" in capsys.readouterr().err


def test_the_time_of_a_package_is_that_of_the_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    page = tmp_path / "page.md"
    page.write_text("a", "utf-8")
    own = int(page.stat().st_mtime)
    assert changed(tmp_path, [page]) == own, "there is no repository"
    environment = {
        "GIT_COMMITTER_DATE": "@1700000000 +0000",
        "GIT_AUTHOR_DATE": "@1600000000 +0000",
        "PATH": "/usr/bin:/bin",
    }
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "page"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, env=environment, check=True)
    assert changed(tmp_path, [page]) == 1_700_000_000
    page.write_text("b", "utf-8")
    assert changed(tmp_path, [page]) >= own
    assert changed(tmp_path, []) == 0


@pytest.mark.parametrize(
    ("folders", "page", "address"),
    [
        (False, "index.md", "https://a.org/b/index.html"),
        (False, "ch 1/a.md", "https://a.org/b/ch%201/a.html"),
        (True, "index.md", "https://a.org/b/"),
        (True, "ch1/index.md", "https://a.org/b/ch1/"),
        (True, "ch1/a.md", "https://a.org/b/ch1/a/"),
    ],
)
def test_addresses_are_those_of_the_site(folders: bool, page: str, address: str) -> None:
    for url in ("https://a.org/b", "https://a.org/b/"):
        assert Outline(Path(), "n", url, folders).address(page) == address
    assert Outline(Path(), "n", "", folders).address(page) == ""


def complaints(formulas: Sequence[str]) -> dict[str, str]:
    """What MathJax says of formulas that it cannot set."""
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    script = [node, str(ROOT / "tests" / "review" / "mathjax.js")]
    done = subprocess.run(script, cwd=ROOT, input=json.dumps(formulas), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_mathjax_sets_every_formula_of_the_notes() -> None:
    project = load_project(ROOT)
    _, notes = notes_of(project, read_notes(project).pages)
    formulas = [html.unescape(match["tex"]) for note in notes for match in FORMULA.finditer("".join(note.fields))]
    assert len(notes) > 100 and len(formulas) > 100
    assert complaints(formulas) == {}
    assert len(complaints([*formulas, r"\frac{1", r"\nosuch"])) == 2, "what cannot be set would be found"


@given(st.integers(2, 12), st.text(max_size=8))
def test_an_order_is_asked_in_another_one(count: int, seed: str) -> None:
    assert sorted(mixed(count, seed)) == list(range(count)) != mixed(count, seed)
    assert mixed(count, seed) == mixed(count, seed)


def test_small_parts() -> None:
    assert tag(" a　b c ") == "a_b_c"
    assert with_macros(r"\a \(\b x\)", {r"\a": "1", r"\b": r"\a<#1", r"\c": "3"}) == (
        r"\a \(\def\b#1{\a&lt;#1}\def\a{1}\b x\)"
    )
    media = Media(lambda path: None, lambda path: "")
    outside = '<img src="https://a.org/x.png"><img src="none.png"><a href="https://a.org">b</a>'
    assert media.taken(outside, "a.md") == outside and media.files == {}


def test_quizzes_of_a_python_chapter_are_cards_by_its_title(project: Path) -> None:
    chapter = '# %% [markdown]\n# # 散歩\n#\n# <!-- quiz: single id=walk key="n" in="#" -->\n# いくつ？\n#\n'
    chapter += "# - [ ] 4\n#\n#     多い。\n#\n# - [x] 3\n# <!-- /quiz -->\n\n# %%\nn = 3\n"
    (project / "docs" / "ch1" / "walk.py").write_text(chapter, "utf-8")
    loaded = load_project(project)
    cards = {note.id: note for note in notes_of(loaded, read_notes(loaded).pages)[1]}
    assert cards["walk"].fields[0] == "<p>いくつ？</p>" and "<p>多い。</p>" in cards["walk"].fields[2]
    assert "散歩" in cards["walk"].fields[4]

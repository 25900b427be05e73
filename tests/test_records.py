"""Answer logs and the glossary: what their files may hold, and what pages show of them."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig

from tashika.check import check
from tashika.config import make_project
from tashika.model import Problem, Report
from tashika.notes import read_notes
from tashika.records.exams import read_log
from tashika.records.glossary import anchor, group_of, listing, read_glossary, sort_key
from tashika.records.nodes import parse
from tashika.site.glossary import EXTENSION, add_terms
from tashika.update import plan_update

LOG = """\
title: 章
language: ja
rows:
  - answers: {ア: A, イ: B}
    corrections: {イ: C}
  - number: 22
    answer: D
"""
TERM = """\
- term: 蒸留
  reading: じょうりゅう
  english: distillation
  text: 生徒が教師をまねる。
  page: p.md
"""
PAGE = "# 題\n\n<!-- table: exams/a.yml answers -->\n<!-- /table -->\n"


def log_problems(text: str) -> list[str]:
    _, problems = read_log("a.yml", text)
    return [f"{p.at.line}:{p.at.column} {p.message}" for p in problems]


def term_problems(text: str) -> list[str]:
    _, problems = read_glossary("glossary.yml", text)
    return [f"{p.at.line}:{p.at.column} {p.message}" for p in problems]


def reported(root: Path, files: dict[str, str]) -> Report:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return check(make_project(root, {}))


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{p.at}: {p.message}" for p in problems]


def test_a_sound_log_is_read_with_its_score() -> None:
    log, problems = read_log("a.yml", LOG)
    assert log is not None and problems == []
    assert (log.given, log.right, log.graded) == (3, 2, True)
    assert [row.number for row in log.rows] == [None, 22]
    assert log.rows[0].corrections == {"イ": "C"}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("title: 章\n", "", "1:1 `title` is missing"),
        ("title: 章", "title:", "1:7 `title` is empty"),
        ("title: 章", "title: [章]", "1:8 `title` is a list, and one text is wanted"),
        ("title: 章", "titel: 章\ntitle: 章", "1:1 unknown key `titel`"),
        ("title: 章", "title: 章\ntitle: 節", "2:1 `title` stands here for the second time"),
        ("language: ja", "language: fr", "2:11 `language` is `fr`"),
        ("language: ja", "graded: perhaps", "2:9 `graded` is `perhaps`"),
        ("answers: {ア: A, イ: B}", "answers: {ア: A, イ: B, ア: C}", "4:27 `ア` stands here for the second time"),
        ("answer: D", "answers: [D]", "7:14 a list stands here, and `key: value` lines are wanted"),
        ("answers: {ア: A, イ: B}", "answers: {ア: , イ: B}", "4:18 `ア` is empty"),
        ("answers: {ア: A, イ: B}", "answers: {ア: [A], イ: B}", "4:18 `ア` is a list, and one text is wanted"),
        ("answer: D", "answer: D\n    answers: {ア: A}", "7:13 `answer` and `answers` stand in one row"),
        ("    answer: D\n", "", "6:5 this row has no answer"),
        ("answer: D", "anwser: D\n    answer: D", "7:5 unknown key `anwser`"),
        ("corrections: {イ: C}", "corrections: {ウ: C}", "5:19 this corrects `ウ`, which was not given"),
        ("corrections: {イ: C}", "correction: C", "5:17 this corrects an only answer, which was not given"),
        ("corrections: {イ: C}", "corrections: {イ: B}", "5:19 this corrects B to B"),
        ("number: 22", "number: twenty", "6:13 `number` is `twenty`, not a whole number from 1"),
        ("number: 22", "number: 0", "6:13 `number` is `0`, not a whole number from 1"),
        ("answer: D", "answer: D\n  - {number: 22, answer: A}", "8:5 question 22 has a row at line 6 already"),
        ("language: ja", "graded: no", "4:5 a correction stands in a log that is not graded"),
        ("answer: D", "answer: D\n    pages: p.md", "8:12 `pages` is a text, and a list is wanted"),
        ("answer: D", "answer: &x D\n  - answer: *x", "7:13 an alias (`*name`) repeats this value"),
        ("answer: D", "answer: !!python/name:os.system ''", "7:13 the tag"),
        ("answer: D", "answer: !letter D", "7:13 the tag"),
    ],
)
def test_a_fault_of_a_log_is_told_where_it_stands(old: str, new: str, found: str) -> None:
    assert LOG.count(old) == 1
    problems = log_problems(LOG.replace(old, new))
    assert len(problems) == 1 and found in problems[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["1:1 this file is empty"]),
        ("rows: [\n", ["2:1 not YAML: "]),
        ("title: a\n\trows: 1\n", ["2:1 not YAML: "]),
        ("a: 1\n---\na: 2\n", ["2:1 not YAML: but found another document"]),
        ("title: t\n", ["1:1 `rows` is missing"]),
        ("- a\n", ["1:1 a list stands here", "1:1 `title` is missing", "1:1 `rows` is missing"]),
    ],
)
def test_a_file_that_holds_no_log_is_told(text: str, found: list[str]) -> None:
    problems = log_problems(text)
    assert len(problems) == len(found)
    assert all(message.startswith(start) for message, start in zip(problems, found, strict=True)), problems


def test_a_misspelt_key_comes_with_the_right_one() -> None:
    _, (problem,) = read_log("a.yml", LOG.replace("corrections", "correctoins"))
    assert problem.repair == "write `corrections`"


def test_words_that_yaml_takes_for_truth_values_stay_words() -> None:
    log, problems = read_log("a.yml", "title: on\nrows:\n  - answers: {n: N, y: Y}\n")
    assert log is not None and problems == []
    assert (log.title, dict(log.rows[0].answers)) == ("on", {"n": "N", "y": "Y"})


def test_without_pyyaml_a_record_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "yaml":
            raise ImportError(name)
        return original(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    found = parse("a.yml", "a: 1\n")
    assert isinstance(found, Problem)
    assert (found.family, found.repair) == ("infrastructure", "pip install 'tashika[data]'")


def test_a_sound_glossary_is_read() -> None:
    (term,), problems = read_glossary("glossary.yml", TERM)
    assert problems == []
    assert (term.term, term.reading, term.english, term.aliases) == ("蒸留", "じょうりゅう", "distillation", ())
    assert anchor(term) == "term-distillation"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("  reading: じょうりゅう\n", "", "1:3 `蒸留` has no reading"),
        ("じょうりゅう", "ジョウリュウ", "2:12 the reading `ジョウリュウ` is neither hiragana nor Latin letters"),
        ("  english: distillation\n", "", "1:3 `english` is missing"),
        ("  text: 生徒が教師をまねる。\n", "", "1:3 `text` is missing"),
        ("  page: p.md\n", "", "1:3 `page` is missing"),
        ("まねる。", "$T$ でまねる。", "4:9 this text holds markup or a formula"),
        ("english:", "englich:", "3:3 unknown key `englich`"),
        ("  page: p.md\n", "  page: p.md\n  mark: never\n", "6:9 `mark` is `never`"),
        ("- term:", "- term: 生徒\n  term:", "2:3 `term` stands here for the second time"),
        ("  page: p.md\n", f"  page: p.md\n{TERM.replace('distillation', 'd')}", "6:3 `蒸留` stands at line 1 already"),
        (
            "  page: p.md\n",
            f"  page: p.md\n{TERM.replace('蒸留', '別名')}  aliases: [別名]\n".replace("別名\n", "知識\n", 1),
            "stands at line 1 already",
        ),
        ("  page: p.md\n", "  page: p.md\n  aliases: 別名\n", "6:12 `aliases` is a text, and a list is wanted"),
    ],
)
def test_a_fault_of_the_glossary_is_told_where_it_stands(old: str, new: str, found: str) -> None:
    problems = term_problems(TERM.replace(old, new, 1))
    assert problems and found in problems[0]


def test_terms_stand_below_their_row_of_kana_by_reading() -> None:
    words = [("ReLU", ""), ("蒸留", "じょうりゅう"), ("活性", "かっせい"), ("学習", "がくしゅう"), ("勾配", "こうばい")]
    text = "".join(
        f"- {{term: {word}, reading: '{reading}', english: e{n}, text: t, page: p.md}}\n".replace("reading: '', ", "")
        for n, (word, reading) in enumerate(words)
    )
    terms, problems = read_glossary("glossary.yml", text)
    assert problems == []
    assert [term.term for term in sorted(terms, key=sort_key)] == ["ReLU", "学習", "活性", "勾配", "蒸留"]
    assert [group_of(term) for term in sorted(terms, key=sort_key)] == ["R", "か行", "か行", "か行", "さ行"]
    shown = listing(terms, {"p.md": "題"}, "")
    assert shown.startswith(
        '## R\n\n- <a id="term-e0"></a>**ReLU** (e0): t → [題](p.md)\n\n## か行\n\n- <a id="term-e3">'
    )


def test_of_spellings_that_look_alike_the_glossary_shows_one() -> None:
    text = (
        "- {term: TD 誤差, reading: てぃーでぃーごさ, english: temporal-difference error, text: t, page: p.md,"
        " aliases: [TD誤差, temporal difference error, ε-グリーディ, ε グリーディ, 時間差]}\n"
    )
    terms, problems = read_glossary("glossary.yml", text)
    assert problems == []
    assert "**TD 誤差** ＝ ε-グリーディ、時間差 (てぃーでぃーごさ, " in listing(terms, {"p.md": "題"}, "")


def test_a_common_word_is_in_the_glossary_and_pages_do_not_mark_it(tmp_path: Path) -> None:
    (tmp_path / "glossary.md").write_text("# 用語集\n", "utf-8")
    common = TERM.replace("蒸留", "活性").replace("distillation", "activation") + "  mark: no\n"
    terms, problems = read_glossary("glossary.yml", TERM + common)
    config = MkDocsConfig()
    config.load_dict({"docs_dir": str(tmp_path), "markdown_extensions": [], "mdx_configs": {}})
    add_terms(config, terms)
    assert problems == [] and "**活性**" in listing(terms, {"p.md": "題"}, "")
    assert [entry["words"] for entry in config.mdx_configs[EXTENSION]["entries"]] == [["蒸留"]]


def test_an_update_writes_the_table_and_then_the_page_holds(tmp_path: Path) -> None:
    report = reported(tmp_path, {"docs/exams/a.yml": LOG, "docs/exams/a.md": PAGE})
    ((path, text),) = plan_update(report).texts.items()
    assert [v.outcome for v in report.verdicts] == ["differs"] and not report.ok
    assert "| 第 1 行（番号の記録なし） | ア\xa0A、イ\xa0B | イ\xa0**C** |" in text
    assert "3 問のうち、2 問が正解です（66.7 %）" in text
    assert "| 問 22 | D | – |\n" in text, "a column that holds nothing is left out"
    again = reported(tmp_path, {path: text})
    assert again.ok and plan_update(again).texts == {}


def test_a_letter_changed_in_the_page_is_a_false_claim(tmp_path: Path) -> None:
    report = reported(tmp_path, {"docs/exams/a.yml": LOG, "docs/exams/a.md": PAGE})
    text = plan_update(report).texts["docs/exams/a.md"].replace("| 問 22 | D |", "| 問 22 | C |")
    (verdict,) = reported(tmp_path, {"docs/exams/a.md": text}).verdicts
    assert (verdict.outcome, verdict.claim.kind, str(verdict.claim.at)) == ("differs", "table", "docs/exams/a.md:4:1")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_is_written_with_the_line_ends_of_its_page(tmp_path: Path, end: str) -> None:
    (tmp_path / "docs" / "exams").mkdir(parents=True)
    (tmp_path / "docs" / "exams" / "a.md").write_bytes(PAGE.replace("\n", end).encode())
    text = plan_update(reported(tmp_path, {"docs/exams/a.yml": LOG})).texts["docs/exams/a.md"]
    assert text.count("\n") == text.count(end) > 6


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (PAGE.replace("<!-- /table -->\n", ""), "docs/exams/a.md:3:1: the table `exams/a.yml answers` has no end"),
        (PAGE.replace("a.yml", "b.yml"), "docs/exams/a.md:4:1: no record gives the table `exams/b.yml answers`"),
        ("# 題\n", "docs/exams/a.yml:1:1: no page shows the answers of this log"),
        (f"```text\n{PAGE}```\n", "docs/exams/a.yml:1:1: no page shows the answers of this log"),
    ],
)
def test_a_table_that_cannot_be_made_is_told(tmp_path: Path, page: str, found: str) -> None:
    assert found in told(reported(tmp_path, {"docs/exams/a.yml": LOG, "docs/exams/a.md": page}).problems)


def test_a_link_to_a_page_that_is_not_there_is_told(tmp_path: Path) -> None:
    log = LOG.replace("answer: D", "answer: D\n    pages: [a/none.md]")
    found = told(reported(tmp_path, {"docs/exams/a.yml": log, "docs/glossary.yml": TERM, "docs/q.md": "x\n"}).problems)
    assert "docs/exams/a.yml:8:13: there is no page `a/none.md`" in found
    assert "docs/glossary.yml:1:3: there is no page `p.md`" in found


def test_a_log_with_a_fault_is_told_once_and_not_again_for_its_table(tmp_path: Path) -> None:
    report = reported(tmp_path, {"docs/exams/a.yml": LOG.replace("22", "0"), "docs/exams/a.md": PAGE})
    assert told(report.problems) == ["docs/exams/a.yml:6:13: `number` is `0`, not a whole number from 1"]


def test_other_yaml_files_are_left_alone(tmp_path: Path) -> None:
    files = {"docs/.meta.yml": ":", "docs/other.yml": ":", "docs/ch18/exams.yml": ":", "docs/p.md": "x\n"}
    assert reported(tmp_path, files).ok


def test_a_log_can_be_checked_by_its_path(tmp_path: Path) -> None:
    reported(tmp_path, {"docs/exams/a.yml": LOG.replace("22", "0"), "docs/exams/a.md": PAGE, "docs/p.md": "x\n"})
    project = make_project(tmp_path, {})
    assert len(check(project, [tmp_path / "docs" / "exams" / "a.yml"]).problems) == 1
    assert check(project, [tmp_path / "docs" / "p.md"]).ok


def test_the_glossary_comes_with_the_report(tmp_path: Path) -> None:
    report = reported(tmp_path, {"docs/glossary.yml": TERM, "docs/p.md": "# 題\n"})
    assert report.ok and [term.term for term in report.terms] == ["蒸留"]
    assert [page.path for page in read_notes(make_project(tmp_path, {})).pages] == ["docs/p.md"]

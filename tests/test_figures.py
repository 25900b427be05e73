"""Figures from the code that draws them to the page that shows them: noted, kept, compared, drawn anew, shown."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tashika import figures
from tashika.check import check, explain
from tashika.cli import main
from tashika.config import Project, make_project
from tashika.execute import Executor, ForkExecutor, Limits, SpawnExecutor
from tashika.execute.inside.artists import MOST, data_of, numbers
from tashika.likeness import differences, is_shape_kept
from tashika.pictures import RULE, data_text, find_pictures
from tashika.pictures import data_of as data_in
from tashika.polish import polished
from tashika.site.drawings import STYLE, pictures_of, with_choice, with_pictures
from tashika.site.inline import bare
from tashika.update import plan_update

HOOKS = Path(__file__).parents[1] / "hooks"
CODE = """from tashika import figures

fig, ax = figures.subplots()
ax.plot([0, 1, 2], [0.5, 1, 2], label="温度")
ax.legend()
fig.savefig("a.svg")
"""
PAGE = f"```python\n{CODE}```\n\n![a](img/a.svg){{ .figure }}\n"
LIMITS = Limits(timeout=120, output=1_000_000)
KINDS: dict[str, Callable[[Path], Executor]] = {
    "fork": lambda root: ForkExecutor(root, LIMITS, 1),
    "spawn": lambda root: SpawnExecutor(root, LIMITS, 1),
}


def project(root: Path, page: str = PAGE) -> Project:
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs" / "p.md").write_text(page, encoding="utf-8")
    (root / "pyproject.toml").write_text("[tool.tashika]\ntimeout = 120\n", encoding="utf-8")
    return make_project(root, {"timeout": 120})


@pytest.fixture(autouse=True)
def the_package_of_this_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(HOOKS))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same picture as each executor's run gives it."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HOOKS))
        for kind, make in KINDS.items():
            root = tmp_path_factory.mktemp(kind)
            (verdict,) = check(project(root), executor=make(root)).verdicts
            assert verdict.reason == "there is no docs/img/a.svg yet", kind
            found[kind] = verdict.actual or ""
    return found


def test_both_executors_give_the_same_picture_with_its_data(drawn: dict[str, str]) -> None:
    assert drawn["fork"] == drawn["spawn"]
    (axes,) = data_in(drawn["fork"])["axes"]
    assert axes["lines"] == [{"label": "温度", "x": [0, 1, 2], "y": [0.5, 1, 2], "dash": "-"}]
    assert axes["legend"] == ["温度"]


def test_a_picture_is_small_and_has_no_ink_of_its_own_and_no_foreign_id(drawn: dict[str, str]) -> None:
    picture = polished(drawn["fork"], "a.svg")
    ids = re.findall(r'\bid="([^"]+)"', picture)
    ElementTree.fromstring(picture)
    assert len(picture) < 20_000
    assert "currentColor" in picture and "#000000" not in picture
    assert len(ids) == len(set(ids)) > 1
    assert all(name == "tashika-figure" or re.fullmatch(r"a-\d+", name) for name in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', picture)) <= set(ids)
    assert "<text" not in picture, "letters are shapes"
    assert data_in(picture) == data_in(drawn["fork"])
    assert polished(drawn["spawn"], "a.svg") == picture


def test_update_draws_what_is_missing_and_leaves_alone_what_is_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project(tmp_path)
    picture = tmp_path / "docs" / "img" / "a.svg"
    assert main(["-C", str(tmp_path), "update", "--dry-run"]) == 0
    assert "would write docs/img/a.svg" in capsys.readouterr().out
    assert not picture.exists()
    assert main(["-C", str(tmp_path), "update"]) == 0
    first = picture.read_bytes()
    os.utime(picture, (1, 1))
    assert main(["-C", str(tmp_path), "update"]) == 0
    assert picture.stat().st_mtime == 1
    assert main(["-C", str(tmp_path), "update", "--redraw", "--no-cache"]) == 0
    assert picture.read_bytes() == first, "the same picture, byte for byte"
    assert [file.name for file in picture.parent.iterdir()] == ["a.svg"]


def test_update_wants_to_be_told_when_more_than_numbers_of_a_picture_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project(tmp_path)
    picture = tmp_path / "docs" / "img" / "a.svg"
    assert main(["-C", str(tmp_path), "update"]) == 0
    first = picture.read_text(encoding="utf-8")
    picture.write_text(first.replace("[0.5,1,2]", "[0.5,1,3]"), encoding="utf-8")
    assert main(["-C", str(tmp_path), "check"]) == 1
    assert "line 1 «温度»: y[2] is 2, the picture has 3" in capsys.readouterr().out
    assert main(["-C", str(tmp_path), "update"]) == 0
    assert picture.read_text(encoding="utf-8") == first
    picture.write_text(first.replace("温度", "気温"), encoding="utf-8")
    assert main(["-C", str(tmp_path), "update"]) == 1
    assert main(["-C", str(tmp_path), "update", "--accept"]) == 0
    assert picture.read_text(encoding="utf-8") == first


def test_a_kept_run_still_has_its_picture(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))
    chosen = project(tmp_path)
    executor = KINDS["spawn"](tmp_path)
    check(chosen, executor=executor)  # in which matplotlib may write a list of fonts
    kept, reused = (check(chosen, executor=executor) for _ in range(2))
    assert [run.reused for run in reused.runs] == [True]
    assert reused.verdicts == kept.verdicts
    assert plan_update(reused).pictures == plan_update(kept).pictures != {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_the_drawing_module_runs_what_draws_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    package = tmp_path / "library" / "tashika"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    source = (HOOKS / "tashika" / "figures.py").read_text(encoding="utf-8")
    (package / "figures.py").write_text(source, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    root = tmp_path / "project"
    root.mkdir()
    chosen = project(root)
    executor = KINDS[kind](root)
    for _ in range(2):
        check(chosen, executor=executor)
    assert check(chosen, executor=executor).runs[0].reused
    (package / "figures.py").write_text(f"{source}\nBLUE = 'green'\n", encoding="utf-8")
    assert not check(chosen, executor=executor).runs[0].reused
    assert explain(chosen)


def test_figures_are_drawn_by_plain_python_too(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", CODE], cwd=tmp_path, check=True, env={**os.environ, "MPLBACKEND": "Agg"})
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").count("<svg") == 1


def test_the_drawing_module_imports_matplotlib_alone_and_late() -> None:
    tree = ast.parse((HOOKS / "tashika" / "figures.py").read_text(encoding="utf-8"))
    early = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    early |= {node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)}
    every = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in early} <= sys.stdlib_module_names
    assert not any(name.startswith("tashika") for name in every)


def brightness(colour: str) -> float:
    """Relative luminance as WCAG has it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("paper", ["#ffffff", "#1e2129"])
def test_the_colours_stand_out_from_a_light_and_a_dark_page(paper: str) -> None:
    for colour in figures.COLORS:
        low, high = sorted((brightness(colour), brightness(paper)))
        assert (high + 0.05) / (low + 0.05) >= 3, colour


def test_a_diagram_knows_its_boxes_arrows_and_words() -> None:
    diagram = figures.Diagram(10, 5)
    box = diagram.box(1, 1, 4, 2, "1×1, 64")
    diagram.arrow(box.right, (8, 2), "x")
    diagram.grid(6, 3, 1, 2, fill={(0, 1): figures.BLUE}, text={(0, 0): 7})
    (axes,) = data_of(diagram.figure)["axes"]
    assert [shape["shape"] for shape in axes["shapes"]] == [
        "FancyBboxPatch",
        "FancyArrowPatch",
        "Rectangle",
        "Rectangle",
    ]
    assert axes["shapes"][1]["from"] == [5, 2]
    assert [text["text"] for text in axes["texts"]] == ["1×1, 64", "x", "7"]
    assert "x" not in axes, "there are no axes to see"


def test_every_usual_kind_of_plot_has_data() -> None:
    _, ax = figures.subplots(1, 1, "square")
    ax.scatter([1, 2], [3, 4], s=9)
    ax.fill_between([0, 1], [1, 2])
    ax.imshow([[1, 2], [3, 4]])
    ax.annotate("here", (1, 2), (3, 4))
    ax.hist([1, 1, 2], bins=2, label="h")
    ax.set_xticks([0, 1], ["a", "b"])
    (axes,) = data_of(ax.figure)["axes"]
    assert axes["collections"][0] == {"kind": "PathCollection", "offsets": [[1, 3], [2, 4]], "sizes": [9]}
    assert axes["images"][0]["values"] == [[1, 2], [3, 4]]
    assert axes["texts"] == [{"text": "here", "at": [3, 4], "points_at": [1, 2]}]
    assert axes["bars"] == [{"label": "h", "rectangles": [[1, 0, 0.5, 2], [1.5, 0, 0.5, 1]]}]
    assert (axes["x"]["ticks"], axes["x"]["ticklabels"]) == ([0, 1], ["a", "b"])


def test_of_a_long_array_a_sample_and_the_sum_are_kept() -> None:
    numpy = pytest.importorskip("numpy")
    array = numpy.arange(2.0 * MOST)
    kept = numbers(array)
    assert (kept["shape"], kept["sum"], len(kept["sample"])) == ([2 * MOST], array.sum(), 512)
    array[1] += 1
    assert differences(kept, numbers(array), "exact") == [f"sum is {int(array.sum())}, the picture has {kept['sum']}"]


@pytest.mark.parametrize(
    ("picture", "run", "found"),
    [
        ([1.0], [1.0 + 1e-7], []),
        ([1.0], [1.00001], ["y[0] is 1.00001, the picture has 1.0"]),
        ([0.0], [1e-10], []),
        (["nan"], ["nan"], []),
        ([1], ["nan"], ['y[0] is "nan", the picture has 1']),
        ([True], [1], ["y[0] is 1, the picture has true"]),
    ],
)
def test_numbers_agree_to_a_millionth(picture: list[object], run: list[object], found: list[str]) -> None:
    assert differences({"y": picture}, {"y": run}, RULE) == found


def test_only_numbers_may_drift() -> None:
    assert is_shape_kept({"y": [1, 2]}, {"y": [1, 2.5]})
    assert not is_shape_kept({"y": [1, 2]}, {"y": [1]})
    assert not is_shape_kept({"label": "a"}, {"label": "b"})


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("\n![a $T^2$ [b]](img/a.svg){ .figure }\n", ["img/a.svg"]),
        ("> ![a](<img/a.svg> 'title')  \r\n\n![](b.svg)\n", ["img/a.svg", "b.svg"]),
        ("words\n![a](a.svg)\n", []),
        ("![a](https://example.org/a.svg)\n", []),
        ("![a](a.svg) and words\n", []),
        ("[![a](a.svg)](b.md)\n", []),
        ("![a](a%20b.svg#only-light)\n", ["a b.svg"]),
    ],
)
def test_only_images_that_stand_alone_below_a_fence_are_pictures(text: str, targets: list[str]) -> None:
    assert [picture.target for picture in find_pictures(text.splitlines(keepends=True))] == targets


def test_the_data_of_a_picture_are_readable_line_by_line(drawn: dict[str, str]) -> None:
    assert '{"label":"温度","x":[0,1,2],"y":[0.5,1,2],"dash":"-"}' in data_text(drawn["fork"]).split("\n")
    assert data_text("<svg/>") == ""


def test_a_page_names_a_picture_for_light_and_one_for_dark_with_their_size_and_words(drawn: dict[str, str]) -> None:
    plain = bare(polished(drawn["fork"], "a.svg"))
    assert "<style" not in plain and "metadata" not in plain
    image = '<img alt="a &quot;b&quot;" class="figure" src="../img/a.svg" />'
    content = f"<p>{image}</p><img src='x.png'>"
    found = with_pictures(content, "ch01/sub/p.html", {"ch01/img/a.svg": plain})
    rest = 'alt="a &quot;b&quot;" width="499" height="298" loading="lazy"'
    assert found == (
        '<p><span class="tashika-figure" style="--tashika-width:499px">'
        f'<img class="tashika-light" src="../img/a.svg" {rest}>'
        f'<img class="tashika-dark" src="../img/a.dark.svg" {rest}></span></p><img src=\'x.png\'>'
    )
    assert with_pictures(content, "ch01/p.html", {"ch01/img/a.svg": plain}) == content
    assert STYLE in with_choice(f"<head></head>{found}") and with_choice("<head></head>") == "<head></head>"


def test_a_picture_that_tashika_did_not_draw_stays_as_it_is(tmp_path: Path) -> None:
    (page,) = check(project(tmp_path)).pages
    claim = page.claims[0]
    for expected in ("", "<svg/>", "no picture"):
        changed = replace(page, claims=(replace(claim, kind="figure", expected=expected, detail="docs/img/a.svg"),))
        assert pictures_of([changed], "docs") == {}


SITE = """
site_name: test
theme: {{name: material, language: ja, font: false}}
hooks: [{hook}]
nav: [p.md, verification.md]
plugins: [search]
markdown_extensions: [attr_list, pymdownx.superfences]
"""


def built(root: Path) -> str:
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, cwd=root, check=True, capture_output=True, env=environment)
    return (root / "site" / "p" / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_picture_that_was_drawn_anew_is_shown_in_a_page_that_was_kept(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "mkdocs.yml").write_text(SITE.format(hook=HOOKS / "verify.py"), encoding="utf-8")
    assert main(["-C", str(tmp_path), "update"]) == 0
    picture = tmp_path / "docs" / "img" / "a.svg"
    page = built(tmp_path)
    light, dark = (tmp_path / "site" / "img" / name for name in ("a.svg", "a.dark.svg"))
    assert figures.BLUE in light.read_text("utf-8") and 'src="../img/a.dark.svg" alt="a"' in page
    assert page.index("tashika-figure") < page.index("tashika-mark")
    index = (tmp_path / "site" / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "currentColor" not in index
    ink = picture.read_text(encoding="utf-8").replace(figures.BLUE, "#123456")
    picture.write_text(ink, encoding="utf-8")
    assert built(tmp_path) == page
    for file in (light, dark):
        assert "#123456" in file.read_text("utf-8") and figures.BLUE not in file.read_text("utf-8")
    report = (tmp_path / "site" / "verification" / "index.html").read_text(encoding="utf-8")
    assert "docs/img/a.svg" in unescape(unescape(report))


def test_reports_tell_of_data_and_not_of_ink(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, PAGE + "\n```python\nx = 1\n```\n\n![b](img/b.svg)\n")
    assert main(["-C", str(tmp_path), "check", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    missing, unsaved = told["verdicts"]
    assert (missing["kind"], missing["form"], missing["detail"], missing["expected"]) == (
        "figure",
        "figure",
        "docs/img/a.svg",
        "",
    )
    assert json.loads(missing["actual"])["axes"][0]["legend"] == ["温度"]
    assert (unsaved["actual"], unsaved["rule"]) == (None, RULE)
    assert told["summary"]["loose"] == 0
    assert main(["-C", str(tmp_path), "check"]) == 1
    text = capsys.readouterr().out
    assert "repair     tashika update docs/p.md" in text
    assert "they saved no figure" in text
    assert "<svg" not in text


@pytest.mark.slow
def test_a_figure_that_hangs_on_a_seed_does_not_survive_a_second_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project(
        tmp_path,
        PAGE.replace("[0.5, 1, 2]", "np.random.rand(3)").replace("```python\n", "```python\nimport numpy as np\n"),
    )
    assert main(["-C", str(tmp_path), "update"]) == 0
    capsys.readouterr()
    assert main(["-C", str(tmp_path), "check", "--twice"]) == 1
    text = capsys.readouterr().out
    assert "does not survive a second run" in text
    assert "line 1 «温度»: y[0] is " in text and "the first run has" in text

"""Notebooks are checked like pages: what is stored is claimed, and nothing that cannot be verified passes."""

import base64
import io
import json
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tashika import bitmaps
from tashika.check import check
from tashika.config import load_project
from tashika.model import Report
from tashika.notebooks.spanned import NotJson, parse
from tashika.outputs import disagreement, html_text
from tashika.reports import text
from tashika.update import plan_update

PNG = "image/png"


def code(source: str, *outputs: Mapping[str, Any], tags: tuple[str, ...] = (), **settings: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"tags": [*tags]} if tags else {}
    metadata |= {"tashika": settings} if settings else {}
    lines = source.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": 1, "metadata": metadata, "outputs": [*outputs], "source": lines}


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def stream(written: str, name: str = "stdout") -> dict[str, Any]:
    return {"name": name, "output_type": "stream", "text": written.splitlines(keepends=True)}


def result(plain: str, **more: str) -> dict[str, Any]:
    data = {"text/plain": plain.splitlines(keepends=True)} | {k.replace("_", "/"): v for k, v in more.items()}
    return {"data": data, "execution_count": 1, "metadata": {}, "output_type": "execute_result"}


def error(name: str, value: str) -> dict[str, Any]:
    return {"ename": name, "evalue": value, "output_type": "error", "traceback": [f"\x1b[31m{name}\x1b[0m"]}


def notebook(*cells: Mapping[str, Any], **metadata: Any) -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    own = {"kernelspec": kernel} | metadata
    numbered = [{"id": f"cell-{n}", **cell} for n, cell in enumerate(cells)]
    return {"cells": numbered, "metadata": own, "nbformat": 4, "nbformat_minor": 5}


def written(folder: Path, content: Mapping[str, Any] | str) -> Path:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "snippets").mkdir(exist_ok=True)
    settings = '[tool.tashika]\ntimeout = 20\noutput_limit = 100000\ncache = ""\n'
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    file = folder / "docs" / "a.ipynb"
    whole = content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    file.write_text(whole, encoding="utf-8")
    return file


def checked(folder: Path, content: Mapping[str, Any] | str) -> Report:
    return check(load_project(written(folder, content).parents[1]))


def failures(report: Report) -> str:
    return "" if report.ok else text(report)


def test_a_picture_that_no_cell_holds_is_told_by_its_cell_and_line(tmp_path: Path) -> None:
    shown = markdown("# 題\n\n![図](attachment:a.png) ![図](attachment:b.png)")
    found = failures(checked(tmp_path, notebook(shown | {"attachments": {"b.png": {"image/png": "AAAA"}}})))
    assert "cell 1, line 3" in found and "no picture `a.png`" in found and "b.png" not in found


def test_what_a_true_notebook_stores_holds(tmp_path: Path) -> None:
    table = {"text/html": "<table><tr><td>1</td><td>2</td></tr></table>", "text/plain": "T"}
    cells = (
        markdown("# 題\n\n答えは 42<!-- =[in=\"#\"] x --> です。"),
        code("%matplotlib inline\nimport sys\nx = 42\nprint(x)\nprint('e', file=sys.stderr)\nx", stream("42\n"),
             stream("e\n", "stderr"), result("42")),
        code("class T:\n    def _repr_html_(self):\n        return '<table><tr><td>1<td>2</table>'\n\n"
             "    def __repr__(self):\n        return 'T'\ndisplay(T())",
             {"output_type": "display_data", "data": table, "metadata": {}}),
        code("int('a')\nprint('never')", error("ValueError", "invalid literal for int() with base 10: 'a'"),
             tags=("raises-exception",)),
        code("x + 1;"),
        code("import cupy", stream("GPU\n"), tags=("skip-execution",), reason="GPU が必要"),
    )  # fmt: skip
    report = checked(tmp_path, notebook(*cells))
    assert failures(report) == ""
    assert len(report.verdicts) == 11
    assert [skip.reason for skip in report.skips] == ["GPU が必要"]


@pytest.mark.parametrize(
    ("source", "outputs", "words"),
    [
        ("print(41)", [stream("40\n")], "cell 1, output 1: differs (stdout"),
        ("40 + 1", [result("40")], "cell 1, output 1: differs (display"),
        ("print('a ')", [stream("a\n"), stream("b\n")], "cell 1, output 1: differs"),
        ("pass", [stream("a\n")], "cell 1, outputs: differs (cell"),
        ("print(1)", [], "cell 1, outputs: differs (cell"),
        ("1 / 0", [error("ZeroDivisionError", "division by zer")], "cell 1, output 1: differs (raises"),
    ],
)
def test_one_character_off_is_found_at_its_cell_and_output(
    tmp_path: Path, source: str, outputs: list[dict[str, Any]], words: str
) -> None:
    said = text(checked(tmp_path, notebook(code(source, *outputs, tags=("raises-exception",)))))
    assert words in said


def test_the_line_of_a_false_output_is_its_line_in_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, notebook(code("pass"), code("print(7)", stream("8\n"))))
    line = next(n for n, each in enumerate(file.read_text(encoding="utf-8").split("\n"), 1) if '"8\\n"' in each)
    report = check(load_project(tmp_path))
    assert [(v.claim.at.line, v.claim.at.cell) for v in report.verdicts if v.outcome != "holds"] == [
        (line, "cell 2, output 1")
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"cells": [', "this notebook is not valid JSON"),
        ('{"cells": [], "cells": []}', "stands here a second time"),
        ({"nbformat": 3, "worksheets": []}, "notebooks of format 3 cannot be read"),
        ({"cells": []}, "this is no notebook"),
        (notebook(code("1"), kernelspec={"language": "julia", "name": "j"}), "the code of this notebook is julia"),
        (notebook(code("%timeit 1")), "cell 1, line 1: `%timeit` is a magic of IPython"),
        (notebook(code("x = 1\n!ls")), "cell 1, line 2: `!` runs a shell command"),
        (notebook(code("%%bash\nls")), "`%%bash` is a magic"),
        (notebook(code("x = !ls")), "magic of IPython"),
        (notebook(code("x = (")), "cell 1, line 1"),
        (notebook(code("1 / 0")), "cell 1, line 1: the program raised: ZeroDivisionError"),
        (notebook(code("1 / 0", error("ZeroDivisionError", "division by zero"))), "this cell stores an exception"),
        (notebook(code("input()")), "cell 1, line 1: the program raised: EOFError"),
        (notebook(code("print('a' * 200000)")), "wrote more than 100000 bytes"),
        (notebook(code("import cupy", tags=("no-run",))), "a cell that does not run must say why"),
        (notebook(markdown("```python\nx\n```")), "code in a Markdown cell does not run"),
        (notebook(code("1", {**result("1"), "data": {"application/json": {}}})), "cannot be compared"),
        (notebook(code("1", result("1", text_html="<script>x</script>"))), "HTML with a script"),
        (notebook(code("1", result("1")), tashika={"kernel": "r"}), "there is no kernel `r`"),
        (notebook(code("1", result("1")), tashika={"timeouts": 3}), "there is no option `timeouts`"),
        (notebook({**code("x"), "source": "x = 1\nx"}), "does not stand line by line"),
        (notebook(code("print(1)", {**stream("1\n"), "extra": 2})), "which no stream has"),
        (notebook({"cell_type": "code", "metadata": {}, "source": ["1"], "execution_count": 1}), "no list of outputs"),
    ],
)
def test_what_cannot_be_verified_is_an_error_in_plain_words(
    tmp_path: Path, content: Mapping[str, Any] | str, words: str
) -> None:
    report = checked(tmp_path, content)
    assert not report.ok
    assert words in text(report)


@pytest.mark.parametrize("content", [notebook(), notebook(code("")), notebook(code("x = 1")), notebook(markdown("a"))])
def test_a_notebook_without_outputs_claims_nothing_and_holds(tmp_path: Path, content: Mapping[str, Any]) -> None:
    assert failures(checked(tmp_path, content)) == ""


def test_streams_are_merged_between_displays(tmp_path: Path) -> None:
    source = "import sys\nprint(1)\nprint('e', file=sys.stderr)\nprint(2)\ndisplay(3)\nprint(4)"
    shown = {"output_type": "display_data", "data": {"text/plain": ["3"]}, "metadata": {}}
    outputs = [stream("e\n", "stderr"), stream("1\n"), stream("2\n"), shown, stream("4\n")]
    assert failures(checked(tmp_path, notebook(code(source, *outputs)))) == ""
    outputs = [stream("e\n", "stderr"), stream("1\n"), shown, stream("2\n4\n")]
    assert not checked(tmp_path, notebook(code(source, *outputs))).ok


def test_a_long_list_may_stand_as_ipython_breaks_it(tmp_path: Path) -> None:
    broken = "[" + ",\n ".join(f"'{n:030}'" for n in range(4)) + "]"
    source = "[f'{n:030}' for n in range(4)]"
    assert failures(checked(tmp_path, notebook(code(source, result(broken))))) == ""
    assert not checked(tmp_path, notebook(code(source, result(broken.replace("1'", "2'"))))).ok


def test_update_writes_outputs_and_changes_nothing_else(tmp_path: Path) -> None:
    cells = (code("print('あ')\nx = 2  # 偶数\nx", stream("い\n")), code("x  # => 3"), code("display(x)"))
    content = notebook(markdown('値は 1<!-- =[in="#"] x -->'), *cells, zeta={"b": 1, "a": [1.50, 1e3]})
    odd = json.dumps(content, indent="\t", ensure_ascii=False).replace("1.5", "1.50")
    file = written(tmp_path, odd)
    report = check(load_project(tmp_path))
    update = plan_update(report, accept=True)
    assert not update.refused
    new = update.texts["docs/a.ipynb"]
    assert "1.50" in new and not new.endswith("\n") and '\n\t"cells"' in new
    before, after = json.loads(odd), json.loads(new)
    for old, now in zip(before["cells"], after["cells"], strict=True):
        assert {k: v for k, v in old.items() if k not in ("outputs", "source")} == {
            k: v for k, v in now.items() if k not in ("outputs", "source")
        }
    assert "".join(after["cells"][0]["source"]).startswith("値は 2<!--")
    assert "".join(after["cells"][2]["source"]) == "x  # => 2"
    assert after["cells"][1]["outputs"][0]["text"] == ["あ\n"]
    file.write_text(new, encoding="utf-8")
    assert failures(check(load_project(tmp_path))) == ""
    nbformat.validate(nbformat.reads(new, as_version=4))


def test_update_without_accept_writes_numbers_and_empty_outputs_only(tmp_path: Path) -> None:
    cells = (code("print(3)", stream("2\n")), code("print('b')", stream("a\n")), code("print('c')"))
    written(tmp_path, notebook(*cells))
    update = plan_update(check(load_project(tmp_path)))
    after = json.loads(update.texts["docs/a.ipynb"])
    assert [cell["outputs"][0]["text"] for cell in after["cells"]] == [["3\n"], ["a\n"], ["c\n"]]
    assert len(update.refused) == 1


FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2, {}])\nplt.ylim(0, 9)\nplt.show()"


def test_a_figure_is_compared_by_its_data(tmp_path: Path) -> None:
    written(tmp_path, notebook(code(FIGURE.format(4))))
    drawn = json.loads(plan_update(check(load_project(tmp_path))).texts["docs/a.ipynb"])
    assert failures(checked(tmp_path, drawn)) == ""
    drawn["cells"][0]["source"] = FIGURE.format(5).splitlines(keepends=True)
    assert "cell 1, output 1: differs" in text(checked(tmp_path, drawn))


def drawn(last: float = 14, width: float = 1.5, said: str = "loss 0.25", bar: float = 9, colour: str = "C0") -> str:
    """A plot in base64, drawn as a notebook shows it."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.plot([1, 2, last], linewidth=width)
    axes.bar([0, 1, 2], [3, 7, bar], color=colour)
    axes.set_ylim(0, 20)
    axes.set_title(said)
    axes.text(0.5, 15, said, fontsize=7)
    target = io.BytesIO()
    figure.savefig(target, format="png", bbox_inches="tight")
    pyplot.close(figure)
    return base64.b64encode(target.getvalue()).decode()


def test_a_picture_of_pixels_is_compared_by_how_it_looks(tmp_path: Path) -> None:
    code_of = "import matplotlib.pyplot as plt\nplt.bar([0, 1], [{}, 2])\nplt.ylim(0, 9)\nplt.show()"
    from matplotlib import pyplot

    pyplot.figure()
    pyplot.bar([0, 1], [4, 2], edgecolor="#1f77b4", linewidth=0.2)
    pyplot.ylim(0, 9)
    target = io.BytesIO()
    pyplot.savefig(target, format="png", bbox_inches="tight")
    pyplot.close()
    data = {PNG: base64.b64encode(target.getvalue()).decode(), "text/plain": ["<Figure size 640x480 with 1 Axes>"]}
    stored = {"output_type": "display_data", "data": data, "metadata": {}}
    assert failures(checked(tmp_path, notebook(code(code_of.format(4), stored)))) == ""
    assert "the pictures differ around" in text(checked(tmp_path, notebook(code(code_of.format(4.2), stored))))


@pytest.mark.parametrize(
    "change",
    [{"said": "loss 0.26"}, {"said": "loss 0.23"}, {"bar": 9.2}, {"last": 14.2}, {"colour": "#aa7766"}],
    ids=["a digit", "another digit", "a bar", "a line", "a colour of the same grey"],
)
def test_a_small_change_of_a_plot_is_found(change: dict[str, Any]) -> None:
    assert "differ around" in (bitmaps.difference(drawn(), drawn(**change)) or "")


def test_an_edge_that_is_drawn_a_little_otherwise_is_no_change() -> None:
    assert bitmaps.difference(drawn(), drawn(width=1.6)) is None


def png(width: int, height: int, kind: int, pixels: bytes) -> str:
    """A PNG whose rows are filtered each by another of the five ways; all of these leave rows of zeros as they are."""
    step = len(pixels) // height
    raw = b"".join(b"\0" + pixels[n * step : (n + 1) * step] for n in range(height))

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    whole = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + whole).decode()


def test_pixels_are_read_on_white_and_damage_is_told() -> None:
    assert bitmaps.read(png(1, 2, 6, b"\0\0\0\x80" + b"\0\0\0\0")).rows == (b"\x7f" * 3, b"\xff" * 3)
    assert bitmaps.read(png(2, 1, 2, b"\x00\x03\x06\xff\xff\xff")).rows == (b"\x00\x03\x06\xff\xff\xff",)
    black, white = png(64, 64, 0, b"\0" * 4096), png(64, 64, 0, b"\xff" * 4096)
    assert bitmaps.difference(black, white)
    assert "no PNG picture" in (bitmaps.difference(black, "AAAA") or "")
    assert "cut off" in (bitmaps.difference(white, png(64, 64, 0, b"\0" * 64)) or "")


def test_html_counts_by_its_text() -> None:
    table = '<style>td {}</style><table border="1"><tr><th>a</th></tr><tr><td>1</td><td>2 </td></tr></table>'
    assert html_text(table).split("\n") == [" | a", " | 1 | 2"]
    assert disagreement("text/html", table, table.replace(' border="1"', ""), "exact") is None
    assert disagreement("text/html", table, table.replace("2 ", "3"), "exact") is not None


@pytest.mark.parametrize("bad", ["", "{", "[1,]", '{"a" 1}', '{"a": 1} x', '"a', "[1 2]", "nul", "{1: 2}", "[" * 5000])
def test_json_that_is_none_is_told_with_its_place(bad: str) -> None:
    with pytest.raises(NotJson):
        parse(bad)


def test_each_value_knows_where_it_stands() -> None:
    source = '{"a": [1, {"b": "c\\u3042\\""}], "d": null}'
    node = parse(source)
    assert node.plain == json.loads(source)
    found = node.value["a"].items[1].get("b")
    assert found and source[found.start : found.end] == '"c\\u3042\\""'


def test_a_real_kernel_gives_magics_their_meaning(tmp_path: Path) -> None:
    shout = code("%%capture held\nprint('hidden')")
    fails = code("1 / 0", error("ZeroDivisionError", "division by zero"), tags=("raises-exception",))
    asked = {"tashika": {"kernel": "jupyter"}}
    cells = (shout, code("print(held.stdout)\n{'b': 1}", stream("hidden\n\n"), result("{'b': 1}")), fails)
    assert failures(checked(tmp_path, notebook(*cells, **asked))) == ""
    cells = (shout, code("print(held.stdout)\n{'b': 1}", stream("hiddem\n\n"), result("{'b': 1}")), fails)
    assert "cell 2, output 1: differs (stdout" in text(checked(tmp_path, notebook(*cells, **asked)))


def test_a_claim_in_a_comment_is_refused_where_a_real_kernel_runs(tmp_path: Path) -> None:
    content = notebook(code("1  # => 2", result("1")), tashika={"kernel": "jupyter"})
    assert "a claim in a comment cannot be checked" in text(checked(tmp_path, content))


def test_what_only_a_real_kernel_knows_is_told_to_be_out_of_reach(tmp_path: Path) -> None:
    quiz = '3<!-- = n --> \n\n<!-- quiz: single id=k key="n" -->\n**1.**\n\n- [x] 3\n- [ ] 4\n<!-- /quiz -->'
    report = checked(tmp_path, notebook(code("n = 3"), markdown(quiz), tashika={"kernel": "jupyter"}))
    assert text(report).count("what Jupyter's kernel knows cannot be asked for") == 3
    assert "NameError" not in text(report)

"""Cells to be saved, as an .ipynb file or as a .py file in the percent format. Pure."""

from __future__ import annotations

import ast
import hashlib
import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tashika.comments import LABEL

RAISES = "raises-exception"
BACKEND = """import matplotlib
from IPython.display import SVG, display

matplotlib.use("agg")"""
"""Without it, Jupyter shows a figure below the cell that begins it, unfinished, and never again."""


@dataclass(frozen=True)
class SavedCell:
    """`kind` is "markdown" or "code". `outputs` are as nbformat 4 has them.

    `pictures` are the files that the code saves and a notebook shows below it. A notebook shows code that is `hidden`
    folded away: it is needed, and not what the page is about.
    """

    kind: str
    source: str
    outputs: tuple[Mapping[str, Any], ...] = ()
    tags: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    hidden: bool = False


def before_code(cells: Sequence[SavedCell], more: Iterable[SavedCell]) -> list[SavedCell]:
    """Cells, with some more before the first one that has code."""
    first = next((number for number, cell in enumerate(cells) if cell.kind == "code"), len(cells))
    return [*cells[:first], *more, *cells[first:]]


def as_notebook(cells: Sequence[SavedCell], drawn: str) -> str:
    """The text of an .ipynb file. `drawn` says where pictures come, in one that has any."""
    set_up = [SavedCell("code", f"# {drawn}\n{BACKEND}", hidden=True)] if any(cell.pictures for cell in cells) else []
    made = [_cell(number, cell) for number, cell in enumerate(before_code(cells, set_up))]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cell(number: int, cell: SavedCell) -> dict[str, Any]:
    name = hashlib.sha256(f"{number} {cell.source}".encode()).hexdigest()[:12]
    metadata: dict[str, Any] = {"tags": [*cell.tags]} if cell.tags else {}
    metadata |= {"jupyter": {"source_hidden": True}} if cell.hidden else {}
    shows = [f"display(SVG({name!r}))" for name in cell.pictures]
    lines = "\n".join([cell.source, *shows]).split("\n")
    source = [f"{line}\n" for line in lines[:-1]] + lines[-1:]
    plain = {"id": name, "cell_type": cell.kind, "metadata": metadata, "source": source}
    return plain | ({"execution_count": None, "outputs": [*cell.outputs]} if cell.kind == "code" else {})


def as_script(cells: Sequence[SavedCell], printed: str) -> str:
    """The text of a .py file in the percent format; it runs to its end. `printed` is the word for outputs."""
    return "\n".join(_script_part(cell, printed) for cell in cells)


def _script_part(cell: SavedCell, printed: str) -> str:
    if cell.kind == "markdown":
        return "\n".join(["# %% [markdown]", *_commented(cell.source), ""])
    source = cell.source
    if RAISES in cell.tags:
        caught = 'except Exception as error:\n    print(f"{type(error).__name__}: {error}")'
        source = f"try:\n{textwrap.indent(source, '    ')}\n{caught}"
    text = "".join("".join(output.get("text", ())) for output in cell.outputs if output["output_type"] == "stream")
    shown = [f"# {printed}:", *_commented(text.rstrip("\n"))] if text and not LABEL.search(source) else []
    return "\n".join(["# %%", source, *shown, ""])


def _commented(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.split("\n")]


def silenced(code: str) -> str:
    """Code whose last expression displays nothing in a notebook, as it does nothing in a file."""
    body = ast.parse(code).body
    last = body[-1] if body else None
    if not isinstance(last, ast.Expr) or _is_quiet(last.value):
        return code
    lines = code.split("\n")
    line = lines[(last.end_lineno or 1) - 1].encode()
    at = last.end_col_offset or 0
    lines[(last.end_lineno or 1) - 1] = (line[:at] + b";" + line[at:]).decode()
    return "\n".join(lines)


def _is_quiet(value: ast.expr) -> bool:
    """Whether it is a call of `print`, which gives nothing, or a text that stands as a comment."""
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print"

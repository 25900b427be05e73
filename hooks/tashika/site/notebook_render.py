"""Has mkdocs-jupyter render the code cells of a notebook, in any of its versions, and keeps what it made."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files as resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from tashika.model import Page
from tashika.notebooks.cells import Cell
from tashika.site.notebook_text import CELL_ID, code_cells
from tashika.site.render_record import digest

STYLE = "assets/tashika/notebook.css"
PLUGIN = "mkdocs-jupyter"
_MADE_BY = ("mkdocs-jupyter", "nbconvert", "pygments", "beautifulsoup4")


@dataclass
class Notebooks:
    """The notebooks of one build. Code cells are rendered once for what is in them."""

    folder: Path = Path(".cache", "tashika", "notebooks")
    theirs: dict[str, Callable[..., Any]] = field(default_factory=dict)

    def take(self, page: MkDocsPage) -> None:
        """Leaves the rendering of a notebook's text to MkDocs, and remembers how mkdocs-jupyter would render it."""
        render = vars(page).pop("render", None)
        if render is not None:
            self.theirs[page.file.src_uri] = render

    def finish(self, content: str, page: MkDocsPage, found: Page, config: MkDocsConfig, files: Files) -> str:
        """The HTML of a notebook's page with its code cells."""
        from tashika.site.notebook_html import cells_of, with_cells  # a parser of HTML, for sites with notebooks alone

        cells, render = code_cells(found), self.theirs.get(page.file.src_uri)
        if not cells or render is None:
            return content
        html = self._rendered(_prepared(cells), page, lambda stand_in: _call(render, stand_in, config, files), config)
        return with_cells(content, cells_of(html, {cell.number: cell.setting("alt") for cell in cells}))

    def _rendered(
        self, notebook: str, page: MkDocsPage, call: Callable[[SimpleNamespace], None], config: MkDocsConfig
    ) -> str:
        key = digest(json.dumps([notebook, _setting(config)]).encode("utf-8"))
        kept = self.folder / f"{key}.html"
        if kept.is_file():
            return kept.read_text(encoding="utf-8")
        stand_in = SimpleNamespace(meta={}, content="", toc=None, title=None)
        with tempfile.TemporaryDirectory(prefix="tashika-") as folder:
            file = Path(folder, "notebook.ipynb")
            file.write_text(notebook, encoding="utf-8")
            own = page.file.abs_src_path
            page.file.abs_src_path = str(file)
            try:
                call(stand_in)
            finally:
                page.file.abs_src_path = own
        self._keep(kept, stand_in.content)
        return str(stand_in.content)

    def _keep(self, file: Path, content: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        staged = file.with_suffix(f".{os.getpid()}.new")
        staged.write_text(content, encoding="utf-8")
        os.replace(staged, file)


def _call(render: Callable[..., Any], page: SimpleNamespace, config: MkDocsConfig, files: Files) -> None:
    """Calls what mkdocs-jupyter bound to a page on a stand-in for it."""
    render.__func__(page, config, files)  # type: ignore[attr-defined]  # it is a method


def _setting(config: MkDocsConfig) -> list[str]:
    plugin = config.plugins.get(PLUGIN)
    return [repr(sorted(map(repr, plugin.config.items()))) if plugin else "", *map(_version, _MADE_BY)]


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return ""


def _prepared(cells: list[Cell]) -> str:
    """A notebook of the code cells alone, with ids that tell them apart, and of exceptions what was verified."""
    made = [_cell(cell) for cell in cells]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def _cell(cell: Cell) -> dict[str, Any]:
    plain = cell.node.plain
    outputs = [_output(output) for output in plain.get("outputs", [])]
    number: dict[str, Any] = {
        "id": f"{CELL_ID}{cell.number}",
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
    }
    return {**number, "source": plain["source"], "outputs": outputs}


def _output(output: dict[str, Any]) -> dict[str, Any]:
    if output.get("output_type") != "error":
        return output
    told = ": ".join(filter(None, (output.get("ename"), output.get("evalue"))))
    return {**output, "traceback": [told]}


def style_file(config: MkDocsConfig) -> File:
    """The style sheet that all notebooks share."""
    content = resources("tashika.site").joinpath("notebook.css").read_text(encoding="utf-8")
    return File.generated(config, STYLE, content=content)


def with_style(output: str, url: str) -> str:
    """A page's HTML that loads the style sheet, for the page at `url`."""
    return output.replace("</head>", f'<link rel="stylesheet" href="{get_relative_url(STYLE, url)}"></head>', 1)

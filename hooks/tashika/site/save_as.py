"""Offers each page as a notebook and as a .py file: written beside the page, linked at its end."""

from __future__ import annotations

import html
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page as MkDocsPage

from tashika.model import Page, Report
from tashika.site.save_model import as_notebook, as_script
from tashika.site.save_page import Saver

END = "</article>"


class SaveAs:
    """The files of one build. Only what holds is offered."""

    def __init__(self, report: Report, words: Mapping[str, str]) -> None:
        figures = files("tashika").joinpath("figures.py").read_text(encoding="utf-8")
        self._saver = Saver(report, words, figures)
        self._words = words

    def finish(self, output: str, page: MkDocsPage, found: Page | None, config: MkDocsConfig) -> str:
        """The page's HTML with links to its files, which are written to the site's folder."""
        cells = self._saver.cells(found) if found and self._saver.report.ok else []
        if not cells or found is None or END not in output:
            return output
        name = PurePosixPath(page.file.src_uri).stem
        folder = Path(config.site_dir, page.file.dest_path).parent
        folder.mkdir(parents=True, exist_ok=True)
        notebook = found.text if found.is_notebook else as_notebook(cells)
        (folder / f"{name}.ipynb").write_text(notebook, encoding="utf-8", newline="")
        (folder / f"{name}.py").write_text(as_script(cells, self._words["printed"]), encoding="utf-8", newline="")
        links = self._link(f"{name}.ipynb", "save_notebook") + " · " + self._link(f"{name}.py", "save_script")
        return output.replace(END, f'<p class="page-facts tashika-save">{links}</p>\n{END}', 1)

    def _link(self, name: str, word: str) -> str:
        return f'<a href="{quote(name)}" download>{html.escape(self._words[word])}</a>'

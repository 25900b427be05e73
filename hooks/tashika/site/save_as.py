"""Offers each page as a notebook and as a .py file: written beside the page, linked at its end."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page as MkDocsPage

from tashika.model import Event, Page, Report, Run
from tashika.site.page_cache import Made
from tashika.site.render_record import make_key

if TYPE_CHECKING:
    from tashika.site.save_page import Saver

END = "</article>"


class SaveAs:
    """The files of one build. Only what holds is offered."""

    def __init__(self, report: Report, words: Mapping[str, str]) -> None:
        self._report = report
        self._words = words

    def finish(self, output: str, page: MkDocsPage, found: Page | None) -> Made:
        """The page's HTML with links to its files, and these."""
        cells = self._saver.cells(found) if found and self._is_ok else []
        if not cells or found is None or END not in output:
            return Made(output)
        from tashika.site.save_model import as_notebook, as_script

        name = PurePosixPath(page.file.src_uri).stem
        notebook = found.text if found.is_notebook else as_notebook(cells, self._words["drawn"])
        links = self._link(f"{name}.ipynb", "save_notebook") + " · " + self._link(f"{name}.py", "save_script")
        html = output.replace(END, f'<p class="page-facts tashika-save">{links}</p>\n{END}', 1)
        return Made(html, {f"{name}.ipynb": notebook, f"{name}.py": as_script(cells, self._words["printed"])})

    def key(self, found: Page | None) -> Sequence[object]:
        """All that the files of a page depend on, but for our own code."""
        if found is None:
            return []
        used = {block.program for block in found.blocks if block.program and not block.skip}
        runs = [[each.program, *map(_fact, each.events)] for name in sorted(used) if (each := self._runs.get(name))]
        pictures = [[claim.detail, claim.expected] for claim in found.claims if claim.kind == "figure"]
        return [self._snippets, self._is_ok, dict(self._words), found.path, found.text, runs, pictures]

    @cached_property
    def _saver(self) -> Saver:
        from tashika.site.save_page import Saver  # for pages that changed

        figures = files("tashika").joinpath("figures.py").read_text(encoding="utf-8")
        return Saver(self._report, self._words, figures)

    @cached_property
    def _is_ok(self) -> bool:
        return self._report.ok

    @cached_property
    def _runs(self) -> Mapping[str, Run]:
        return {run.program: run for run in self._report.runs}

    @cached_property
    def _snippets(self) -> str:
        return make_key([[each.path, each.text] for each in self._report.snippets])

    def _link(self, name: str, word: str) -> str:
        return f'<a href="{quote(name)}" download>{html.escape(self._words[word])}</a>'


def _fact(event: Event) -> Sequence[object]:
    return [event.kind, event.lines, event.text, event.key]


def write_beside(page: MkDocsPage, files: Mapping[str, str], config: MkDocsConfig) -> None:
    """Writes the files of a page into the site, beside it."""
    folder = Path(config.site_dir, page.file.dest_path).parent
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")

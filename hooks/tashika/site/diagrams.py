"""Diagrams in Mermaid's language: drawn in the reader's browser, by what the site itself carries.

A diagram must say in words what it shows, for readers who cannot see it: Mermaid's `accDescr`. Mermaid is copied from
its npm package, for a site with diagrams alone, and loaded by pages that have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

from tashika.browser_files import package_folder
from tashika.model import Page, Problem, Report

TARGET = "assets/mermaid"
STAND_IN = f"{TARGET}/diagrams.js"
SOURCE = Path(__file__).parent / "app_js" / "diagrams.js"
DESCRIBED = re.compile(r"^[ \t]*accDescr[ \t]*(?::[ \t]*\S|\{\s*[^\s}])", re.MULTILINE)
REPAIR = "write a line `accDescr: what the diagram shows` below its first line"


def with_diagrams(report: Report) -> Report:
    """The report with a problem for each diagram without a description."""
    found = [problem for page in report.pages for problem in _undescribed(page)]
    return replace(report, problems=tuple(sorted([*report.problems, *found], key=lambda problem: problem.at)))


def _undescribed(page: Page) -> Iterator[Problem]:
    for block in page.blocks:
        if block.info == "mermaid" and not DESCRIBED.search(block.source):
            yield Problem(block.at, "authoring", "diagram: nothing says in words what it shows", REPAIR)


def add_diagrams(files: Files, config: MkDocsConfig, report: Report) -> None:
    """Adds Mermaid if a note has a diagram. Raises PluginError if it is not installed."""
    if not any(block.info == "mermaid" for page in report.pages for block in page.blocks):
        return
    package = package_folder(Path(config.config_file_path).resolve().parent, "mermaid")
    if not (package / "dist" / "mermaid.min.js").is_file():
        raise PluginError(f"tashika: Mermaid is missing: there is no {package}\nRepair: make site")
    copies = {"mermaid.min.js": package / "dist" / "mermaid.min.js", "LICENSE.txt": package / "LICENSE"}
    for name, source in {**copies, "diagrams.js": SOURCE}.items():
        files.append(File.generated(config, f"{TARGET}/{name}", abs_src_path=str(source)))


def with_stand_in(output: str, url: str) -> str:
    """A page's HTML that loads Mermaid's stand-in, if it has a diagram, before Material looks for one elsewhere."""
    if 'class="mermaid"' not in output:
        return output
    return output.replace("</head>", f'<script src="{get_relative_url(STAND_IN, url)}"></script></head>', 1)

"""A .py file with cells as a page of the site: MkDocs takes it for one, and renders it as Markdown with fences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from tashika.lines import Places, bare, split_lines
from tashika.model import Block, Page
from tashika.notebooks.percent import dedented
from tashika.render import Edit
from tashika.site.decorate import Decorator

PLACE = '<div class="tashika-code" data-block="{}"></div>'
FOUND = re.compile(r'<div class="tashika-code" data-block="(\d+)"></div>')


class ChapterFile(File):
    """A .py file that is a page."""

    def is_documentation_page(self) -> bool:
        """It is."""
        return True


def with_chapters(files: Files, pages: Iterable[str], config: MkDocsConfig) -> None:
    """Has MkDocs take those files for pages whose paths are among `pages`; what else is .py stays as it is."""
    known = {path for path in pages if path.endswith(".py")}
    for file in [file for file in files if file.src_uri.endswith(".py")]:
        if str(Path(file.abs_src_path or "").resolve()) in known:
            files.remove(file)
            made = ChapterFile(file.src_uri, config.docs_dir, config.site_dir, config.use_directory_urls)
            made.inclusion = file.inclusion
            files.append(made)


def without_strangers(page: MkDocsPage, found: Page | None) -> None:
    """Raises PluginError for a page that another plugin would render, and whose claims nobody has read."""
    if found is None and "render" in vars(page):
        raise PluginError(
            f"{page.file.src_uri} would be published and was not checked\n"
            'Repair: give it cells (`# %%`), or mkdocs-jupyter the option ignore: ["*.py", "*.md"]'
        )


def percent_text(page: Page, decorator: Decorator) -> str:
    """The text of a .py file with cells for the renderer."""
    places = Places(page.path, page.plain)
    blocks = {n: block for n, block in enumerate(page.blocks) if block.info == "python" and block.program == page.path}
    edits = [Edit(*places.offsets(block.at), f"\n{PLACE.format(n)}\n\n") for n, block in blocks.items()]
    text = dedented(decorator.decorate(replace(page, text=page.plain), edits)).lstrip("\n")
    return FOUND.sub(lambda match: "\n".join(_fence(blocks[int(match[1])])), text)


def _fence(block: Block) -> Iterator[str]:
    lines = [bare(line) for line in split_lines(block.source)[1:]]
    code = "\n".join(lines).strip("\n")
    mark = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
    yield from (f"{mark}python", code, mark)

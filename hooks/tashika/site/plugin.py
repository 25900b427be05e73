"""Hands MkDocs' events to the pipeline: verify before anything is rendered, then mark what was verified."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from tashika.check import check
from tashika.config import ConfigError, Project, load_project
from tashika.execute import ExecutionError, KeptForkExecutor, keep_executor
from tashika.model import Page, Report
from tashika.reports import text
from tashika.site.decorate import Decorator
from tashika.site.diagrams import add_diagrams, with_diagrams, with_stand_in
from tashika.site.findings import Findings
from tashika.site.formulas import asks_for_formulas, in_order, with_formulas
from tashika.site.glossary import add_terms
from tashika.site.inline import inlined, pictures_of
from tashika.site.math_build import MathBuild
from tashika.site.render_cache import RenderCache
from tashika.site.render_store import RenderStore
from tashika.site.report_page import report_page
from tashika.site.words import words

REPORT_PAGE = "verification.md"
RENDERED = Path(".cache", "tashika", "render")
log = logging.getLogger("mkdocs.hooks.tashika")


class Verify:
    """The events of one MkDocs command. A build with a false claim ends here; a preview shows it in the page."""

    def __init__(self) -> None:
        self.serving = False
        self.project: Project | None = None
        self.kept: KeptForkExecutor | None = None
        self.report = Report()
        self.pages: Mapping[str, Page] = {}
        self.decorator = Decorator(Findings(self.report), words("en"))
        self.rendered = RenderCache(RenderStore(RENDERED))
        self.math = MathBuild()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remembers whether this is a preview."""
        self.serving = command == "serve"

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Runs every snippet and judges every claim; raises PluginError if one is false, unless this is a preview."""
        root = Path(config.config_file_path).resolve().parent
        try:
            project = load_project(root)
            self.report = with_diagrams(self.math.start(config, self._checked(project)))
        except (ConfigError, ExecutionError) as error:
            raise PluginError(f"tashika: {error}") from error
        docs = Path(config.docs_dir).resolve()
        if docs != project.docs:
            raise PluginError(f"tashika: [tool.tashika] docs is {project.docs}, but MkDocs builds {docs}")
        self.pages = {str(project.root / page.path): page for page in self.report.pages}
        self.decorator = Decorator(Findings(self.report), words(_language(config)))
        self.rendered = RenderCache(RenderStore(root / RENDERED))
        add_terms(config, self.report.terms)
        self._announce()

    def _checked(self, project: Project) -> Report:
        """The report. A preview keeps what runs programs, and has it ready before the next save."""
        if not self.serving:
            return check(project)
        if project != self.project:
            self.on_shutdown()
            self.project, self.kept = project, keep_executor(project)
        report = check(project, executor=self.kept)
        if self.kept:
            self.kept.prepare(report.programs)
        return report

    def on_shutdown(self) -> None:
        """Ends what a preview kept."""
        if self.kept:
            self.kept.close()
        self.kept = self.project = None

    def _announce(self) -> None:
        message = text(self.report, colour=False)
        if self.report.ok:
            log.info(message)
        elif self.serving:
            log.error(message)
        else:
            raise PluginError(f"the notes claim what is not true, so nothing was built\n\n{message}")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the verification report and the files that pages load."""
        content = report_page(self.report, _language(config))
        files.append(File.generated(config, REPORT_PAGE, content=content))
        for file in self.math.files(config):
            files.append(file)
        add_diagrams(files, config, self.report)
        return files

    def on_page_read_source(self, page: MkDocsPage, *, config: MkDocsConfig) -> str | None:
        """The page's source with its marks, or None to leave it to MkDocs."""
        found = self._found(page)
        if not found:
            return None
        text = self.decorator.decorate(found).removeprefix("\ufeff")
        if not asks_for_formulas(text):
            return text
        docs = Path(config.docs_dir).resolve()
        pages = {Path(path).relative_to(docs).as_posix(): each for path, each in self.pages.items()}
        return with_formulas(text, found, pages, [*in_order(config.nav)])

    def _found(self, page: MkDocsPage) -> Page | None:
        return self.pages.get(str(Path(page.file.abs_src_path or "").resolve()))

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> None:
        """Has a page rendered only if it must be."""
        self.rendered.take(page, config, files)

    @event_priority(100)
    def _before_index(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, **_: Any) -> None:
        self.rendered.before_index(page, config)

    @event_priority(-100)
    def _after_index(self, context: Any, *, page: MkDocsPage, **_: Any) -> None:
        self.rendered.after_index(page)
        found = self._found(page)
        if found and page.content:
            docs = found.path.removesuffix(page.file.src_uri)
            page.content = inlined(page.content, page.url, pictures_of(found, docs))

    on_page_context = CombinedEvent(_before_index, _after_index)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """The page with its formulas set, and what draws its diagrams."""
        return with_stand_in(self.math.finish(output, page, config, self.serving), page.url)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Keeps the rendered pages within their bound."""
        self.rendered.store.prune()
        self.math.end()


def _language(config: MkDocsConfig) -> str:
    return str(config.theme.get("language", "en"))

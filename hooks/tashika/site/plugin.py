"""Hands MkDocs' events to the pipeline: verify before anything is rendered, then mark what was verified."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from tashika.check import check
from tashika.config import ConfigError, Project, load_project
from tashika.execute import ExecutionError
from tashika.frozen import SUFFIX
from tashika.model import Page, Report
from tashika.site.code_styles import remember_styles
from tashika.site.decorate import Decorator
from tashika.site.diagrams import add_diagrams, with_diagrams, with_stand_in
from tashika.site.drawings import add_pictures, pictures_of, with_choice, with_pictures
from tashika.site.findings import Findings
from tashika.site.formulas import asks_for_formulas, in_order, with_formulas
from tashika.site.glossary import add_terms
from tashika.site.indexing import Indexing
from tashika.site.math_build import MathBuild
from tashika.site.notebook_render import Notebooks, style_file, with_style
from tashika.site.notebook_text import notebook_text
from tashika.site.page_cache import Finished, Made, PageCache
from tashika.site.percent import percent_text, with_chapters, without_strangers
from tashika.site.render_cache import RenderCache
from tashika.site.render_store import RenderStore
from tashika.site.report_page import ReportPage, report_page
from tashika.site.review_build import ReviewBuild
from tashika.site.save_as import SaveAs, write_beside
from tashika.site.theme_env import quicken
from tashika.site.words import words

if TYPE_CHECKING:
    from tashika.rechecking import Rechecking

REPORT_PAGE = "verification.md"
RENDERED = Path(".cache", "tashika", "render")
TEMPLATES = Path(".cache", "tashika", "templates")
WHOLE = Path(".cache", "tashika", "pages")
log = logging.getLogger("mkdocs.hooks.tashika")


class Verify:
    """The events of one MkDocs command. A build with a false claim ends here; a preview shows it in the page."""

    def __init__(self) -> None:
        self.serving = False
        self.overrides: Mapping[str, Any] = {}
        """What this build sets otherwise than the project's table."""
        self.kept: Rechecking | None = None
        self.report = Report()
        self.marked = False
        """Whether pages are left alone that do not ask to be run."""
        self.pages: Mapping[str, Page] = {}
        self.pictures: Mapping[str, str] = {}
        self._resolved: dict[str, str] = {}
        self.decorator = Decorator(Findings(self.report), words("en"))
        self.rendered = RenderCache(RenderStore(RENDERED))
        self.whole = PageCache(WHOLE, self.rendered.setting, self._ours)
        self.math = MathBuild()
        self.notebooks = Notebooks()
        self.save_as = SaveAs(self.report, words("en"))
        self.review = ReviewBuild()
        self.report_page = ReportPage("")

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remembers whether this is a preview."""
        self.serving = command == "serve"

    @event_priority(100)  # before the search plugin asks for an environment
    def on_config(self, config: MkDocsConfig) -> None:
        """Has the theme's templates and files found in less time, and the styles of code."""
        remember_styles()
        quicken(config.theme, Path(config.config_file_path).resolve().parent / TEMPLATES)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Runs every snippet and judges every claim; raises PluginError if one is false, unless this is a preview."""
        root = Path(config.config_file_path).resolve().parent
        try:
            project = replace(load_project(root), **self.overrides)
            self.marked = project.run == "marked"
            docs = Path(config.docs_dir).resolve()
            if docs != project.docs:
                raise PluginError(f"tashika: [tool.tashika] docs is {project.docs}, but MkDocs builds {docs}")
            self.report = with_diagrams(self.math.start(config, self._checked(project)))
        except (ConfigError, ExecutionError) as error:
            raise PluginError(f"tashika: {error}") from error
        files = ((project.root / page.path, page) for page in self.report.pages)
        self._resolved = {}
        self.pages = {str(file): page for file, page in files if file.is_relative_to(docs)}
        self.pictures = pictures_of(self.pages.values(), docs.relative_to(root).as_posix())
        self.decorator = Decorator(Findings(self.report), words(_language(config)))
        self.rendered = RenderCache(RenderStore(root / RENDERED), Indexing(str(self.math.setter is not None)))
        self.whole = PageCache(root / WHOLE, self.rendered.setting, self._ours)
        self.save_as = SaveAs(self.report, words(_language(config)))
        self.notebooks = Notebooks(root / Path(".cache", "tashika", "notebooks"))
        self.review.start(self.report)
        add_terms(config, self.report.terms)
        self._announce()

    def _checked(self, project: Project) -> Report:
        """The report. A preview keeps what runs programs, and has it ready before the next save."""
        if not self.serving:
            return check(project)
        from tashika.cache import why_not_the_same
        from tashika.rechecking import Rechecking

        if self.kept is None or project != self.kept.project:
            self.on_shutdown()
            self.kept = Rechecking(project, why_not_the_same)
        return self.kept.check()

    def on_shutdown(self) -> None:
        """Ends what a preview kept."""
        if self.kept:
            self.kept.close()
        self.kept = None

    def _announce(self) -> None:
        if self.report.ok and not log.isEnabledFor(logging.INFO):
            return
        from tashika.reports import text

        message = text(self.report, colour=False)
        if self.report.ok:
            log.info(message)
        elif self.serving:
            log.error(message)
        else:
            raise PluginError(f"the notes claim what is not true, so nothing was built\n\n{message}")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the verification report and the files that pages load."""
        for file in [file for file in files if file.src_uri.endswith(SUFFIX)]:
            files.remove(file)
        with_chapters(files, self.pages, config)
        shown = replace(self.report, pages=tuple(self.pages.values()))
        self.report_page = report_page(shown, _language(config))
        listed = config.nav is None or REPORT_PAGE in in_order(config.nav)
        place = InclusionLevel.UNDEFINED if listed else InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, REPORT_PAGE, content=self.report_page.text, inclusion=place))
        for file in [*self.math.files(config), *self.review.files(config), style_file(config)]:
            files.append(file)
        self.review.place(config, files)
        add_diagrams(files, config, self.report)
        add_pictures(files, config, self.pictures)
        return files

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Has pages filled in only if they must be."""
        self.whole.attach(env)

    def on_page_read_source(self, page: MkDocsPage, *, config: MkDocsConfig) -> str | None:
        """The page's source with its marks, or None to leave it to MkDocs."""
        found = self._found(page)
        if not found:
            return None
        if found.shadow:
            return (notebook_text if found.is_notebook else percent_text)(found, self.decorator)
        text = self.decorator.decorate(found).removeprefix("\ufeff")
        if not asks_for_formulas(text):
            return text
        docs = Path(config.docs_dir).resolve()
        pages = {Path(path).relative_to(docs).as_posix(): each for path, each in self.pages.items()}
        return with_formulas(text, found, pages, [*in_order(config.nav)])

    def _found(self, page: MkDocsPage) -> Page | None:
        source = page.file.abs_src_path or ""
        if source not in self._resolved:
            self._resolved[source] = str(Path(source).resolve())
        return self.pages.get(self._resolved[source])

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> None:
        """Has a page rendered only if it must be."""
        found = self._found(page)
        if not self.marked:
            without_strangers(page, found)
        self.notebooks.take(page)
        self.rendered.take(page, config, files)

    def on_page_content(self, html: str, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> str | None:
        """A notebook's page with its code cells; the report with its tables."""
        if page.file.src_uri == REPORT_PAGE:
            return self.report_page.finish(html)
        found = self._found(page)
        return self.notebooks.finish(html, page, found, config, files) if found and found.is_notebook else None

    @event_priority(100)
    def _before_index(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, **_: Any) -> None:
        self.rendered.before_index(page, config)

    @event_priority(-100)
    def _after_index(self, context: Any, *, page: MkDocsPage, **_: Any) -> None:
        self.rendered.after_index(page)
        page.content = with_pictures(page.content or "", page.url, self.pictures)

    on_page_context = CombinedEvent(_before_index, _after_index)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """The page with its formulas set, what draws its diagrams, and its quizzes known to the review page."""
        self.math.index(page, config, done=self.rendered.indexing.taken)
        self.rendered.keep(page)
        made = self.whole.taken(page.file.src_uri) if isinstance(output, Finished) else None
        if made is None:
            made = self._finished(output, page, config)
            self.whole.keep(page.file.src_uri, made)
        if made.files:
            write_beside(page, made.files, config)
        return self.review.finish(made.html, page, config)

    def _finished(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> Made:
        found = self._found(page)
        output = with_style(output, page.url) if found and found.shadow else output
        made = self.save_as.finish(output, page, found)
        html = self.math.finish(made.html, page, config, self.serving)
        return replace(made, html=with_choice(with_stand_in(html, page.url)))

    def _ours(self, page: MkDocsPage) -> object:
        """All that `_finished` depends on besides the page's HTML."""
        found = self._found(page)
        return [self.serving, self.math.key, bool(found and found.shadow), self.save_as.key(found)]

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Writes the cards of the review page; keeps the rendered pages within their bound."""
        self.review.end(config)
        self.rendered.store.prune()
        self.whole.prune()
        self.math.end()


def _language(config: MkDocsConfig) -> str:
    return str(config.theme.get("language", "en"))

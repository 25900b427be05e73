"""Hands MkDocs' events to what a reader meets: names for all parts of a page, diagrams, and the site as an app."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tashika.site import app
from tashika.site.landmarks import accessible
from tashika.site.slim import slim, with_late_scripts, without_switching
from tashika.site.words import words


class Reading:
    """The events of one MkDocs command."""

    def __init__(self) -> None:
        self.serving = False
        self.wanted = True
        """Whether the site is to be an app, when it is built."""

    @property
    def is_app(self) -> bool:
        """Whether this command makes an app."""
        return self.wanted and not self.serving

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remembers whether this is a preview."""
        self.serving = command == "serve"

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds what pages load."""
        app.add_files(files, config, self.is_app)
        return files

    @event_priority(-50)  # when every other has put into the page what it needs
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """The page with its parts named and without what it can do without, as a page of an app."""
        output = slim(with_late_scripts(_named(output, config)))
        return app.with_manifest(output, page) if self.is_app else output

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """The page for addresses that lead nowhere, with its parts named."""
        return slim(with_late_scripts(_named(output, config))) if template_name.endswith(".html") else output

    @event_priority(-100)  # when every other has written its files
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Lightens the theme's style sheet of colours; completes the app."""
        for style in Path(config.site_dir).glob("assets/stylesheets/palette.*.css"):
            style.write_text(without_switching(style.read_text(encoding="utf-8")), encoding="utf-8")
        if self.is_app:
            app.finish(config)


def _named(output: str, config: MkDocsConfig) -> str:
    return accessible(output, words(str(config.theme.get("language", "en"))))

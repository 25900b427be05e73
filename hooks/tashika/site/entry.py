"""`plugins: - tashika`: what the hook files do, for a site that has none, with options that MkDocs checks.

Hooks come after all plugins. So do these events, wherever the plugin stands in the list.
"""

from __future__ import annotations

import logging
from typing import Any, Literal

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkDocsPage

from tashika.config import DEFAULTS
from tashika.mkdocs_file import OPTIONS
from tashika.site import search
from tashika.site.plugin import Verify
from tashika.site.search_worker import replaced_worker

AFTER = -25
"""Behind plugins without a priority, before those that want to be last."""
log = logging.getLogger("mkdocs.plugins.tashika")


class Settings(base.Config):  # type: ignore[no-untyped-call]
    """The options of the plugin. Everything else is for all commands: it stands under [tool.tashika]."""

    run = c.Optional(c.Choice(("all", "marked")))
    claims = c.Optional(c.Choice(("complete", "partial")))
    search = c.Optional(c.Type(bool))
    """Without it, search is ours where it can be: with Material's search plugin, of the version that is known."""
    math = c.Type(bool, default=True)


class TashikaPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """Hands MkDocs' events on, those of search only if it is wanted."""

    def __init__(self) -> None:
        self.verify = Verify()
        self.searching = False

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """Checks the options; one that belongs elsewhere is an error that says where."""
        strays = [key for key in options if key in DEFAULTS and key not in OPTIONS]
        errors, warnings = super().load_config(
            {key: value for key, value in options.items() if key not in strays}, config_file_path
        )
        message = "this is set for all commands: write it under [tool.tashika] in pyproject.toml"
        return [*errors, *((key, base.ValidationError(message)) for key in strays)], warnings

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Hands it on."""
        self.verify.on_startup(command=command, dirty=dirty)

    @event_priority(AFTER)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Takes the options over. Raises PluginError if hooks do the same work."""
        _refuse_hooks(config)
        self.verify.overrides = {name: self.config[name] for name in OPTIONS if self.config[name]}
        self.verify.math.wanted = self.config.math
        self.searching = _wants_search(config) if self.config.search is None else self.config.search
        return search.on_config(config) if self.searching else config

    @event_priority(AFTER)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Hands it on."""
        if self.searching:
            search.on_pre_build(config)
        self.verify.on_pre_build(config=config)

    @event_priority(AFTER)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Hands it on."""
        if self.searching:
            search.on_files(files, config)
        return self.verify.on_files(files, config=config)

    @event_priority(AFTER)
    def on_page_read_source(self, *, page: MkDocsPage, config: MkDocsConfig) -> str | None:
        """Hands it on."""
        return self.verify.on_page_read_source(page, config=config)

    @event_priority(AFTER)
    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> None:
        """Hands it on."""
        self.verify.on_pre_page(page, config=config, files=files)

    @property
    def on_page_context(self) -> Any:
        """Has priorities of its own."""
        return self.verify.on_page_context

    @event_priority(AFTER)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Hands it on."""
        return self.verify.on_post_page(output, page=page, config=config)

    @event_priority(2 * AFTER)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Hands it on once Material has written its index, and before `offline` copies it."""
        self.verify.on_post_build(config=config)
        if self.searching:
            search.on_post_build(config)

    def on_shutdown(self) -> None:
        """Hands it on."""
        self.verify.on_shutdown()


def _refuse_hooks(config: MkDocsConfig) -> None:
    for name, module in config.hooks.items():  # type: ignore[attr-defined]
        if any(str(getattr(value, "__module__", "")).startswith("tashika.site") for value in vars(module).values()):
            raise PluginError(
                f"tashika would do its work twice: as a plugin, and through the hook {name}\n"
                "Repair: keep one of them in mkdocs.yml, `tashika` under plugins or the hook files under hooks"
            )


def _wants_search(config: MkDocsConfig) -> bool:
    """Whether search can be ours; where it looks so and cannot, the log says why."""
    if config.theme.name != "material" or not {"search", "material/search"}.intersection(config.plugins):
        return False
    try:
        replaced_worker(config)
    except PluginError as error:
        log.info(f"search stays the theme's: {error}")
        return False
    return True

"""`plugins: - tashika`: what the hook files do, for a site that has none, with options that MkDocs checks.

Hooks come after all plugins. So do these events, wherever the plugin stands in the list.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import wraps
from typing import Any

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import EVENTS, BasePlugin, CombinedEvent, event_priority

from tashika.config import DEFAULTS
from tashika.mkdocs_file import OPTIONS
from tashika.site import quiz_pages, search
from tashika.site.plugin import Verify
from tashika.site.reading import Reading
from tashika.site.search_worker import replaced_worker

Handler = Callable[..., Any]
Part = tuple[object, Callable[[], bool]]
"""A module or an object with handlers of events, and whether they are wanted."""
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
    app = c.Type(bool, default=True)
    """Whether the site can be installed, and read without a network once it was visited."""


class TashikaPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """All parts that hook files bring to a site; an event goes to each part that handles it and is wanted."""

    def __init__(self) -> None:
        self.verify = Verify()
        self.reading = Reading()
        self.searching = False
        parts: list[Part] = [
            (self.verify, lambda: True),
            (search, lambda: self.searching),
            (quiz_pages, lambda: True),
            (self.reading, lambda: True),
        ]
        handlers: dict[str, list[Handler]] = {"config": [_handed(self.take_options, lambda: True)]}
        for part, is_wanted in parts:
            for event in EVENTS:
                found = getattr(part, f"on_{event}", None)
                several = found.methods if isinstance(found, CombinedEvent) else [found] if found else []
                handlers.setdefault(event, []).extend(_handed(each, is_wanted) for each in several)
        for event, each in handlers.items():
            if each:
                setattr(self, f"on_{event}", CombinedEvent(*each))

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """Checks the options. One that does not exist is an error: a mistyped `run: marked` would run every fence."""
        known = [name for name, _ in self.config_scheme]
        strays = [key for key in options if key not in known]
        errors, warnings = super().load_config(
            {key: value for key, value in options.items() if key not in strays}, config_file_path
        )
        return [*errors, *((key, base.ValidationError(_why_not(key, known))) for key in strays)], warnings

    def take_options(self, config: MkDocsConfig) -> None:
        """Takes the options over, first of all. Raises PluginError if hooks do the same work."""
        _refuse_hooks(config)
        self.verify.overrides = {name: self.config[name] for name in OPTIONS if self.config[name]}
        self.verify.math.wanted = self.config.math
        self.reading.wanted = self.config.app
        self.searching = _wants_search(config) if self.config.search is None else self.config.search


def _why_not(key: str, known: Sequence[str]) -> str:
    """What is wrong with an option that the plugin does not have."""
    if key in DEFAULTS:
        return "this is set for all commands: write it under [tool.tashika] in pyproject.toml"
    near = get_close_matches(key, known, 1)
    return f"there is no such option: {f'write {near[0]}' if near else 'known are ' + ', '.join(known)}"


def _handed(method: Handler, is_wanted: Callable[[], bool]) -> Handler:
    """A handler that answers where it is wanted, and behind plugins unless it says when."""

    @event_priority(getattr(method, "mkdocs_priority", 0) or AFTER)
    @wraps(method)
    def handler(*arguments: Any, **named: Any) -> Any:
        return method(*arguments, **named) if is_wanted() else None

    return handler


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

"""Has the theme's Jinja environments do less, to the same end: templates stay compiled from build to build, and MkDocs'
search for the files that a theme brings does not go through folders of which it leaves everything out.

Material has ten thousand icons in such folders.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import jinja2
from mkdocs.theme import Theme

from tashika.site.template_code import TemplateCode

ASKING = "Files.add_files_from_theme.<locals>.filter"
HIDDEN = (".a/b", "a/.b/c", "a/.b")


def quicken(theme: Theme, folder: Path) -> None:
    """Has a theme make such environments, whose compiled templates are kept in a folder."""
    plain = theme.get_env

    def get_env() -> jinja2.Environment:
        env = plain()
        env.bytecode_cache = env.bytecode_cache or TemplateCode(folder, env)
        if type(env.loader) is jinja2.FileSystemLoader:
            _list_only_what_shows(env, env.loader)
        return env

    if "get_env" not in vars(theme):
        theme.get_env = get_env  # type: ignore[method-assign]


def _list_only_what_shows(env: jinja2.Environment, loader: jinja2.FileSystemLoader) -> None:
    plain = env.list_templates

    def list_templates(
        extensions: Sequence[str] | None = None, filter_func: Callable[[str], bool] | None = None
    ) -> list[str]:
        if extensions or not filter_func or not _leaves_out_the_hidden(filter_func):
            return plain(extensions, filter_func)
        return [name for name in sorted(set(_shown(loader))) if filter_func(name)]

    env.list_templates = list_templates  # type: ignore[assignment,method-assign]


def _leaves_out_the_hidden(wanted: Callable[[str], bool]) -> bool:
    """Whether it is MkDocs that asks, in a version that wants no file below any name that begins with a dot."""
    return getattr(wanted, "__qualname__", "") == ASKING and not any(map(wanted, HIDDEN))


def _shown(loader: jinja2.FileSystemLoader) -> Iterator[str]:
    """The templates of a loader by their names, but for those that are hidden."""
    for top in loader.searchpath:
        for folder, below, names in os.walk(top, followlinks=loader.followlinks):
            below[:] = [name for name in below if not name.startswith(".")]
            start = os.path.relpath(folder, top).replace(os.sep, "/")
            yield from (name if start == "." else f"{start}/{name}" for name in names if not name.startswith("."))

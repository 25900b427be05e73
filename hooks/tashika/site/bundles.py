"""Scripts for the browser, bundled at set-up: each from a folder of modules beside this file into one file."""

from __future__ import annotations

from pathlib import Path

from mkdocs.exceptions import PluginError

from tashika.browser_files import BUNDLES, is_carried, package_folder


def bundled(root: Path, name: str) -> Path:
    """The one file of `name`; PluginError if set-up has not made it since a module changed."""
    bundle, modules = package_folder(root, BUNDLES) / f"{name}.js", Path(__file__).parent.glob("*_js/*.js")
    if not bundle.is_file():
        raise PluginError(f"a script is missing: there is no {bundle}\nRepair: make site")
    if bundle.stat().st_mtime < max(file.stat().st_mtime for file in modules) and not is_carried(bundle):
        raise PluginError(f"a script is out of date: a module is newer than {bundle}\nRepair: make site")
    return bundle

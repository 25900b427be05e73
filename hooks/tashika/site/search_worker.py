"""Material's search worker, which must be the known one to be replaced."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

FOLDER = "assets/javascripts/workers"
# Material 9.8.1. The messages between box and worker are Material's own affair and may change in any version.
KNOWN = {"search.a7633da7.min.js": "da1b3df5e5f00cc73083c9e21ff0ec28bde85cd247057bdd05b7a167e5903bd4"}


def replaced_worker(config: MkDocsConfig) -> str:
    """The path below the site of the worker to replace; PluginError if there is not exactly the known one."""
    found = [
        file for folder in reversed(config.theme.dirs) for file in sorted(Path(folder, FOLDER).glob("search.*.js"))
    ]
    digests = {file.name: sha256(file.read_bytes()).hexdigest() for file in found}
    if digests != KNOWN:
        raise PluginError(
            f"the theme's search worker is not the one that tashika replaces: {', '.join(digests) or 'none'}\n"
            "Repair: install the Material for MkDocs of requirements.lock; or, to go over to another version, see that "
            f"its worker still has the same messages, and write its name and digest into {Path(__file__).name}"
        )
    return f"{FOLDER}/{next(iter(KNOWN))}"

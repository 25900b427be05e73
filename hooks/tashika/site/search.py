"""Material's search with another worker: the box, the keys and the highlighting are Material's, the finding is ours.

Material's worker cuts index and query into words in different ways, so that a Japanese heading typed as it stands finds
nothing. Ours looks for strings. It is the folder search_js, bundled at set-up; tests/search has its tests.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from tashika.browser_files import package_folder
from tashika.records.references import REFERENCES
from tashika.site.bundles import bundled
from tashika.site.search_names import Names, groups_in, homes_in, names_of
from tashika.site.search_readings import compounds, readings
from tashika.site.search_worker import replaced_worker

BOX = "assets/javascripts/search-box.js"
SHIM = "assets/javascripts/iframe-worker.js"
SOURCES = Path(__file__).parent / "search_js"
WORKER = "search"
CITED = 0.7


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Has the pages load what search needs beforehand: a stand-in for workers in a folder, and patience."""
    config.extra["polyfills"] = [*config.extra.get("polyfills", []), SHIM, BOX]
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """Raises PluginError if the worker to replace is not the known one, or ours is missing or out of date."""
    replaced_worker(config)
    bundled(_root(config), WORKER)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the scripts that pages load."""
    package = package_folder(_root(config), "iframe-worker")
    if not (package / "shim" / "index.js").is_file():
        raise PluginError(f"there is no {package}, so search would need a server\nRepair: make site")
    licence = f"{SHIM.removesuffix('.js')}.LICENSE.txt"
    sources = {SHIM: package / "shim" / "index.js", licence: package / "LICENSE", BOX: SOURCES / "box.js"}
    for name, source in sources.items():
        files.append(File.generated(config, name, abs_src_path=str(source)))
    return files


@event_priority(-50)  # Material has written its index, `offline` not yet copied it
def on_post_build(config: MkDocsConfig) -> None:
    """Puts our worker in the place of Material's, and names and readings into the index."""
    site = Path(config.site_dir)
    path = site / "search" / "search_index.json"
    if not path.is_file():
        return
    index = json.loads(path.read_text(encoding="utf-8"))
    enrich(index, names_of(Path(config.docs_dir)), lambda page: _url(page, config))
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".js").write_text(f"var __index = {text}", encoding="utf-8")  # for pages opened from a folder
    worker = site / replaced_worker(config)
    shutil.copyfile(bundled(_root(config), WORKER), worker)
    worker.with_suffix(".js.map").unlink(missing_ok=True)
    shutil.rmtree(site / "assets" / "javascripts" / "lunr", ignore_errors=True)


def enrich(index: dict[str, Any], names: Names, url: Callable[[str], str]) -> None:
    """Adds `synonyms`, those names of one thing that the notes have; `homes`, pages and the terms that they explain, as
    the glossary says; and `readings`, how words are typed in kana. What a page cites counts less than what it says."""
    docs, config = index["docs"], index["config"]
    texts = [f"{doc['title']} {doc['text']}" for doc in docs]
    config["synonyms"] = groups_in(names.groups, texts)
    config["homes"] = homes_in({term: url(page) for term, page in names.homes.items()}, texts)
    words = [name for group in config["synonyms"] for name in group] + compounds(doc["text"] for doc in docs)
    config["readings"] = readings([doc["title"] for doc in docs], words, names.readings)
    for doc in docs:
        if doc["title"] in REFERENCES:
            doc["boost"] = CITED * doc.get("boost", 1)


def _url(page: str, config: MkDocsConfig) -> str:
    return File(page, None, config.site_dir, config.use_directory_urls).url


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent

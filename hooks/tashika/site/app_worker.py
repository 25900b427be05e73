"""The service worker of a built site: our script below the list of what the site holds, each file with its digest.

The version is the digest of that list and of the script, so a build that changed nothing is no new version, and one
that changed a byte is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

WORKER = "sw.js"
SCRIPT = Path(__file__).parent / "app_js" / "worker.js"
DOWNLOADS = {".zip", ".pdf", ".epub", ".apkg", ".ipynb", ".py"}
"""What a reader takes away, and no page shows."""
NOT_READ = {".map", ".gz", ".xml"}
OF_FOLDERS = "search/search_index.js"
"""What only pages need that are opened from a folder: the index for search, which served pages fetch as JSON."""
HEAVY = 1_000_000
"""Bytes from which a file is fetched after all others. Mermaid is as heavy as all pages together, and few need it."""


def contents_of(site: Path) -> Mapping[str, str]:
    """The SHA-256 of each file that a page of a built site may ask for, by its path there."""
    files = (file for file in sorted(site.rglob("*")) if file.is_file())
    kept = [file for file in files if file.suffix not in DOWNLOADS | NOT_READ and file != site / WORKER]
    named = {file.relative_to(site).as_posix(): file for file in kept}
    return {name: sha256(file.read_bytes()).hexdigest() for name, file in named.items() if name != OF_FOLDERS}


def worker_text(contents: Mapping[str, str], script: str, later: Sequence[str] = ()) -> str:
    """The worker that keeps these files, those in `later` after the others."""
    listed = json.dumps(contents, ensure_ascii=False, sort_keys=True, indent=0)
    last = json.dumps(later, ensure_ascii=False)
    version = sha256((listed + last + script).encode("utf-8")).hexdigest()[:16]
    return f'const VERSION = "{version}";\nconst FILES = {listed};\nconst LATER = {last};\n\n{script}'


def write_worker(site: Path) -> None:
    """Writes the worker of a site as it is now."""
    contents = contents_of(site)
    later = [name for name in contents if (site / name).stat().st_size >= HEAVY]
    text = worker_text(contents, SCRIPT.read_text(encoding="utf-8"), later)
    (site / WORKER).write_text(text, encoding="utf-8")

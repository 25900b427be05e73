"""The service worker of a built site: our script below the list of what the site holds, each file with its digest.

The version is the digest of that list and of the script, so a build that changed nothing is no new version, and one
that changed a byte is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

WORKER = "sw.js"
SCRIPT = Path(__file__).parent / "app_js" / "worker.js"
DOWNLOADS = {".zip", ".pdf", ".epub", ".apkg", ".ipynb"}
"""What a reader takes away, and no page shows."""
NOT_READ = {".map", ".gz", ".xml"}


def contents_of(site: Path) -> Mapping[str, str]:
    """The SHA-256 of each file that a page of a built site may ask for, by its path there."""
    files = (file for file in sorted(site.rglob("*")) if file.is_file())
    kept = [file for file in files if file.suffix not in DOWNLOADS | NOT_READ and file != site / WORKER]
    return {file.relative_to(site).as_posix(): sha256(file.read_bytes()).hexdigest() for file in kept}


def worker_text(contents: Mapping[str, str], script: str) -> str:
    """The worker that keeps these files."""
    listed = json.dumps(contents, ensure_ascii=False, sort_keys=True, indent=0)
    version = sha256((listed + script).encode("utf-8")).hexdigest()[:16]
    return f'const VERSION = "{version}";\nconst FILES = {listed};\n\n{script}'


def write_worker(site: Path) -> None:
    """Writes the worker of a site as it is now."""
    text = worker_text(contents_of(site), SCRIPT.read_text(encoding="utf-8"))
    (site / WORKER).write_text(text, encoding="utf-8")

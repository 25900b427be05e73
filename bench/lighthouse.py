"""Lighthouse's marks for a page of the built site, as a phone gets it from a server that compresses.

Run after `make site`, with the page that has the most formulas unless another is named; needs Chromium and what
`npm ci` installs. Performance depends on what else the machine does: the best of `--rounds` counts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from tashika.pdf.browser import find_browser

ROOT = Path(__file__).resolve().parents[1]
CLI = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
KINDS = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu"
PACKED = {".html", ".css", ".js", ".json", ".svg", ".webmanifest"}


class Packing(SimpleHTTPRequestHandler):
    """Serves a folder, text compressed."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.suffix not in PACKED or not file.is_file():
            super().do_GET()
            return
        data = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def richest(site: Path) -> str:
    """The note with the most formulas; the page that collects them all is no note."""
    notes = [file for file in site.rglob("*.html") if file.parent != site]
    most = max(notes, key=lambda file: file.read_text("utf-8").count('class="katex"'))
    return most.relative_to(site).as_posix()


def marks(address: str, folder: Path) -> tuple[dict[str, float], list[str]]:
    """Lighthouse's four marks of an address, and the audits below 100 of all kinds but performance."""
    report = folder / "lighthouse.json"
    command = ["node", str(CLI), address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(KINDS)}"]
    with TemporaryDirectory() as temporary:  # for what the browser, which is killed in the end, leaves behind
        environment = {**os.environ, "CHROME_PATH": find_browser() or "", "TMPDIR": temporary}
        subprocess.run(command, check=True, env=environment, timeout=300)
    found = json.loads(report.read_text("utf-8"))
    kinds, audits = found["categories"], found["audits"]
    refs = [ref["id"] for kind in KINDS[1:] for ref in kinds[kind]["auditRefs"] if ref["weight"]]
    below = [name for name in refs if (audits[name]["score"] or 0) < 1 and audits[name]["score"] is not None]
    return {kind: round(100 * (kinds[kind]["score"] or 0)) for kind in KINDS}, below


def main() -> None:
    """Prints the marks of each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--page")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    page = asked.page or richest(asked.site)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Packing, directory=asked.site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        folder = ROOT / ".cache" / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(asked.rounds):
            found, below = marks(f"http://127.0.0.1:{server.server_port}/{page}", folder)
            print(page, *(f"{kind} {mark:.0f}" for kind, mark in found.items()), *below, sep="  ")
        server.shutdown()


if __name__ == "__main__":
    main()

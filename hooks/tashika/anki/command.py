"""`tashika anki`: checks the notes, and writes their quizzes as a package for Anki if all of it holds."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tashika.config import Project
from tashika.model import Report

NEEDED = {"genanki": "anki", "markdown": "site", "mkdocs": "site", "pygments": "site"}
Checked = Callable[[argparse.Namespace], tuple[Project, Report]]


def missing() -> str:
    """How to install what is not installed; "" if nothing is missing."""
    extras = sorted({extra for module, extra in NEEDED.items() if find_spec(module) is None})
    return f"pip install 'tashika[{','.join(extras)}]'" if extras else ""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What only this command has."""
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, default=Path("quizzes.apkg"), help="write it there"
    )
    parser.add_argument("--url", default="", help="address of the site, for links (default: site_url in mkdocs.yml)")


def write_deck(project: Project, report: Report, target: Path, url: str) -> str:
    """Writes the package whole or not at all; what was done. Raises OSError."""
    from tashika.anki.deck import deck_of

    count, content = deck_of(project, report.pages, url)
    staged = target.with_name(f".{target.name}.tashika")
    try:
        staged.write_bytes(content)
        staged.replace(target)
    finally:
        staged.unlink(missing_ok=True)
    return f"wrote {target}: {count} notes\n"

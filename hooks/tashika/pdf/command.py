"""`tashika pdf`: builds the site, which checks the notes, makes the book of it, prints it, and reads it back.

Exit status: 0 the book is written; 1 the notes are wrong, or cannot become a book; 3 nothing is there to print with.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tashika.browser_files import package_folder
from tashika.config import Project, load_project
from tashika.pdf.model import Book

INSTALL = "on Debian and Ubuntu: apt-get install chromium (or: pip install 'tashika[pdf,weasyprint]')"
NEEDS = "the book needs more packages: pip install 'tashika[site,pdf]'"
UNPRINTABLE = 3


@dataclass(frozen=True)
class Printed:
    """A printed book: its bytes, the labels of its pages, and what is to be said of it."""

    content: bytes
    labels: Sequence[str]
    warnings: Sequence[str] = ()


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the others."""
    parser = commands.add_parser("pdf", help="make a book of the verified notes")
    parser.set_defaults(command=run_pdf)
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="(default: dist/book.pdf)")
    parser.add_argument("--chapter", metavar="NAME", default="", help="one chapter alone, by the name of its folder")
    parser.add_argument("--paper", choices=("A4", "B5"), default="B5", help="(default: B5)")
    engines = ("chromium", "weasyprint")
    parser.add_argument("--engine", choices=engines, help="what prints it (default: Chromium where there is one)")


def run_pdf(arguments: argparse.Namespace) -> int:
    """Writes the book, whole, or leaves the file that was there as it is."""
    project = load_project(arguments.folder)
    name = f"{Path(arguments.chapter).name}.pdf" if arguments.chapter else "book.pdf"
    target: Path = arguments.folder / arguments.output if arguments.output else project.root / "dist" / name
    try:
        from tashika.pdf.browser import find_browser
        from tashika.pdf.weasyprint import has_weasyprint
    except ImportError as error:
        return _say(f"{NEEDS} ({error})", UNPRINTABLE)
    browser = find_browser() if arguments.engine != "weasyprint" else None
    if not browser and (arguments.engine == "chromium" or not has_weasyprint()):
        return _say(f"there is nothing to print with; {INSTALL}", UNPRINTABLE)
    if not browser and not arguments.engine:
        _say("there is no Chromium, so WeasyPrint prints the book")
    with tempfile.TemporaryDirectory(prefix="tashika-pdf-") as folder:
        return _make(project, arguments, target, browser, Path(folder))


def _make(project: Project, arguments: argparse.Namespace, target: Path, browser: str | None, folder: Path) -> int:
    from tashika.pdf.book import make_book
    from tashika.pdf.finish import finish
    from tashika.pdf.model import BookError, BookOptions
    from tashika.pdf.pipe import PipeError

    site, leaves = folder / "site", folder / "book"
    leaves.mkdir()
    _say("checking the notes and building their site")
    if not build_site(project.root, site):
        return _say("the notes are not verified, so no book is made of them", 1)
    try:
        _say("making one document of the site")
        book = make_book(site, project, BookOptions(arguments.paper, arguments.chapter, leaves))
        printed = print_with(browser, book, project.root)
        content = finish(printed.content, book, printed.labels)
        warnings = [*printed.warnings, *write_checked(content, book, target)]
    except (BookError, PipeError) as error:
        return _say(f"the book was not made: {error}", 1)
    for warning in warnings:
        _say(f"warning: {warning}")
    return _say(f"{target}: {len(printed.labels)} pages, {len(content) / 1e6:.1f} MB")


def build_site(root: Path, site: Path) -> bool:
    """Whether MkDocs could build the site, as it cannot when a claim is false; what it says goes to standard error."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=root, stdout=sys.stderr, env=environment, check=False).returncode == 0


def print_with(browser: str | None, book: Book, root: Path) -> Printed:
    """Prints with a browser, or with WeasyPrint where there is none."""
    if not browser:
        from tashika.pdf.weasyprint import print_with_weasyprint

        _say("printing with WeasyPrint")
        return Printed(*print_with_weasyprint(book))
    from tashika.pdf.passes import print_book

    done = print_book(book, browser, npm_packages(root), _say)
    small = (
        f"page {done.plan.pages_of.get(one.id, '?')}: a formula is printed at {one.scale:.0%}: {one.tex[:60]}"
        for one in done.scaled
    )
    return Printed(done.content, done.plan.labels, tuple(small))


def npm_packages(root: Path) -> Path:
    """The folder that holds MathJax beside other packages: the project's, or where this package has its own."""
    return package_folder(root, "mathjax").parent


def write_checked(content: bytes, book: Book, target: Path) -> list[str]:
    """Writes the file when it passes its checks; what could not be checked. Raises BookError where one fails."""
    from tashika.pdf.check import check_file, check_text, expected
    from tashika.pdf.model import BookError
    from tashika.pdf.words import NoPoppler

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("wb", dir=target.parent, prefix=".tashika-", suffix=".pdf", delete=False) as made:
        made.write(content)
    staged = Path(made.name)
    unchecked: list[str] = []
    wanted = expected(book)
    try:
        findings = check_file(staged, wanted)
        try:
            findings += check_text(staged, wanted)
        except NoPoppler as error:
            unchecked.append(f"the text of the book was not read back: {error}")
        if findings:
            raise BookError("\n  ".join(["it has these faults:", *findings[:20]]))
        staged.chmod(0o644)
        os.replace(staged, target)
    finally:
        staged.unlink(missing_ok=True)
    return unchecked


def _say(text: str, status: int = 0) -> int:
    print(f"tashika: {text}", file=sys.stderr)
    return status

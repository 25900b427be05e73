"""What a book costs: CPU seconds and memory of the whole process tree, pages, bytes a page; and what more pages add.

    mkdocs build && python bench/book.py --site site ch18 ch19 all

The site is built before, so that this is the book alone: one document, its printing, its finishing.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memory import peak_pss

from tashika.config import load_project
from tashika.pdf.book import make_book
from tashika.pdf.browser import find_browser
from tashika.pdf.command import npm_packages
from tashika.pdf.finish import finish
from tashika.pdf.model import BookOptions
from tashika.pdf.passes import print_book

ROOT = Path(__file__).resolve().parents[1]


def make(site: Path, chapter: str) -> None:
    """Makes one book and prints its pages, bytes and CPU seconds."""
    program = find_browser()
    assert program, "there is no Chromium"
    with tempfile.TemporaryDirectory() as folder:
        book = make_book(site, load_project(ROOT), BookOptions(chapter=chapter, folder=Path(folder)))
        done = print_book(book, program, npm_packages(ROOT), lambda text: None)
        content = finish(done.content, book, done.plan.labels)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(len(done.plan.labels), len(content), sum(one.ru_utime + one.ru_stime for one in used))


def measure(site: Path, name: str) -> str:
    """A row of the table for one book, made in a process of its own."""
    command = [sys.executable, __file__, "--site", str(site), "--one", name]
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    memory = peak_pss(process.pid)
    output, _ = process.communicate()
    pages, size, cpu = (float(part) for part in output.split())
    wall = time.monotonic() - started
    figures = f"{pages:.0f} | {cpu:.1f} | {cpu / pages:.2f} | {wall:.0f} | {memory:.0f} | {size / pages / 1e3:.1f}"
    return f"| {name} | {figures} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--one", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", default=["ch18", "all"], help="folders of chapters, or all")
    arguments = parser.parse_args()
    if arguments.one:
        make(arguments.site, "" if arguments.one == "all" else arguments.one)
        return
    print("| book | pages | CPU s | a page | wall s | peak PSS, MiB | kB a page |")
    print("| --- " * 7 + "|")
    for name in arguments.names:
        print(measure(arguments.site, name), flush=True)


if __name__ == "__main__":
    main()

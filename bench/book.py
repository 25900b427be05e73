"""What a book costs: CPU seconds and memory of the whole process tree, pages, bytes a page; and what more pages add.

    mkdocs build && python bench/book.py --site site ch18:4 ch18 ch18*3 all

The site is built before, so that this is the book alone: one document, its printing, its finishing. `ch18:4` is that
chapter's first four pages of notes, `ch18*3` is the chapter printed three times.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import yaml
from memory import peak_pss

from tashika.config import load_project
from tashika.pdf.book import make_book
from tashika.pdf.browser import find_browser
from tashika.pdf.command import npm_packages
from tashika.pdf.finish import finish
from tashika.pdf.model import BookOptions
from tashika.pdf.nav import Leaf, Site, read_site
from tashika.pdf.passes import print_book

ROOT = Path(__file__).resolve().parents[1]
NAME = re.compile(r"(\w+)(?::(\d+))?(?:\*(\d+))?")
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, of linux/prctl.h
PATIENCE = 10.0


def make(site: Path, name: str) -> None:
    """Makes one book and prints its pages and bytes."""
    program = find_browser()
    assert program, "there is no Chromium"
    project, options = load_project(ROOT), BookOptions()
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (room / "book").mkdir()
        if name != "all":
            site = excerpt(site, room, name)
            project = replace(project, root=room)
        book = make_book(site, project, replace(options, folder=room / "book"))
        done = print_book(book, program, npm_packages(ROOT), lambda text: None)
        content = finish(done.content, book, done.plan.labels)
    print(len(done.plan.labels), len(content))


def excerpt(site: Path, room: Path, name: str) -> Path:
    """A site with a part of a chapter, or with several copies of it, and the mkdocs.yml that says so."""
    match = NAME.fullmatch(name)
    assert match, f"{name} is no chapter"
    folder, pages, times = match[1], int(match[2] or 10_000), int(match[3] or 1)
    whole = read_site(ROOT)
    (chapter,) = [c for c in whole.chapters if c.part == "main" and c.pages[0].source.startswith(folder + "/")]
    leaves = chapter.pages[:pages]
    made = room / "site"
    made.mkdir()
    for each in site.iterdir():
        (made / each.name).symlink_to(each.resolve())
    for copy in range(2, times + 1):
        for top in {leaf.source.partition("/")[0] for leaf in leaves}:
            (made / f"{top}-{copy}").symlink_to((site / top).resolve())
    nav = [{f"第{copy}章 {chapter.title}": _sources(leaves, copy)} for copy in range(1, times + 1)]
    (room / "mkdocs.yml").write_text(yaml.safe_dump(_configuration(whole) | {"nav": nav}), encoding="utf-8")
    return made


def _configuration(whole: Site) -> dict[str, object]:
    return {"site_name": whole.title, "theme": {"language": whole.language}, "use_directory_urls": False}


def _sources(leaves: Sequence[Leaf], copy: int) -> list[str]:
    return [leaf.source.replace("/", f"-{copy}/" if copy > 1 else "/", 1) for leaf in leaves]


def measure(site: Path, name: str) -> str:
    """A row of the table for one book, made in a process of its own."""
    command = [sys.executable, __file__, "--site", str(site), "--one", name]
    before, started = _used(), time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    memory = peak_pss(process.pid)
    output, _ = process.communicate()
    wall = time.monotonic() - started
    _wait_for_orphans()
    cpu = _used() - before
    pages, size = map(int, output.split())
    figures = f"{pages} | {cpu:.1f} | {cpu / pages:.2f} | {wall:.0f} | {memory:.0f} | {size / pages / 1e3:.1f}"
    return f"| {name} | {figures} |"


def _used() -> float:
    """CPU seconds of all children that have been waited for, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _adopt() -> None:
    """Makes this process the parent of orphans among its descendants: a browser does not wait for all of its own."""
    if ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _wait_for_orphans() -> None:
    deadline = time.monotonic() + PATIENCE
    with suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--one", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", default=["ch18", "all"], help="folders of chapters, or all")
    arguments = parser.parse_args()
    if arguments.one:
        make(arguments.site, arguments.one)
        return
    _adopt()
    print("| book | pages | CPU s | a page | wall s | peak PSS, MiB | kB a page |")
    print("| --- " * 7 + "|")
    for name in arguments.names:
        print(measure(arguments.site, name), flush=True)


if __name__ == "__main__":
    main()

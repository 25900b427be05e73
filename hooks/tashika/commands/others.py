"""The commands for what surrounds a check: an editor, the links of a built site, cards for Anki."""

from __future__ import annotations

import argparse
import sys

from tashika.anki import command as anki
from tashika.commands.asked import Refused, checked, status_of
from tashika.commands.terminal import show
from tashika.reports import text
from tashika.reports.difference import printable


def run_lsp(arguments: argparse.Namespace) -> int:
    """Serves an editor over standard input and output."""
    try:
        from tashika.editor.server import make_server
    except ImportError as error:
        print(f"tashika: the language server needs pygls: pip install 'tashika[lsp]' ({error})", file=sys.stderr)
        return 3
    make_server().start_io()
    return 0


def run_links(arguments: argparse.Namespace) -> int:
    """Looks for links of a built site that lead nowhere, and for what its pages fetch from elsewhere."""
    from concurrent.futures import ThreadPoolExecutor  # with all that talks to the web: a check does without

    from tashika.links import answer, broken, external, foreign, read_site

    folder = arguments.folder / arguments.site
    if not (folder / "index.html").is_file():
        raise Refused(f"{folder} is no built site: it has no index.html")
    documents, files = read_site(folder)
    found = [*broken(documents, files), *((link, "is fetched from another host") for link in foreign(documents))]
    web = external(documents) if arguments.external else {}
    with ThreadPoolExecutor(8) as pool:
        found += [(web[url], why) for url, why in zip(web, pool.map(answer, web), strict=True) if why]
    for link, why in sorted(found):
        show(
            f"{printable(f'{arguments.site}/{link.file}')}:{link.line}:{link.column}: {printable(link.target)}: {why}\n"
        )
    show(f"{len(found)} broken links in {len(documents)} files\n")
    return 1 if found else 0


def run_anki(arguments: argparse.Namespace) -> int:
    """Checks, and writes the quizzes as a package for Anki if all holds."""
    if install := anki.missing():
        print(f"tashika: cards for Anki need more than is installed: {install}", file=sys.stderr)
        return 3
    project, report = checked(arguments)
    if not report.ok:
        show(text(report, colour=False))
        return status_of(report)
    target = arguments.folder / arguments.output
    try:
        show(anki.write_deck(project, report, target, arguments.url))
    except OSError as error:
        raise Refused(f"cannot write {target}: {error.strerror}") from None
    return 0

"""The command line of `tashika new`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from tashika.starter.project import Refused, Wish, new_chapter, new_project
from tashika.starter.words import LANGUAGES, language_of

CHAPTER = "chapter"
NEXT = """\
next:
{go}  make site     check the notes and build them into site/
  make serve    show them while you write
  make test     all that a change must pass
"""


def add_new(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Adds the command to those of the command line."""
    parser = add_parser(
        "new",
        help="start a project, or a chapter of one: new NAME, new chapter ch20",
        usage="tashika new [options] NAME\n       tashika new [options] chapter FOLDER",
    )
    parser.add_argument("name", metavar="NAME", help="folder of the project (. for this one), or the word `chapter`")
    parser.add_argument("chapter", metavar="FOLDER", nargs="?", help="folder of the chapter, such as ch20")
    parser.add_argument("--title", metavar="TEXT", default="", help="what it is called (default: after its name)")
    parser.add_argument("--language", choices=LANGUAGES, default="", help="(default: the terminal's, the project's)")
    parser.set_defaults(command=run_new)


def run_new(arguments: argparse.Namespace) -> int:
    """Makes a project or a chapter and says what there is now. Raises Refused."""
    if arguments.chapter is not None and arguments.name != CHAPTER:
        raise Refused(f"write `tashika new {arguments.name}` or `tashika new chapter {arguments.chapter}`")
    if arguments.name == CHAPTER:
        return _chapter(arguments)
    language = arguments.language or language_of(os.environ)
    made = new_project(arguments.folder / arguments.name, Wish(arguments.title, language))
    print("".join(f"{arguments.name}/{path}\n" for path in made) + NEXT.format(go=_go(arguments.name)), end="")
    return 0


def _go(name: str) -> str:
    return "" if name == "." else f"  cd {name}\n"


def _chapter(arguments: argparse.Namespace) -> int:
    if arguments.chapter is None:
        raise Refused(
            "name the chapter's folder, as in `tashika new chapter ch20` (a project: `tashika new ./chapter`)"
        )
    wish = Wish(arguments.title, arguments.language)
    made = new_chapter(arguments.folder, arguments.chapter, wish)
    print("\n".join([*made.files, *filter(None, [made.left])]))
    return 0

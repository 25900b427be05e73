"""The `tashika` command: check, update, freeze, explain, new, anki, pdf, clean, links, lsp and schema.

Exit status: 0 all holds; 1 a claim or the notes are wrong; 2 the command, a file or the machine is; 3 something is not
installed; 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tashika import __version__
from tashika.anki import command as anki
from tashika.arguments import jobs, seconds, share
from tashika.cache import Damaged
from tashika.commands.asked import Refused
from tashika.commands.checking import run_check, run_clean, run_explain, run_schema
from tashika.commands.others import run_anki, run_links, run_lsp
from tashika.commands.updating import run_freeze, run_update
from tashika.config import ConfigError
from tashika.execute import EXECUTORS, ExecutionError
from tashika.notes import UnknownPath
from tashika.pdf import command as pdf
from tashika.reports import FORMATS
from tashika.starter.command import add_new
from tashika.starter.project import Refused as NotMade


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; its exit status. Leaves through SystemExit, as argparse does, when it cannot be parsed."""
    arguments = make_parser().parse_args(argv)
    try:
        status: int = arguments.command(arguments)
    except (Refused, NotMade, ConfigError, UnknownPath, ExecutionError, Damaged) as error:
        print(f"tashika: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def make_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser("tashika", description="Runs the code of notes and checks what they claim of it.")
    parser.add_argument("--version", action="version", version=f"tashika {__version__}")
    parser.add_argument("-C", dest="folder", metavar="DIR", type=Path, default=Path(), help="act as if started in DIR")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    checking = commands.add_parser("check", help="run the notes and report every claim that does not hold")
    checking.set_defaults(command=run_check)
    checking.add_argument("--format", choices=FORMATS, default="text", help="of the report (default: text)")
    checking.add_argument("-o", "--output", metavar="FILE", type=Path, help="write the report there")
    updating = commands.add_parser("update", help="write what the runs gave into the claims that differ")
    checking.add_argument("--twice", action="store_true", help="run again with other seeds: what does not survive?")
    updating.set_defaults(command=run_update, twice=False)
    updating.add_argument("--accept", action="store_true", help="also where more than numbers changes")
    updating.add_argument("--redraw", action="store_true", help="also figures whose data are as they were")
    updating.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    checking.add_argument("--watch", action="store_true", help="check again whenever a file has changed")
    checking.add_argument(
        "--changed-since", metavar="REV", help="only what changes since a revision of git may concern"
    )
    checking.add_argument("--shard", metavar="I/N", type=share, help="only share I of N, to check on several machines")
    freezing = commands.add_parser(
        "freeze", help="run what is marked as frozen, and keep what it gave beside the notes"
    )
    freezing.set_defaults(command=run_freeze, no_cache=True)
    freezing.add_argument(
        "--machine", metavar="KIND", help="what readers are told of this machine (default: found out)"
    )
    freezing.add_argument("--date", metavar="YYYY-MM-DD", type=date.fromisoformat, help="of the runs (default: today)")
    explaining = commands.add_parser("explain", help="say which programs would run, and why")
    explaining.set_defaults(command=run_explain, no_cache=False)
    add_new(commands.add_parser)
    cleaning = commands.add_parser("clean", help="forget all runs, so that the next check runs every program")
    cleaning.set_defaults(command=run_clean)
    pdf.add_parser(commands)
    making = commands.add_parser("anki", help="write the quizzes as a package of cards for Anki, if all claims hold")
    making.set_defaults(command=run_anki, twice=False)
    anki.add_options(making)
    serving = commands.add_parser("lsp", help="tell an editor which claims are false while you write (LSP over stdio)")
    serving.set_defaults(command=run_lsp)
    linking = commands.add_parser("links", help="look for links of a built site that lead nowhere")
    linking.set_defaults(command=run_links)
    linking.add_argument("site", metavar="SITE", nargs="?", default="site", help="its folder (default: site)")
    linking.add_argument("--external", action="store_true", help="also ask the web for the addresses that it links to")
    showing = commands.add_parser("schema", help="show the JSON Schema of `check --format json`")
    showing.set_defaults(command=run_schema)
    for command in (checking, updating, explaining, freezing, making):
        command.add_argument("paths", metavar="PATH", nargs="*", help="pages, snippet files, folders (default: all)")
        command.add_argument("--executor", choices=EXECUTORS, help="how programs are started (default: as configured)")
        command.add_argument("--address", metavar="URL", help="of a Dask cluster's scheduler, for the executor dask")
        command.add_argument("--timeout", metavar="S", type=seconds, help="for one program (default: as configured)")
    for command in (checking, updating, making):
        command.add_argument("--no-cache", action="store_true", help="run every program, and keep no run")
    for command in (checking, updating, freezing, making):
        command.add_argument("--jobs", metavar="N", type=jobs, help="programs to run at once (default: processors)")
        command.add_argument("--colour", "--color", choices=("auto", "always", "never"), default="auto", help="colours")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())

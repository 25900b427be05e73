"""The commands that check, and those that concern kept runs."""

from __future__ import annotations

import argparse
import sys
from itertools import chain
from pathlib import Path

from tashika.check import explain, kept_runs
from tashika.check_twice import survival
from tashika.commands.asked import Refused, checked, project_asked, status_of, with_formulas
from tashika.commands.terminal import colour_for, show
from tashika.config import load_project
from tashika.execute import ExecutionError
from tashika.notes import UnknownPath
from tashika.rechecking import Rechecking
from tashika.reports import FORMATS, text
from tashika.reports.as_text import summary
from tashika.reports.difference import printable
from tashika.watching import changes


def run_check(arguments: argparse.Namespace) -> int:
    """Checks, and shows the report or writes it to a file."""
    target: Path | None = arguments.output and arguments.folder / arguments.output
    if target and not target.parent.is_dir():
        raise Refused(f"cannot write {target}: there is no folder {target.parent}")
    if arguments.watch:
        return _watch(arguments)
    report = checked(arguments)[1]
    content = text(report, colour_for(arguments)) if arguments.format == "text" else FORMATS[arguments.format](report)
    if arguments.twice and arguments.format == "text":
        content += survival(report)
    if target:
        try:
            target.write_bytes(content.encode("utf-8"))
        except OSError as error:
            raise Refused(f"cannot write {target}: {error.strerror}") from None
        content = summary(report) + "\n"
    show(content)
    return status_of(report)


def _watch(arguments: argparse.Namespace) -> int:
    """Checks now and after each change, until it is interrupted."""
    if arguments.output or arguments.twice or arguments.format != "text":
        raise Refused("--watch shows the report as text, again and again: leave out --output, --format and --twice")
    project, paths = project_asked(arguments)
    checks = Rechecking(project)
    try:
        for changed in chain([[]], changes(project)):
            show(f"\n{', '.join(map(printable, changed[:3]))}{' …' * (len(changed) > 3)}\n" if changed else "")
            try:
                show(text(with_formulas(project, checks.check(paths)), colour_for(arguments)))
            except (UnknownPath, ExecutionError) as error:
                print(f"tashika: {error}", file=sys.stderr)
    finally:
        checks.close()
    return 0


def run_explain(arguments: argparse.Namespace) -> int:
    """Says of each program whether its run would be reused, and if not, why not."""
    project, paths = project_asked(arguments)
    for program, why in explain(project, paths):
        show(f"{printable(program.id)}: {f'to be run: {printable(why)}' if why else 'reused'}\n")
    return 0


def run_clean(arguments: argparse.Namespace) -> int:
    """Forgets all runs."""
    kept = kept_runs(load_project(arguments.folder))
    if kept:
        kept.clean()
    return 0


def run_schema(arguments: argparse.Namespace) -> int:
    """Shows the JSON Schema of `check --format json`."""
    show((Path(__file__).parents[1] / "reports" / "report.schema.json").read_text(encoding="utf-8"))
    return 0

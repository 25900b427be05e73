"""The commands that write what runs gave into the notes, or beside them."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime

from tashika.check import check
from tashika.commands.asked import checked, project_asked, status_of, with_formulas
from tashika.commands.replacing import replace_files, require_unchanged
from tashika.commands.terminal import colour_for, show
from tashika.execute import make_executor
from tashika.freezing import machine_kind, run_frozen
from tashika.model import Report
from tashika.progress import Progress
from tashika.reports import text
from tashika.reports.as_text import patch
from tashika.reports.difference import printable
from tashika.update import Update, plan_update


def run_update(arguments: argparse.Namespace) -> int:
    """Checks, shows what would make the claims true, writes it, and reports what remains."""
    project, report = checked(arguments)
    update = plan_update(report, arguments.accept, arguments.redraw)
    ran = report.texts
    kept = {v.claim.detail: v.claim.expected for v in report.verdicts if v.claim.kind == "figure"}
    new = {path: content for path, content in sorted(update.texts.items()) if content != ran[path]}
    old = {path: ran[path] for path in new}
    drawn = {path: content for path, content in sorted(update.pictures.items()) if content != kept[path]}
    require_unchanged(project.root, old)
    colour = colour_for(arguments)
    show("".join(patch(path, old[path], new[path], colour) for path in new))
    if not arguments.dry_run:
        replace_files(project.root, old | {path: kept[path] for path in drawn}, new | drawn)
    rest = _settled(report, update)
    names = ", ".join(map(printable, [*new, *drawn])) or "nothing"
    done = f"{'would write' if arguments.dry_run else 'wrote'} {names}\n"
    show(done + text(rest, colour) + _acceptable(report, update))
    return status_of(rest)


def run_freeze(arguments: argparse.Namespace) -> int:
    """Runs the programs that are to be frozen, writes what they gave beside the notes, and reports what holds now."""
    project, paths = project_asked(arguments)
    made = (arguments.date or _today()).isoformat(), arguments.machine or machine_kind()
    with Progress(sys.stderr) as progress:
        found = run_frozen(project, paths, make_executor(project, arguments.jobs), made, progress)
    files = {project.relative(path): content for path, content in found.files.items()}
    replace_files(project.root, {}, files)
    names = ", ".join(map(printable, files)) or "nothing"
    show(f"wrote {names}: {len(found.programs)} frozen result{'' if len(found.programs) == 1 else 's'}\n")
    report = Report(problems=found.problems) if found.problems else with_formulas(project, check(project, paths))
    show(text(report, colour_for(arguments)))
    return status_of(report)


def _today() -> date:
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(stamp) if stamp else time.time(), UTC).date()


def _settled(report: Report, update: Update) -> Report:
    """The report as it is once the update is written."""
    refused = {verdict.claim: verdict for verdict in update.refused}
    verdicts = (
        v if v.outcome != "differs" else refused.get(v.claim) or replace(v, outcome="holds") for v in report.verdicts
    )
    return replace(report, verdicts=tuple(verdicts))


def _acceptable(report: Report, update: Update) -> str:
    """How to have the rest written as well, where that can be."""
    never = {verdict.claim for verdict in plan_update(report, accept=True).refused}
    left = [v.claim for v in update.refused if v.claim not in never]
    if not left:
        return ""
    where = "".join(f"  {printable(claim.at.path)}:{claim.at.line}\n" for claim in sorted(left, key=lambda c: c.at))
    paths = shlex.join(sorted({claim.at.path for claim in left}))
    return (
        f"left as they are, since more than numbers would change:\n{where}to accept: tashika update --accept {paths}\n"
    )

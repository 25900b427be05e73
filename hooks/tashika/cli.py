"""The `tashika` command: check, update, explain, pdf and clean.

Exit status: 0 all holds; 1 a claim or the notes are wrong; 2 the command, a file or the machine is; 3 nothing is there
to print a book with; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tashika import __version__
from tashika.arguments import jobs, seconds
from tashika.check import check, explain, kept_runs
from tashika.check_twice import check_twice, survival
from tashika.config import ConfigError, Project, load_project
from tashika.execute import EXECUTORS, ExecutionError, make_executor
from tashika.model import Report
from tashika.notes import UnknownPath
from tashika.pdf import command as pdf
from tashika.progress import Progress
from tashika.reports import FORMATS, text
from tashika.reports.as_text import patch, summary
from tashika.reports.difference import printable
from tashika.update import Update, plan_update


class Refused(ValueError):
    """A command that cannot be carried out; nothing was written."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; its exit status. Leaves through SystemExit, as argparse does, when it cannot be parsed."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.command(arguments)
    except (Refused, ConfigError, UnknownPath, ExecutionError) as error:
        print(f"tashika: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def run_check(arguments: argparse.Namespace) -> int:
    """Checks, and shows the report or writes it to a file."""
    target: Path | None = arguments.output and arguments.folder / arguments.output
    if target and not target.parent.is_dir():
        raise Refused(f"cannot write {target}: there is no folder {target.parent}")
    _, report = _checked(arguments)
    content = text(report, _colour(arguments)) if arguments.format == "text" else FORMATS[arguments.format](report)
    if arguments.twice and arguments.format == "text":
        content += survival(report)
    if target:
        try:
            target.write_bytes(content.encode("utf-8"))
        except OSError as error:
            raise Refused(f"cannot write {target}: {error.strerror}") from None
        content = summary(report) + "\n"
    _show(content)
    return _status(report)


def run_update(arguments: argparse.Namespace) -> int:
    """Checks, shows what would make the claims true, writes it, and reports what remains."""
    project, report = _checked(arguments)
    update = plan_update(report, arguments.accept, arguments.redraw)
    ran = {page.path: page.text for page in report.pages} | {s.path: s.text for s in report.snippets}
    kept = {v.claim.detail: v.claim.expected for v in report.verdicts if v.claim.kind == "figure"}
    new = {path: content for path, content in sorted(update.texts.items()) if content != ran[path]}
    old = {path: ran[path] for path in new}
    drawn = {path: content for path, content in sorted(update.pictures.items()) if content != kept[path]}
    _require_unchanged(project.root, old)
    colour = _colour(arguments)
    _show("".join(patch(path, old[path], new[path], colour) for path in new))
    if not arguments.dry_run:
        _write(project.root, old | {path: kept[path] for path in drawn}, new | drawn)
    rest = _settled(report, update)
    names = ", ".join(map(printable, [*new, *drawn])) or "nothing"
    done = f"{'would write' if arguments.dry_run else 'wrote'} {names}\n"
    _show(done + text(rest, colour) + _acceptable(report, update))
    return _status(rest)


def run_explain(arguments: argparse.Namespace) -> int:
    """Says of each program whether its run would be reused, and if not, why not."""
    project, paths = _project(arguments)
    for program, why in explain(project, paths):
        _show(f"{printable(program.id)}: {f'to be run: {printable(why)}' if why else 'reused'}\n")
    return 0


def run_clean(arguments: argparse.Namespace) -> int:
    """Forgets all runs."""
    kept = kept_runs(load_project(arguments.folder))
    if kept:
        kept.clean()
    return 0


def _project(arguments: argparse.Namespace) -> tuple[Project, list[Path]]:
    """The project as the command line has it, and the paths that it names."""
    if not arguments.folder.is_dir():
        raise Refused(f"there is no folder {arguments.folder}")
    found = load_project(arguments.folder)
    limits = replace(found.limits, timeout=arguments.timeout or found.limits.timeout)
    kind, address = arguments.executor or found.executor, arguments.address or found.dask_address
    cache = None if arguments.no_cache else found.cache
    project = replace(found, limits=limits, executor=kind, dask_address=address, cache=cache)
    # Reports name files from the project's root: so may a command, wherever it is given.
    here = ((arguments.folder / name, project.root / name) for name in arguments.paths)
    return project, [near if near.exists() else far for near, far in here]


def _checked(arguments: argparse.Namespace) -> tuple[Project, Report]:
    project, paths = _project(arguments)
    executor = make_executor(project, arguments.jobs)
    run = partial(check_twice, jobs=arguments.jobs) if arguments.twice else partial(check, executor=executor)
    with Progress(sys.stderr) as progress:
        report = run(project, paths, progress=progress)
    return project, _with_formulas(project, report)


def _with_formulas(project: Project, report: Report) -> Report:
    """The report with broken formulas, where the project's site sets formulas and what sets them is installed."""
    try:
        if "arithmatex" not in (project.root / "mkdocs.yml").read_text(encoding="utf-8", errors="replace"):
            return report
    except OSError:
        return report
    try:
        from tashika.site.math_check import Missing, with_formulas
        from tashika.site.math_setting import setter_at

        return with_formulas(report, setter_at(project.root))
    except ImportError as error:
        print(f"tashika: formulas are not checked: install tashika[site] ({error})", file=sys.stderr)
        return report
    except Missing as error:
        print(f"tashika: formulas are not checked. {error}", file=sys.stderr)
        return report


def _status(report: Report) -> int:
    broken = any(problem.family == "infrastructure" for problem in report.problems)
    return 2 if broken else 0 if report.ok else 1


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


def _require_unchanged(root: Path, texts: Mapping[str, str]) -> None:
    for path, content in texts.items():
        try:
            same = (root / path).read_bytes().decode("utf-8", "replace") == content
        except FileNotFoundError:
            same = not content  # a picture that is to be drawn for the first time
        except OSError:
            same = False
        if not same:
            raise Refused(f"{path} has changed since it was run: nothing is written, run again")


def _write(root: Path, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Replaces files whole, all or none, with the modes that they had; paths in reports never lead through links.

    A picture may be new, and its folder too.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, content in new.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=".tashika-", delete=False) as stream:
                staged.append((Path(stream.name), file))
                stream.write(content.encode("utf-8"))
            if file.exists():
                shutil.copymode(file, stream.name)
            else:
                os.chmod(stream.name, 0o644)
        _require_unchanged(root, old)
        for temporary, file in staged:
            os.replace(temporary, file)
    except OSError as error:
        raise Refused(f"cannot write {error.filename}: {error.strerror}") from None
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)


def _colour(arguments: argparse.Namespace) -> bool:
    if arguments.colour != "auto" or vars(arguments).get("output"):
        return bool(arguments.colour == "always")
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _show(content: str) -> None:
    """Prints what the terminal's encoding has, and the rest as escapes; a reader who went away is no error."""
    try:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(content.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
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
    explaining = commands.add_parser("explain", help="say which programs would run, and why")
    explaining.set_defaults(command=run_explain, no_cache=False)
    cleaning = commands.add_parser("clean", help="forget all runs, so that the next check runs every program")
    cleaning.set_defaults(command=run_clean)
    pdf.add_parser(commands)
    for command in (checking, updating, explaining):
        command.add_argument("paths", metavar="PATH", nargs="*", help="pages, snippet files, folders (default: all)")
        command.add_argument("--executor", choices=EXECUTORS, help="how programs are started (default: as configured)")
        command.add_argument("--address", metavar="URL", help="of a Dask cluster's scheduler, for the executor dask")
        command.add_argument("--timeout", metavar="S", type=seconds, help="for one program (default: as configured)")
    for command in (checking, updating):
        command.add_argument("--no-cache", action="store_true", help="run every program, and keep no run")
        command.add_argument("--jobs", metavar="N", type=jobs, help="programs to run at once (default: processors)")
        command.add_argument("--colour", "--color", choices=("auto", "always", "never"), default="auto", help="colours")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())

"""The `tashika` command: check, update, freeze, explain, new, anki, pdf, clean, links, lsp and schema.

Exit status: 0 all holds; 1 a claim or the notes are wrong; 2 the command, a file or the machine is; 3 something is not
installed; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from pathlib import Path

from tashika import __version__
from tashika.anki import command as anki
from tashika.arguments import jobs, seconds, share
from tashika.cache import Damaged
from tashika.check import check, explain, kept_runs
from tashika.check_twice import check_twice, survival
from tashika.choose import changed_since, shard
from tashika.config import ConfigError, Project, load_project
from tashika.execute import EXECUTORS, ExecutionError, make_executor
from tashika.freezing import machine_kind, run_frozen
from tashika.links import answer, broken, external, foreign, read_site
from tashika.model import Report
from tashika.notes import UnknownPath, with_named
from tashika.pdf import command as pdf
from tashika.progress import Progress
from tashika.rechecking import Rechecking
from tashika.reports import FORMATS, text
from tashika.reports.as_text import patch, summary
from tashika.reports.difference import printable
from tashika.starter.command import add_new
from tashika.starter.project import Refused as NotMade
from tashika.update import Update, plan_update
from tashika.watching import changes


class Refused(ValueError):
    """A command that cannot be carried out; nothing was written."""


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


def run_check(arguments: argparse.Namespace) -> int:
    """Checks, and shows the report or writes it to a file."""
    target: Path | None = arguments.output and arguments.folder / arguments.output
    if target and not target.parent.is_dir():
        raise Refused(f"cannot write {target}: there is no folder {target.parent}")
    if arguments.watch:
        return _watch(arguments)
    report = _checked(arguments)[1]
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


def _watch(arguments: argparse.Namespace) -> int:
    """Checks now and after each change, until it is interrupted."""
    if arguments.output or arguments.twice or arguments.format != "text":
        raise Refused("--watch shows the report as text, again and again: leave out --output, --format and --twice")
    project, paths = _project(arguments)
    checks = Rechecking(project)
    try:
        for changed in chain([[]], changes(project)):
            _show(f"\n{', '.join(map(printable, changed[:3]))}{' …' * (len(changed) > 3)}\n" if changed else "")
            try:
                _show(text(_with_formulas(project, checks.check(paths)), _colour(arguments)))
            except (UnknownPath, ExecutionError) as error:
                print(f"tashika: {error}", file=sys.stderr)
    finally:
        checks.close()
    return 0


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
    folder = arguments.folder / arguments.site
    if not (folder / "index.html").is_file():
        raise Refused(f"{folder} is no built site: it has no index.html")
    documents, files = read_site(folder)
    found = [*broken(documents, files), *((link, "is fetched from another host") for link in foreign(documents))]
    web = external(documents) if arguments.external else {}
    with ThreadPoolExecutor(8) as pool:
        found += [(web[url], why) for url, why in zip(web, pool.map(answer, web), strict=True) if why]
    for link, why in sorted(found):
        _show(
            f"{printable(f'{arguments.site}/{link.file}')}:{link.line}:{link.column}: {printable(link.target)}: {why}\n"
        )
    _show(f"{len(found)} broken links in {len(documents)} files\n")
    return 1 if found else 0


def run_schema(arguments: argparse.Namespace) -> int:
    """Shows the JSON Schema of `check --format json`."""
    _show((Path(__file__).parent / "reports" / "report.schema.json").read_text(encoding="utf-8"))
    return 0


def run_update(arguments: argparse.Namespace) -> int:
    """Checks, shows what would make the claims true, writes it, and reports what remains."""
    project, report = _checked(arguments)
    update = plan_update(report, arguments.accept, arguments.redraw)
    ran = report.texts
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


def run_freeze(arguments: argparse.Namespace) -> int:
    """Runs the programs that are to be frozen, writes what they gave beside the notes, and reports what holds now."""
    project, paths = _project(arguments)
    made = (arguments.date or _today()).isoformat(), arguments.machine or machine_kind()
    with Progress(sys.stderr) as progress:
        found = run_frozen(project, paths, make_executor(project, arguments.jobs), made, progress)
    files = {project.relative(path): content for path, content in found.files.items()}
    _write(project.root, {}, files)
    names = ", ".join(map(printable, files)) or "nothing"
    _show(f"wrote {names}: {len(found.programs)} frozen result{'' if len(found.programs) == 1 else 's'}\n")
    report = check(project, paths) if not found.problems else Report(problems=found.problems)
    _show(text(report, _colour(arguments)))
    return _status(report)


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


def run_anki(arguments: argparse.Namespace) -> int:
    """Checks, and writes the quizzes as a package for Anki if all holds."""
    if install := anki.missing():
        print(f"tashika: cards for Anki need more than is installed: {install}", file=sys.stderr)
        return 3
    project, report = _checked(arguments)
    if not report.ok:
        _show(text(report, colour=False))
        return _status(report)
    target = arguments.folder / arguments.output
    try:
        _show(anki.write_deck(project, report, target, arguments.url))
    except OSError as error:
        raise Refused(f"cannot write {target}: {error.strerror}") from None
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
    paths = [near if near.exists() else far for near, far in here]
    return with_named(project, paths), paths


def _checked(arguments: argparse.Namespace) -> tuple[Project, Report]:
    project, paths = _project(arguments)
    executor = make_executor(project, arguments.jobs)
    run = partial(check_twice, jobs=arguments.jobs) if arguments.twice else partial(check, executor=executor)
    chosen = _chosen(arguments, project, paths)
    if chosen is None:
        return project, Report()
    with Progress(sys.stderr) as progress:
        report = run(project, chosen, progress=progress)
    return project, _with_formulas(project, report)


def _chosen(arguments: argparse.Namespace, project: Project, paths: list[Path]) -> list[Path] | None:
    """The paths to check, fewer where only changes or one share are asked for; None if that leaves none."""
    given = vars(arguments)
    if revision := given.get("changed_since"):
        changed = changed_since(project, revision)
        wanted = [path.resolve() for path in paths]
        paths = [path for path in changed if not wanted or any(path.is_relative_to(place) for place in wanted)]
        if not paths:
            return None
    if part := given.get("shard"):
        paths = shard(project, paths, *part)
        return paths or None
    return paths


def _today() -> date:
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(stamp) if stamp else time.time(), UTC).date()


def _with_formulas(project: Project, report: Report) -> Report:
    """The report with broken formulas and diagrams, where the site sets formulas and what sets them is installed."""
    try:
        if "arithmatex" not in (project.root / "mkdocs.yml").read_text(encoding="utf-8", errors="replace"):
            return report
    except OSError:
        return report
    try:
        from tashika.site.diagrams import with_diagrams
        from tashika.site.math_check import Missing, with_formulas
        from tashika.site.math_setting import setter_at

        return with_diagrams(with_formulas(report, setter_at(project.root)))
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

"""Which notes to check: what a change since a revision concerns, or one share of all for each of several machines."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tashika.config import Project
from tashika.model import Page
from tashika.notes import Notes, UnknownPath, is_at, read_notes

# A change of one of these may change any run or any judgement.
_EVERYTHING = {"pyproject.toml", "mkdocs.yml", "setup.cfg", "setup.py", "uv.lock", "poetry.lock"}
# A change of one of these changes no run, unless it lies among the notes.
_NOTHING = {".md", ".rst", ".txt", ".css", ".js", ".png", ".svg", ".ico", ".webp"}
_NEVER = re.compile(r"(?!)")


def changed_since(project: Project, revision: str) -> list[Path]:
    """The notes that a change since a revision of Git may concern: those that changed, those that show or name what
    changed, and all of them when something changed that any note may depend on. Raises UnknownPath.

    A note that puts the name of a file together from parts is not seen to depend on it: check everything now and then.
    """
    changed = _changed(project.root, revision)
    notes = read_notes(project)
    if any(_concerns_all(project, path) for path in changed):
        return [project.root / unit for unit in _units(notes)]
    concerned = _closure(changed, _texts(notes))
    shown = {page.path: {*(path for path, _ in page.shown), *_asked(page)} for page in notes.pages}
    sources = notes.records.sources
    found = [unit for unit in _units(notes) if concerned & {unit, *shown.get(unit, ()), *sources.get(unit, ())}]
    return [project.root / unit for unit in found]


def shard(project: Project, paths: Sequence[Path], index: int, count: int) -> list[Path]:
    """Share `index` (from 1) of `count` of the notes at `paths`, or of all notes if there are none."""
    chosen = [project.relative(path) for path in paths]
    units = [unit for unit in _units(read_notes(project)) if not chosen or is_at(unit, chosen)]
    return [project.root / unit for unit in units[index - 1 :: count]]


def _units(notes: Notes) -> list[str]:
    """What can be chosen alone: pages, data of theirs, and files that have problems of their own."""
    pages = [page.path for page in notes.pages]
    others = {*notes.records.paths, *(problem.at.path for problem in notes.problems)}
    return [*pages, *sorted(others - {*pages})]


def _asked(page: Page) -> Iterator[str]:
    """The programs that claims of a page speak of."""
    return (claim.program for claim in page.claims if claim.program)


def _texts(notes: Notes) -> Mapping[str, str]:
    return {page.path: page.text for page in notes.pages} | {snippet.path: snippet.text for snippet in notes.snippets}


def _closure(changed: Iterable[str], texts: Mapping[str, str]) -> set[str]:
    """The changed files, and the notes that name one of these, or one that does so itself."""
    found, fresh = set(changed), set(changed)
    while fresh:
        names = {name for path in fresh for name in (Path(path).name, Path(path).stem)} - {"index", "__init__"}
        words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)") if names else _NEVER
        named = {path for path, text in texts.items() if path not in found and words.search(text)}
        found |= named
        fresh = {path for path in named if path.endswith(".py")}
    return found


def _concerns_all(project: Project, path: str) -> bool:
    name = Path(path)
    inside = any((project.root / path).is_relative_to(folder) for folder in (project.docs, project.snippets))
    if inside:
        return name.name == "__init__.py"
    return path in _EVERYTHING or name.name.startswith("requirements") or _may_run(name)


def _may_run(name: Path) -> bool:
    """Whether a file outside of the notes may be what a program imports or reads."""
    return not name.parts[0].startswith(".") and name.parts[0] not in ("tests", "bench") and name.suffix not in _NOTHING


def _changed(root: Path, revision: str) -> list[str]:
    """The paths below `root` that differ from a revision, new and removed ones included. Raises UnknownPath."""
    if revision.startswith("-"):
        raise UnknownPath(f"{revision} is no revision")
    if revision == "HEAD" and not [*_git(root, "rev-list", "-n", "1", "--all")]:  # before the first commit
        revision = next(_git(root, "hash-object", "-t", "tree", os.devnull)).strip()
    differ = _git(root, "diff", "--name-only", "--no-renames", "-z", "--relative", revision, "--")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return sorted({*differ, *new})


def _git(root: Path, *arguments: str) -> Iterator[str]:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise UnknownPath("what has changed is asked of git, and there is none") from None
    except subprocess.CalledProcessError as error:
        told = (error.stderr.strip().splitlines() or ["it failed"])[0]
        shallow = "; in CI, fetch the whole history" if "unknown revision" in told or "bad" in told else ""
        raise UnknownPath(f"git cannot say what has changed: {told}{shallow}") from None
    return iter(filter(None, done.stdout.split("\0")))

"""Each folder under cases/ is one behaviour: a lie that must be found, a truth that must hold, an update to be written.

The folders hold data only. A lie's `expected.txt` is the whole set of its findings, so that a note which fails for
another reason, or at another line, or twice, does not pass for the lie that it tells.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tashika.check import check
from tashika.config import load_project
from tashika.execute.spawn import SpawnExecutor
from tashika.model import Report
from tashika.update import Update, plan_update

CASES = Path(__file__).parent / "cases"
SETTINGS = '[tool.tashika]\ndocs = "."\nsnippets = "snippets"\ntimeout = 5\n'
NOTES = frozenset({"expected.txt", "claims.txt", "pyproject.toml"})
FINDING = re.compile(r"(?P<place>\S+:\d+) (?P<kind>[a-z]+)(?:: ?(?P<text>.*))?")


@dataclass(frozen=True)
class Finding:
    """One verdict that does not hold, or one problem; `text` is its message, or a part that the message must have."""

    place: str
    kind: str
    text: str = ""

    def covers(self, other: "Finding") -> bool:
        """True when `other`, found in a report, is what this line of an `expected.txt` asks for."""
        return (self.place, self.kind) == (
            other.place,
            other.kind,
        ) and self.text in other.text

    def __str__(self) -> str:
        return f"{self.place} {self.kind}: {self.text}"


def folders(kind: str) -> list[str]:
    """The names of the cases of one kind."""
    return sorted(folder.name for folder in (CASES / kind).iterdir() if folder.is_dir())


def checked(root: Path) -> Report:
    """The report on the project at `root`, which gets the usual settings when it has none of its own."""
    settings = root / "pyproject.toml"
    if not settings.exists():
        settings.write_text(SETTINGS, encoding="utf-8")
    project = load_project(root)
    return check(project, executor=SpawnExecutor(root, project.limits, jobs=2))


def copied(source: Path, target: Path) -> Path:
    """A copy of the files of a case, without what the runner alone reads."""
    shutil.copytree(
        source,
        target,
        ignore=lambda _, names: NOTES.difference({"pyproject.toml"}).intersection(names),
    )
    return target


def findings(report: Report) -> Iterator[Finding]:
    """Everything that keeps a report from being ok."""
    for verdict in report.verdicts:
        if verdict.outcome != "holds":
            text = f"page says {verdict.claim.expected!r}, run says {verdict.actual!r}; {verdict.reason}"
            yield Finding(
                f"{verdict.claim.at.path}:{verdict.claim.at.line}",
                verdict.outcome,
                text,
            )
    for problem in report.problems:
        yield Finding(f"{problem.at.path}:{problem.at.line}", problem.family, problem.message)


def expected(path: Path) -> list[Finding]:
    """The findings that an `expected.txt` asks for, one a line."""
    matches = [(line, FINDING.fullmatch(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    bad = [line for line, match in matches if match is None]
    assert not bad, f"{path}: not a finding: {bad}"
    return [Finding(match["place"], match["kind"], match["text"] or "") for _, match in matches if match]


def unmatched(wanted: list[Finding], got: list[Finding]) -> tuple[list[str], list[str]]:
    """What was asked for and not found, and what was found and not asked for; each finding answers one line."""
    missing, surplus = [], list(got)
    for line in wanted:
        answer = next((finding for finding in surplus if line.covers(finding)), None)
        if answer is None:
            missing.append(str(line))
        else:
            surplus.remove(answer)
    return missing, [str(finding) for finding in surplus]


def contents(root: Path) -> Mapping[str, bytes]:
    """Every file below `root` by its path, except the settings and kept runs."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.name not in NOTES)
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return {name: data for name, data in found.items() if not name.startswith(".cache/")}


def written(update: Update, root: Path) -> Mapping[str, bytes]:
    """The files below `root` as they would be after the update, byte for byte."""
    for path, text in update.texts.items():
        mark = b"\xef\xbb\xbf" if (root / path).read_bytes().startswith(b"\xef\xbb\xbf") else b""
        (root / path).write_bytes(mark + text.removeprefix("\ufeff").encode("utf-8"))
    return contents(root)


@pytest.mark.parametrize("name", folders("lies"))
def test_lie_is_found_at_its_line_and_nothing_else_is(name: str, tmp_path: Path) -> None:
    report = checked(copied(CASES / "lies" / name, tmp_path / "case"))
    wanted = expected(CASES / "lies" / name / "expected.txt")
    assert wanted, "a lie without a finding is no lie"
    assert not report.ok
    assert unmatched(wanted, list(findings(report))) == ([], [])


@pytest.mark.parametrize("name", folders("truths"))
def test_truth_holds_and_each_of_its_claims_is_seen(name: str, tmp_path: Path) -> None:
    report = checked(copied(CASES / "truths" / name, tmp_path / "case"))
    claims = int((CASES / "truths" / name / "claims.txt").read_text(encoding="utf-8"))
    assert [str(finding) for finding in findings(report)] == []
    assert report.ok
    assert len(report.verdicts) == claims > 0


@pytest.mark.parametrize("name", folders("updates"))
def test_update_writes_what_the_run_gave_and_then_rests(name: str, tmp_path: Path) -> None:
    case = CASES / "updates" / name
    accept, refused = (case / "accept").exists(), case / "refused.txt"
    root = copied(case / "before", tmp_path / "case")
    update = plan_update(checked(root), accept)
    places = [f"{verdict.claim.at.path}:{verdict.claim.at.line}" for verdict in update.refused]
    assert written(update, root) == contents(case / "after")
    assert places == (refused.read_text(encoding="utf-8").split() if refused.exists() else [])
    again = plan_update(checked(root), accept)
    assert dict(again.texts) == {}
    assert len(again.refused) == len(places)


@pytest.mark.parametrize(("kind", "least"), [("lies", 50), ("truths", 50), ("updates", 15)])
def test_there_are_enough_cases_of_each_kind(kind: str, least: int) -> None:
    assert len(folders(kind)) >= least


def test_an_update_neither_adds_nor_removes_a_file() -> None:
    for name in folders("updates"):
        before, after = (contents(CASES / "updates" / name / side) for side in ("before", "after"))
        assert before.keys() == after.keys(), name

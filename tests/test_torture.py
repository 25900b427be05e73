"""Hostile programs, all of `torture/` in one check: each gets its own verdict, and nothing else suffers from it.

The first line of each file says what must become of it: `# expect: STATUS [or STATUS] [at LINE][: TEXT]`; lines
`# verdict: LINE OUTCOME` after it say the same of its claims. Claims of a program that ends well hold where none says
otherwise. An option on the next line keeps a program that hangs from taking long.
"""

import os
import re
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tashika.check import check
from tashika.config import load_project
from tashika.execute import Executor, ForkExecutor, SpawnExecutor
from tashika.model import Report, Run

TORTURE = Path(__file__).parent / "torture"
NAMES = sorted(file.stem for file in TORTURE.glob("*.py"))
LONG = "ten_thousand_lines"
EXPECT = re.compile(r"# expect: (?P<status>\w+(?: or \w+)*)(?: at (?P<line>\d+))?(?:: (?P<text>.*))?")
VERDICT = re.compile(r"# verdict: (?P<line>\d+) (?P<outcome>\w+)")
SETTINGS = """[tool.tashika]
claims = "partial"
timeout = 30
"""
HONEST = """# 正直

```python
import os, tempfile
from multiprocessing import get_context

print(sum(range(10)))  # output: {total}
with tempfile.TemporaryFile() as file:
    file.write(b"x" * 1000)  # => 1000
print(os.listdir(), os.getenv("TORTURED"), 2 + 2)  # output: [] None 4
with get_context("fork").Pool(1) as pool:
    pool.map(abs, [-1])  # => [1]
1 / 0  # raises: ZeroDivisionError
```

The half is 2<!-- = 4 // 2 -->, or 3<!-- = 4 // 2 -->.
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is less to keep programs in"),
]


@dataclass(frozen=True)
class Aftermath:
    """What is known once everything has run."""

    report: Report
    before: Mapping[str, object]
    after: Mapping[str, object]
    leftovers: list[str]
    processes: list[str]

    def run(self, name: str) -> Run:
        return next(run for run in self.report.runs if run.program == f"snippets/{name}.py")


def executors() -> list[object]:
    return [pytest.param(kind, marks=pytest.mark.xdist_group(f"torture {kind}")) for kind in ("fork", "spawn")]


@pytest.fixture(scope="module", params=executors())
def aftermath(request: pytest.FixtureRequest) -> Iterator[Aftermath]:
    """One check of all programs, with honest pages among them."""
    mark = f"tortured-{uuid.uuid4()}"
    with tempfile.TemporaryDirectory(prefix="tt-") as name, pytest.MonkeyPatch.context() as patch:
        root, temporary = Path(name) / "p", Path(name) / "t"
        temporary.mkdir()
        write_project(root)
        patch.setenv("TORTURE_MARK", mark)
        patch.setattr(tempfile, "tempdir", str(temporary))
        before = snapshot(root)
        report = check(load_project(root), executor=make_executor(request.param, root))
        leftovers = [path.name for path in temporary.iterdir()]
        yield Aftermath(report, before, snapshot(root), leftovers, marked(mark))


def make_executor(kind: str, root: Path) -> Executor:
    limits = load_project(root).limits
    return ForkExecutor(root, limits, 4) if kind == "fork" else SpawnExecutor(root, limits, 4)


def write_project(root: Path) -> None:
    """A project of hostile programs with a page that shows them, and of honest pages."""
    (root / "docs").mkdir(parents=True)
    shutil.copytree(TORTURE, root / "snippets")
    (root / "pyproject.toml").write_text(SETTINGS + 'cache = ""\n')
    lines = "".join(f"x{number} = {number}\n" for number in range(10_000))
    (root / f"snippets/{LONG}.py").write_text(f"# expect: ok\n{lines}print(x9999)  # output: 9999\n")
    shown = "".join(f'```python\n--8<-- "{name}.py"\n```\n\n' for name in [*NAMES, LONG])
    (root / "docs/hostile.md").write_text(shown)
    for number in range(5):
        total = 45 if number else 46
        (root / f"docs/honest{number}.md").write_text(HONEST.format(total=total), encoding="utf-8")


def snapshot(root: Path) -> Mapping[str, object]:
    """Everything below a folder, as it is."""
    return {
        str(path.relative_to(root)): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            path.is_file() and path.read_bytes(),
        )
        for path in sorted(root.rglob("*"))
    }


def marked(mark: str) -> list[str]:
    """The processes that were born with a mark in their environment, but for this one and zombies that await it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes() and int(folder.name) != os.getpid():
                found.append(f"{folder.name} {(folder / 'cmdline').read_bytes()!r}")
        except OSError:
            continue
    return found


@pytest.mark.parametrize("name", [*NAMES, LONG])
def test_hostile_program_gets_its_own_verdict(aftermath: Aftermath, name: str) -> None:
    first, *more = (
        (TORTURE / f"{name}.py").read_text(encoding="utf-8").splitlines() if name != LONG else ["# expect: ok"]
    )
    wanted, run = EXPECT.fullmatch(first), aftermath.run(name)
    assert wanted, first
    told = f"{run.status} at {run.line}: {run.detail[:500]}\n{run.traceback[-2000:]}"
    assert run.status in wanted["status"].split(" or "), told
    assert wanted["text"] is None or wanted["text"] in run.detail, told
    assert wanted["line"] is None or run.line == int(wanted["line"]), told
    special = {int(match["line"]): match["outcome"] for line in more if (match := VERDICT.fullmatch(line))}
    for verdict in aftermath.report.verdicts:
        if verdict.claim.program == run.program and (run.status == "ok" or verdict.claim.at.line in special):
            assert verdict.outcome == special.get(verdict.claim.at.line, "holds"), verdict
    if run.status != "ok":
        assert any(problem.at.path == run.program for problem in aftermath.report.problems)


def test_every_other_page_is_judged_as_if_it_were_alone(aftermath: Aftermath) -> None:
    for number in range(5):
        path = f"docs/honest{number}.md"
        got = [(v.claim.at.line, v.outcome, v.actual) for v in aftermath.report.verdicts if v.claim.at.path == path]
        assert sorted(got, key=str) == sorted(
            [
                (7, "holds" if number else "differs", "45\n"),
                (9, "holds", "1000"),
                (10, "holds", "[] None 4\n"),
                (12, "holds", "[1]"),
                (13, "holds", "ZeroDivisionError: division by zero"),
                (16, "holds", "2"),
                (16, "differs", "2"),
            ],
            key=str,
        )
        assert not [problem for problem in aftermath.report.problems if problem.at.path == path]


def test_no_process_is_left(aftermath: Aftermath) -> None:
    assert aftermath.processes == []


def test_nothing_is_changed_or_left(aftermath: Aftermath) -> None:
    assert aftermath.after == aftermath.before
    assert aftermath.leftovers == []


def test_there_are_enough_hostile_programs() -> None:
    assert len(NAMES) >= 60


def test_a_process_that_is_left_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORTURE_MARK", "planted")
    child = os.posix_spawn("/bin/sleep", ["sleep", "20"], os.environ)
    try:
        deadline = time.monotonic() + 10
        while not marked("TORTURE_MARK=planted") and time.monotonic() < deadline:
            time.sleep(0.01)
        assert [line for line in marked("TORTURE_MARK=planted") if line.startswith(f"{child} ")]
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)

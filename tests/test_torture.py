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
from contextlib import contextmanager
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


@contextmanager
def tortured(kind: str) -> Iterator[Aftermath]:
    """One check of all programs with one executor, and with honest pages among them."""
    mark = f"tortured-{uuid.uuid4()}"
    with tempfile.TemporaryDirectory(prefix="tt-") as name, pytest.MonkeyPatch.context() as patch:
        root, temporary = Path(name) / "p", Path(name) / "t"
        temporary.mkdir()
        write_project(root)
        patch.setenv("TORTURE_MARK", mark)
        patch.setattr(tempfile, "tempdir", str(temporary))
        before = snapshot(root)
        report = check(load_project(root), executor=make_executor(kind, root))
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


def misjudged(name: str, aftermath: Aftermath) -> Iterator[str]:
    """What is wrong with the verdict on a hostile program."""
    first, *more = text_of(name).splitlines()
    wanted, run = EXPECT.fullmatch(first), aftermath.run(name)
    assert wanted, first
    told = f"{name}: {run.status} at {run.line}: {run.detail[:300]}"
    line, text = wanted["line"], wanted["text"]
    if run.status not in wanted["status"].split(" or ") or (text and text not in run.detail):
        yield f"{told}\n{run.traceback[-1000:]}"
    if line and run.line != int(line):
        yield f"{told}, not at {line}"
    special = {int(match["line"]): match["outcome"] for each in more if (match := VERDICT.fullmatch(each))}
    for verdict in aftermath.report.verdicts:
        at = verdict.claim.at
        expected = special.get(at.line, "holds" if run.status == "ok" else verdict.outcome)
        if at.path == run.program and verdict.outcome != expected:
            yield f"{at} {verdict.outcome}, not {expected}"
    if run.status != "ok" and not any(problem.at.path == run.program for problem in aftermath.report.problems):
        yield f"{told} is no problem"


def text_of(name: str) -> str:
    return "# expect: ok\n" if name == LONG else (TORTURE / f"{name}.py").read_text(encoding="utf-8")


def honest_verdicts(number: int, report: Report) -> list[tuple[int, str, str | None]]:
    path = f"docs/honest{number}.md"
    assert not [problem for problem in report.problems if problem.at.path == path]
    return sorted((v.claim.at.line, v.outcome, v.actual) for v in report.verdicts if v.claim.at.path == path)


@pytest.mark.parametrize("kind", ["fork", "spawn"])
def test_each_hostile_program_gets_its_own_verdict_and_nothing_else_suffers(kind: str) -> None:
    with tortured(kind) as aftermath:
        assert aftermath.processes == []
        assert aftermath.leftovers == []
        assert aftermath.after == aftermath.before
        assert [told for name in [*NAMES, LONG] for told in misjudged(name, aftermath)] == []
        for number in range(5):
            assert honest_verdicts(number, aftermath.report) == [
                (7, "holds" if number else "differs", "45\n"),
                (9, "holds", "1000"),
                (10, "holds", "[] None 4\n"),
                (12, "holds", "[1]"),
                (13, "holds", "ZeroDivisionError: division by zero"),
                (16, "differs", "2"),
                (16, "holds", "2"),
            ]


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

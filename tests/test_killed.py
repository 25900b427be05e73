"""kill -9 of a whole check, at any moment: the next check is right, no process stays, and the store is whole.

`TASHIKA_KILLS=100` kills more often than the suite does; the moments are drawn from a fixed seed, one from each of as
many equal parts of the time that a check takes.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tashika.cache.store import read_whole

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc")

KILLS = int(os.environ.get("TASHIKA_KILLS", "15"))
MAIN = "import sys; from tashika.cli import main; sys.exit(main())"
MARK = "TASHIKA_TEST_MARK"

PAGES = {
    "reads.md": "value = open({data!r}).read()\nprint(value)  # 出力: 0",
    "changes.md": "print({round})  # 出力: {round}\nprint({round})  # 出力: never",
    "library.md": "import numpy as np\nprint(np.arange(3).sum() + {round})  # 出力: 3",
    "child.md": "import subprocess\nchild = subprocess.Popen(['sleep', '0.2'])\nprint(child.wait())  # 出力: 0",
    "fails.md": "import time\ntime.sleep(0.1)\n1 / ({round} % 2)",
    "prints.md": "for n in range(2000): print(n * {round})",
}


class Checks:
    """Checks of a project of its own, as processes that can be told from all others."""

    def __init__(self, root: Path, executor: str) -> None:
        self.root = root
        self.data = root / "data.txt"
        self.mark = uuid4().hex
        self.environment = os.environ | {MARK: self.mark, "TMPDIR": str(root / "tmp")}
        self.command = [sys.executable, "-c", MAIN, "-C", str(root), "check", "--format", "json", "--jobs=2"]
        for folder in ("docs", "tmp"):
            (root / folder).mkdir(parents=True)
        (root / "pyproject.toml").write_text(f"[tool.tashika]\nexecutor = '{executor}'\n", encoding="utf-8")

    def prepare(self, turn: int) -> None:
        """Write the notes of a turn: what is true of them is not what was true before."""
        self.data.write_text(str(turn % 3), encoding="utf-8")
        for name, code in PAGES.items():
            text = f"```python\n{code.format(round=turn, data=str(self.data))}\n```\n"
            (self.root / "docs" / name).write_text(text, encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )

    def verdicts(self, turn: int) -> None:
        """A whole check gives what is true in this turn."""
        out, said = self.start().communicate(timeout=120)
        report = json.loads(out) if out else pytest.fail(said.decode())
        found = {(v["at"]["path"].removeprefix("docs/"), v["at"]["line"]): v["outcome"] for v in report["verdicts"]}
        assert found == {
            ("reads.md", 3): "holds" if turn % 3 == 0 else "differs",
            ("changes.md", 2): "holds",
            ("changes.md", 3): "differs",
            ("library.md", 3): "holds" if turn == 0 else "differs",
            ("child.md", 4): "holds",
        }
        told = {problem["at"]["path"].removeprefix("docs/") for problem in report["problems"]}
        assert told == {"prints.md"} | (set() if turn % 2 else {"fails.md"})

    def processes(self) -> list[int]:
        """Those of the checks, and of all that they started, that still run."""
        return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit() and self._is_ours(each)]

    def _is_ours(self, process: Path) -> bool:
        try:
            return f"{MARK}={self.mark}".encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            return False

    def damaged(self) -> list[str]:
        """Files of the store that are neither whole nor beside their names."""
        kept = [file for file in (self.root / ".cache" / "tashika").rglob("*") if file.is_file()]
        return [str(file) for file in kept if read_whole(file) is None and not file.name.startswith(".tashika-")]


def kill(check: subprocess.Popen[bytes], moment: float) -> bool:
    """Kill a check's process group after so many seconds; whether it still ran then."""
    time.sleep(moment)
    ran = check.poll() is None
    if ran:
        os.killpg(check.pid, signal.SIGKILL)
    check.communicate()
    return ran


def await_none(checks: Checks) -> list[int]:
    """The processes that are still there ten seconds later, at the latest."""
    deadline = time.monotonic() + 10
    while (left := checks.processes()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["fork", "spawn"])
def test_a_check_that_is_killed_at_any_moment_harms_none_that_follows(tmp_path: Path, executor: str) -> None:
    checks = Checks(tmp_path / "project", executor)
    checks.prepare(0)
    began = time.monotonic()
    checks.verdicts(0)
    length = time.monotonic() - began
    kills = KILLS // 2 + (executor == "fork") * (KILLS % 2)
    draw, killed = random.Random(KILLS), 0
    for turn in range(1, kills + 1):
        checks.prepare(turn)
        killed += kill(checks.start(), length * (turn - draw.random()) / kills)
        assert await_none(checks) == [], f"processes stay behind in turn {turn}"
        assert checks.damaged() == []
        checks.verdicts(turn)
    assert killed, "some were killed before their end"
    print(f"{killed} of {kills} checks were killed before their end")


def test_processes_of_a_check_are_seen_while_it_runs(tmp_path: Path) -> None:
    checks = Checks(tmp_path / "project", "fork")
    (checks.root / "docs" / "a.md").write_text("```python\nwhile True: pass\n```\n", encoding="utf-8")
    check = checks.start()
    deadline = time.monotonic() + 20
    while len(checks.processes()) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(checks.processes()) == 3, "the check, the fork server and the program"
    kill(check, 0)
    assert await_none(checks) == []


def test_a_damaged_file_of_the_store_is_seen(tmp_path: Path) -> None:
    checks = Checks(tmp_path / "project", "fork")
    checks.prepare(0)
    checks.verdicts(0)
    assert checks.damaged() == []
    next((checks.root / ".cache" / "tashika").rglob("runs/*/*")).write_text("0\nhalf", encoding="utf-8")
    assert len(checks.damaged()) == 1

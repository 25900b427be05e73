"""Servers that outlive a check save time, and nothing else: whatever they have read is what would be read now."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from watching import printed

from tashika.config import make_project
from tashika.execute import KeptForkExecutor, Limits, keep_executor
from tashika.model import Chunk, Program
from tashika.site.plugin import Verify

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="programs are forked on Linux only")

Install = Callable[[str, str], Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Adds a third-party module that programs can import."""
    folder = tmp_path / "lib" / "site-packages"
    monkeypatch.setenv("PYTHONPATH", str(folder))

    def add(path: str, code: str) -> Path:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dedent(code), encoding="utf-8")
        time.sleep(0.1)  # what is as new as the server may be newer
        return folder / path

    return add


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeptForkExecutor]:
    """An executor that leaves nothing behind once it is closed."""
    for name in ("project", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    before = children()
    executor = KeptForkExecutor(tmp_path / "project", Limits(20, 100_000), 2)
    yield executor
    executor.close()
    assert (children(), list((tmp_path / "temporary").iterdir())) == (before, [])


def children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def program(code: str, id: str = "a.md") -> Program:
    return Program(id, (Chunk("a.md", 1, dedent(code).lstrip("\n")),))


def play(executor: KeptForkExecutor, code: str) -> str:
    """What a program prints."""
    [run] = executor.execute([program(code)])
    return printed(run)


SERVER = "import os, ahead\nprint(os.getppid(), ahead.value, ahead.pid == os.getppid())\n"
AHEAD = "import os\npid, value = os.getpid(), 1\n"


def settled(executor: KeptForkExecutor) -> str:
    """What SERVER prints, once it prints the same in two checks."""
    first = play(executor, SERVER)
    assert first.endswith(" 1 True\n")
    assert play(executor, SERVER) == first
    return first


def test_one_server_serves_check_after_check(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", AHEAD)
    settled(kept)


def test_programs_of_a_later_check_do_not_see_what_earlier_ones_did(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", "seen = []\n")
    code = "import os, ahead\nahead.seen.append(1); os.environ['LEFT'] = 'x'\nprint(ahead.seen)\n"
    assert [play(kept, code) for _ in range(3)] == ["[1]\n"] * 3
    assert play(kept, "import os\nprint(os.environ.get('LEFT'), os.listdir())\n") == "None []\n"


def test_a_module_that_was_edited_is_loaded_anew(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", AHEAD)
    settled(kept)
    install("ahead.py", AHEAD.replace("1", "2"))
    assert play(kept, SERVER).endswith(" 2 True\n")


def test_an_edited_module_with_an_old_time_is_loaded_anew(kept: KeptForkExecutor, install: Install) -> None:
    file = install("ahead.py", AHEAD)
    settled(kept)
    status = file.stat()
    file.write_text(AHEAD.replace("= os.getpid(), 1", "= os.getpid(), 200"), encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert play(kept, SERVER).endswith(" 200 True\n")


def test_a_file_that_a_module_read_on_import_counts_as_well(kept: KeptForkExecutor, install: Install) -> None:
    install("value.txt", "1")
    install(
        "ahead.py",
        "import os, pathlib\npid = os.getpid()\nvalue = (pathlib.Path(__file__).parent / 'value.txt').read_text()",
    )
    settled(kept)
    install("value.txt", "2")
    assert play(kept, SERVER).endswith(" 2 True\n")


def test_something_newly_installed_starts_a_new_server(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", AHEAD + "try:\n    import other\n    value = 2\nexcept ImportError: pass\n")
    settled(kept)
    install("other.py", "")
    assert play(kept, SERVER).endswith(" 2 True\n")


def test_another_environment_starts_a_new_server(
    kept: KeptForkExecutor, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("ahead.py", "import os\npid, value = os.getpid(), os.environ.get('VALUE', 1)\n")
    settled(kept)
    monkeypatch.setenv("VALUE", "2")
    assert play(kept, SERVER).endswith(" 2 True\n")


def test_another_import_starts_a_server_that_has_the_former_ones_too(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", AHEAD)
    install("other.py", AHEAD)
    before = settled(kept)
    assert play(kept, SERVER.replace("ahead", "other")).endswith(" 1 True\n")
    after = settled(kept)
    assert before != after
    assert play(kept, SERVER.replace("ahead", "other")) == after


def test_a_save_in_the_project_keeps_the_server(
    kept: KeptForkExecutor, install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("ahead.py", AHEAD)
    monkeypatch.setenv("PYTHONPATH", f"{os.environ['PYTHONPATH']}{os.pathsep}{tmp_path / 'project'}")
    before = settled(kept)
    (tmp_path / "project" / "new.py").write_text("", encoding="utf-8")
    assert play(kept, SERVER) == before


def test_a_new_module_of_the_project_goes_before_one_that_the_server_has(
    kept: KeptForkExecutor, install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("ahead.py", AHEAD)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'project'}{os.pathsep}{os.environ['PYTHONPATH']}")
    settled(kept)
    (tmp_path / "project" / "ahead.py").write_text(AHEAD.replace("1", "2"), encoding="utf-8")
    assert play(kept, SERVER).endswith(" 2 False\n")


def test_a_server_that_dies_between_two_checks_is_replaced(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", AHEAD)
    before = settled(kept)
    os.kill(int(before.split()[0]), signal.SIGKILL)
    play(kept, SERVER)  # by itself: it may be the program that killed the server
    assert settled(kept) != before


def test_a_check_that_was_broken_off_does_no_harm_to_the_next(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", AHEAD)
    runs = kept.execute([program("x = 1\n", id="quick"), program("while True: pass\n", id="endless")])
    assert next(runs).program == "quick"
    runs.close()  # type: ignore[attr-defined]
    settled(kept)


def test_a_server_is_ready_before_the_first_program_wants_it(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", AHEAD)
    before = children()
    kept.prepare([program(SERVER)])
    (server,) = set(children().split()) - set(before.split())
    assert play(kept, SERVER) == f"{server} 1 True\n"


def test_a_server_may_be_closed_before_it_is_ready(kept: KeptForkExecutor, install: Install) -> None:
    install("ahead.py", "import time\ntime.sleep(60)\n")
    kept.prepare([program(SERVER)])
    kept.close()


def test_only_executors_that_fork_are_kept(tmp_path: Path) -> None:
    assert keep_executor(make_project(tmp_path, {"executor": "spawn"})) is None
    executor = keep_executor(make_project(tmp_path, {"executor": "fork"}))
    assert isinstance(executor, KeptForkExecutor)
    executor.close()


# A preview.


def check(verify: Verify, root: Path, **settings: object) -> str:
    """The server of the only program of a preview's notes."""
    report = verify._checked(make_project(root, settings))
    return printed(report.runs[0])


def test_a_preview_keeps_its_servers_until_its_end_or_until_its_setting_changes(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("```python\nimport os\nprint(os.getppid())\n```\n", encoding="utf-8")
    before = children()
    verify = Verify()
    verify.on_startup(command="serve", dirty=False)
    first, second = check(verify, tmp_path), check(verify, tmp_path)
    third = check(verify, tmp_path, timeout=7)
    assert first == second != third
    verify.on_shutdown()
    assert children() == before


def test_a_build_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("```python\nx = 1\n```\n", encoding="utf-8")
    before = children()
    verify = Verify()
    verify.on_startup(command="build", dirty=False)
    verify._checked(make_project(tmp_path, {}))
    assert (verify.kept, children()) == (None, before)
    verify.on_shutdown()

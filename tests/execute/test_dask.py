"""What only holds for programs that run on a Dask cluster: it can lose workers, and it can be gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import local_cluster
import pytest
from watching import alive, await_that, printed

from tashika import cli
from tashika.check import check
from tashika.config import make_project
from tashika.execute import ExecutionError, Limits, Setting, dask_task, make_executor
from tashika.execute.dask import Cluster, DaskExecutor
from tashika.execute.dask_task import Task
from tashika.model import Chunk, Program, Run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc"),
]

LIMITS = Limits(60, 100_000)
await_it = partial(await_that, seconds=20)  # a worker takes long to start


def program(code: str, id: str = "a.md") -> Program:
    return Program(id, (Chunk("a.md", 1, textwrap.dedent(code).lstrip("\n")),))


def play(root: Path, *programs: Program, address: str = "", jobs: int | None = None) -> dict[str, Run]:
    executor = DaskExecutor(root, LIMITS, Cluster(address or local_cluster.shared(), jobs))
    return {run.program: run for run in executor.execute(programs)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    notes(tmp_path / "project").mkdir()
    return tmp_path / "project"


def notes(root: Path) -> Path:
    """Where programs say that they run: none may write into the project."""
    return root.parent / "notes"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Any]:
    """A cluster of this test's own, for harm to be done to."""
    (tmp_path / "scratch").mkdir()
    with local_cluster.start(2, 1, tmp_path / "scratch") as made:
        yield made


# Notes where it runs, until somebody lets it go on.
WAITS = """
    import os, pathlib, time
    notes = pathlib.Path({notes!r})
    guard = pathlib.Path(f"/proc/{{os.getppid()}}/stat").read_text()
    (notes / f"ran-{{os.getpid()}}").write_text(guard.rpartition(")")[2].split()[1])
    while not (notes / "go").exists(): time.sleep(0.01)
    print("done")
    """


def waiting(root: Path) -> dict[int, int]:
    """The processes that took up the program that waits, with the worker of each."""
    found = {int(file.name.partition("-")[2]): file.read_text() for file in notes(root).glob("ran-*")}
    return {pid: int(worker) for pid, worker in found.items() if worker}


def test_a_lost_worker_loses_no_program(root: Path, cluster: Any) -> None:
    others = [program(f"print({n})\n", id=str(n)) for n in range(6)]
    runs: dict[str, Run] = {}
    wanted = [program(WAITS.format(notes=str(notes(root))), id="waits"), *others]
    thread = threading.Thread(target=lambda: runs.update(play(root, *wanted, address=cluster.scheduler_address)))
    thread.start()
    assert await_it(lambda: waiting(root))
    ((first, worker),) = waiting(root).items()
    os.kill(worker, signal.SIGKILL)
    assert await_it(lambda: len(waiting(root)) == 2), "another worker takes it up"
    assert await_it(lambda: not alive(first)), "it dies with its worker"
    (notes(root) / "go").touch()
    thread.join()
    assert {name: printed(run) for name, run in runs.items()} == {"waits": "done\n"} | {
        str(n): f"{n}\n" for n in range(6)
    }


def test_a_program_whose_workers_die_again_and_again_is_named(root: Path, cluster: Any) -> None:
    over = threading.Event()

    def kill_all() -> None:
        killed: set[int] = set()
        while not over.wait(0.02):
            for pid, worker in waiting(root).items():
                if pid not in killed:
                    killed.add(pid)
                    os.kill(worker, signal.SIGKILL)

    killing = threading.Thread(target=kill_all)
    killing.start()
    try:
        with pytest.raises(ExecutionError, match=r"could not run bad\.md: .*worker"):
            play(root, program(WAITS.format(notes=str(notes(root))), id="bad.md"), address=cluster.scheduler_address)
    finally:
        over.set()
        killing.join()


def test_a_program_dies_with_the_process_that_asked_for_it(root: Path) -> None:
    code = f"""
        import sys
        sys.path[:0] = [{str(Path(__file__).parent)!r}]
        from test_dask import WAITS, Path, play, program
        play(Path({str(root)!r}), program(WAITS.format(notes={str(notes(root))!r})), address={local_cluster.shared()!r})
        """
    asking = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)])
    assert await_it(lambda: waiting(root))
    (pid,) = waiting(root)
    asking.kill()
    asking.wait()
    assert await_it(lambda: not alive(pid)), "though the cluster lives on"
    assert printed(play(root, program("print(1)\n"))["a.md"]) == "1\n"


def test_a_cluster_that_goes_away_is_an_error(root: Path, cluster: Any) -> None:
    def take_away() -> None:
        if await_it(lambda: waiting(root)):
            cluster.close()

    thread = threading.Thread(target=take_away)
    thread.start()
    with pytest.raises(ExecutionError, match=r"could not run a\.md"):
        play(root, program(WAITS.format(notes=str(notes(root)))), address=cluster.scheduler_address)
    thread.join()
    assert await_it(lambda: not any(map(alive, waiting(root))))


def test_an_address_where_nobody_answers_is_an_error_that_names_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tashika.execute.dask.REACH", 0.5)
    (root / "docs").mkdir()
    (root / "pyproject.toml").write_text("[tool.tashika]\nexecutor = 'dask'\n", encoding="utf-8")
    (root / "docs" / "a.md").write_text("```python\nx = 1\n```\n", encoding="utf-8")
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        assert cli.main(["-C", str(root), "check", "--address", address]) == 2
        assert f"tashika: no Dask scheduler answers at {address}: " in capsys.readouterr().err


def test_a_cluster_without_a_worker_is_an_error(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tashika.execute.dask.REACH", 2)
    with local_cluster.start(0, 1, tmp_path) as empty, pytest.raises(ExecutionError, match="has no worker"):
        play(root, program("x = 1\n"), address=empty.scheduler_address)


def test_a_missing_package_is_an_error_that_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExecutionError, match=r"pip install 'tashika\[dask\]'"):
        play(root, program("x = 1\n"), address="tcp://127.0.0.1:1")


def task(root: Path) -> Task:
    return Task("token", root, LIMITS, Setting(), {})


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"python": "2.7"}, "has Python 3.* and not 2.7"),
        ({"engine": "of old"}, "has another tashika loaded: start it again"),
        ({"root": Path("/nowhere")}, "does not see /nowhere: workers need a file system in common"),
    ],
)
def test_a_worker_that_lacks_what_the_others_have_refuses(root: Path, fault: dict[str, Any], words: str) -> None:
    dask_task.require_same(task(root), "w1")
    with pytest.raises(ExecutionError, match=f"(?s)Dask worker w1 {words}"):
        dask_task.require_same(replace(task(root), **fault), "w1")


def test_a_run_on_another_machine_is_not_kept_for_this_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(each.kind != "impure" for each in play(root, program("x = 1\n"))["a.md"].inputs)
    monkeypatch.setattr(dask_task, "this_machine", lambda: ("elsewhere",))
    reasons = [each.name for each in play(root, program("x = 1\n"))["a.md"].inputs if each.kind == "impure"]
    assert reasons == ["it ran on another machine"]


def test_runs_on_a_cluster_are_kept_as_others_are(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "docs" / "a.md").write_text("```python\nprint(1)  # 出力: 1\n```\n", encoding="utf-8")
    project = make_project(root, {"executor": "dask", "dask_address": local_cluster.shared()})
    assert isinstance(make_executor(project), DaskExecutor)
    first, second = check(project), check(project)
    assert (first.ok, second.ok) == (True, True)
    assert ([run.reused for run in first.runs], [run.reused for run in second.runs]) == ([False], [True])


def test_without_an_address_a_cluster_lasts_as_long_as_the_check(tmp_path: Path, root: Path) -> None:
    (tmp_path / "temporary").mkdir()
    code = f"""
        import sys
        sys.path[:0] = [{str(Path(__file__).parent)!r}]
        from test_dask import Cluster, DaskExecutor, LIMITS, Path, program
        if __name__ == "__main__":
            programs = [program("import os; print(os.getppid())\\n", id=str(n)) for n in range(4)]
            for run in DaskExecutor(Path({str(root)!r}), LIMITS, Cluster(jobs=2)).execute(programs):
                print(run.status, "".join(event.text for event in run.events), end="")
        """
    (tmp_path / "main.py").write_text(textwrap.dedent(code), encoding="utf-8")
    environment = os.environ | {"TMPDIR": str(tmp_path / "temporary")}
    done = subprocess.run(
        [sys.executable, str(tmp_path / "main.py")], env=environment, capture_output=True, text=True, timeout=120
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [status for status, _ in lines] == ["ok"] * 4, done.stderr
    assert await_it(lambda: not any(alive(int(worker)) for _, worker in lines))
    assert done.stderr == ""
    assert list((tmp_path / "temporary").iterdir()) == []

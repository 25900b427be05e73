"""What only holds for programs that are forked, and what must not differ from programs that are spawned."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from watching import alive, await_that, printed

from tashika.config import make_project
from tashika.execute import ExecutionError, ForkExecutor, Limits, SpawnExecutor, make_executor
from tashika.execute.zygote import HEAVY
from tashika.model import Chunk, Program, Run
from tashika.statements import imported_modules

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="programs are forked on Linux only")

Install = Callable[[str, str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Adds a third-party module that programs can import."""
    folder = tmp_path / "lib" / "site-packages"
    monkeypatch.setenv("PYTHONPATH", str(folder))

    def add(path: str, code: str) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dedent(code), encoding="utf-8")

    return add


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def program(code: str, id: str = "a.md", search: str = "") -> Program:
    return Program(id, (Chunk("a.md", 1, dedent(code).lstrip("\n")),), search)


def play(root: Path, *programs: Program, jobs: int = 2) -> dict[str, Run]:
    return {run.program: run for run in ForkExecutor(root, Limits(20, 100_000), jobs).execute(programs)}


# What a program imports was imported ahead, and it cannot tell.

AHEAD = "import os, ahead\nprint(ahead.pid == os.getpid(), ahead.pid == os.getppid())\n"
PID = "import os\npid = os.getpid()\n"


def test_third_party_module_is_imported_by_the_server(install: Install, root: Path) -> None:
    install("ahead.py", PID)
    run = play(root, program(AHEAD))["a.md"]
    assert (printed(run), run.modules) == ("False True\n", ("ahead",))


def test_numpy_costs_a_program_next_to_nothing(root: Path) -> None:
    code = "import time; began = time.perf_counter()\nimport numpy, numpy.random\nprint(time.perf_counter() - began)\n"
    runs = play(root, *(program(code, id=str(n)) for n in range(8)))
    assert min(float(printed(run)) for run in runs.values()) < 0.003
    assert {run.modules for run in runs.values()} == {("numpy",)}


def test_module_is_out_of_sight_until_it_is_imported(install: Install, root: Path) -> None:
    install("ahead.py", PID)
    code = """
        import os, sys
        print("ahead" in sys.modules)
        if len(sys.argv) > 5: import ahead
        from ahead import pid
        print("ahead" in sys.modules, pid == os.getppid(), sys.modules["ahead"].__spec__.loader.__class__.__name__)
        """
    assert printed(play(root, program(code))["a.md"]) == "False\nTrue True SourceFileLoader\n"


def test_module_that_is_not_imported_in_the_end_is_not_recorded(install: Install, root: Path) -> None:
    install("ahead.py", PID)
    assert play(root, program("if 0: import ahead\n"))["a.md"].modules == ()


def test_part_of_a_package_is_there_only_for_those_who_import_it(install: Install, root: Path) -> None:
    install("ahead/__init__.py", PID + "from . import own\n")
    install("ahead/own.py", "")
    install("ahead/part.py", PID)
    runs = play(
        root,
        program("import ahead\nprint(hasattr(ahead, 'part'), hasattr(ahead, 'own'))\n", id="without"),
        program("import os, ahead.part\nprint(ahead.part.pid == os.getppid())\n", id="with"),
    )
    assert (printed(runs["without"]), printed(runs["with"])) == ("False True\n", "True\n")


def test_what_a_module_imports_comes_along_and_nothing_else(install: Install, root: Path) -> None:
    install("a_below.py", PID)
    install("ahead.py", "import a_below\n")
    install("other.py", "")
    code = "import sys, ahead\nprint([name for name in ('a_below', 'ahead', 'other') if name in sys.modules])\n"
    others = (program(f"import {name}\n", id=name) for name in ("other", "a_below"))
    runs = play(root, program(code), *others)
    assert printed(runs["a.md"]) == "['a_below', 'ahead']\n"
    assert runs["a.md"].modules == ("a_below", "ahead")
    assert (runs["other"].modules, runs["a_below"].modules) == (("other",), ("a_below",))


def test_lazy_part_of_a_package_is_found_by_its_use() -> None:
    assert "numpy.random.default_rng" in imported_modules("import numpy as np\nnp.random.default_rng(0)\n")
    assert {"torch.nn", "torch.nn.functional"} <= imported_modules("from torch import nn\nnn.functional.relu(x)\n")
    assert imported_modules("import a.b\nfrom c import *\nfrom . import d\na.b.e\nf.g\n") == {"a.b", "c", "a.b.e"}


def test_module_of_the_project_is_never_imported_ahead(install: Install, root: Path) -> None:
    install("ahead.py", PID)
    (root / "src").mkdir()
    (root / "src" / "ahead.py").write_text(PID)
    runs = play(root, program(AHEAD, id="own", search="src"), program(AHEAD, id="installed"))
    assert (printed(runs["own"]), printed(runs["installed"])) == ("True False\n", "False True\n")
    assert (runs["own"].modules, runs["installed"].modules) == ((), ("ahead",))


def test_module_that_imports_one_of_the_project_is_left_to_the_program(
    install: Install, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("ahead.py", PID + "import ours\n")
    (root / "ours.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", f"{os.environ['PYTHONPATH']}{os.pathsep}{root}")
    assert printed(play(root, program(AHEAD))["a.md"]) == "True False\n"


def test_programs_do_not_see_what_others_do_to_a_module(install: Install, root: Path) -> None:
    install("ahead.py", "seen = []\n")
    code = "import ahead\nahead.seen.append(1); ahead.new = 1\nprint(ahead.seen)\n"
    runs = play(root, *(program(code, id=str(n)) for n in range(4)), jobs=1)
    assert {printed(run) for run in runs.values()} == {"[1]\n"}


def test_deleted_module_is_imported_afresh_as_under_plain_python(install: Install, root: Path) -> None:
    install("ahead.py", PID)
    code = "import os, sys, ahead\ndel sys.modules['ahead']\nimport ahead\nprint(ahead.pid == os.getpid())\n"
    assert printed(play(root, program(code))["a.md"]) == "True\n"


def test_warning_filters_of_a_module_come_with_its_import(install: Install, root: Path) -> None:
    install("ahead.py", "import warnings\nwarnings.filterwarnings('ignore', message='ahead')\n")
    code = """
        import warnings; before = len(warnings.filters)
        import ahead
        print(len(warnings.filters) - before, warnings.filters[0][1].pattern)
        """
    runs = play(root, program(code), program("import warnings\nprint(len(warnings.filters))\n", id="without"))
    [plain] = SpawnExecutor(root, Limits(20, 1000)).execute([program("import warnings\nprint(len(warnings.filters))")])
    assert printed(runs["a.md"]) == "1 ahead\n"
    assert printed(runs["without"]) == printed(plain)


LOOK = """
    import atexit, builtins, gc, os, signal, sys, threading, warnings
    loaded = [name for name in sys.modules if name.partition(".")[0] not in sys.stdlib_module_names]
    print(sorted(loaded), sys.modules["__main__"].__dict__ is globals())
    print(sys.argv, sys.path, sys.flags, sys.getrecursionlimit(), sys.stdin, sys.stdout, sys.excepthook)
    print(warnings.filters, sorted(vars(builtins)), gc.isenabled(), gc.get_threshold())
    print([signal.getsignal(n) for n in range(1, 65)], signal.pthread_sigmask(signal.SIG_BLOCK, []))
    print(signal.set_wakeup_fd(-1), threading.enumerate(), threading.main_thread() is threading.current_thread())
    print(sorted(os.environ.items()), os.umask(0o22), os.listdir("/proc/self/task").__len__(), os.listdir())
    print([fd for fd in map(int, os.listdir("/proc/self/fd")) if fd < 200])
    print(os.getsid(0) == os.getpid() == os.getpgrp())
    if len(sys.argv) > 5: import numpy
    """


def test_forked_program_finds_what_a_spawned_one_finds(root: Path) -> None:
    [spawned] = SpawnExecutor(root, Limits(20, 100_000)).execute([program(LOOK)])
    forked = play(root, program(LOOK))["a.md"]
    different = {"MainThread", " object at 0x"}
    seen = (re.sub(r"tashika-\w+", "tashika-", printed(run)).splitlines() for run in (spawned, forked))
    for plain, own in zip(*seen, strict=True):
        if not any(word in plain for word in different):
            assert own == plain


# Modules that are better left to the program.


@pytest.mark.parametrize(
    "code",
    [
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n",
        "print('hello')\n",
        "import os; os.write(2, b'hello')\n",
    ],
    ids=["threads", "prints", "writes"],
)
def test_module_with_side_effects_is_left_to_the_program(install: Install, root: Path, code: str) -> None:
    install("loud.py", PID + code)
    install("ahead.py", PID)
    runs = play(root, program("import loud, os\nprint(loud.pid == os.getpid())\n"), program(AHEAD, id="other"))
    assert printed(runs["a.md"]).endswith("True\n")
    assert any("hello" in event.text and event.lines == (1,) for event in runs["a.md"].events) == ("hello" in code)
    assert printed(runs["other"]) == "False True\n"


@pytest.mark.parametrize(
    ("code", "status", "detail"),
    [
        ("1 / 0\n", "raised", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)\n", "raised", "SystemExit: 3"),
        ("import os; os._exit(3)\n", "crashed", "left through os._exit(3)"),
        ("import os; os.kill(os.getpid(), 11)\n", "crashed", "SIGSEGV"),
    ],
)
def test_module_that_fails_fails_in_its_program_only(
    install: Install, root: Path, code: str, status: str, detail: str
) -> None:
    install("bad.py", code)
    install("ahead.py", PID)
    runs = play(root, program("import bad\n"), program(AHEAD, id="other"))
    assert (runs["a.md"].status, runs["a.md"].line, runs["a.md"].detail) == (status, 1, detail)
    assert printed(runs["other"]) == "False True\n"


def test_module_that_hangs_hangs_in_its_program_only(install: Install, root: Path) -> None:
    install("slow.py", "import time\ntime.sleep(60)\n")
    programs = [program("import slow\n"), program("print(1)\n", id="b")]
    runs = {run.program: run for run in ForkExecutor(root, Limits(0.5, 1000), 1).execute(programs)}
    assert (runs["a.md"].status, runs["a.md"].line, runs["b"].status) == ("timeout", 1, "ok")


def test_module_that_is_not_there_is_missed_by_its_program(root: Path) -> None:
    run = play(root, program("import numpy.absent\n"))["a.md"]
    assert run.detail == "ModuleNotFoundError: No module named 'numpy.absent'"


# The server.


def test_programs_are_forked_where_that_is_safe(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def kinds() -> list[str]:
        projects = (make_project(root, {"executor": kind}) for kind in ("auto", "fork", "spawn"))
        return [type(make_executor(project)).__name__ for project in projects]

    assert kinds() == ["ForkExecutor", "ForkExecutor", "SpawnExecutor"]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert kinds() == ["SpawnExecutor", "ForkExecutor", "SpawnExecutor"]


def test_server_has_one_thread_with_numpy_and_torch_imported(root: Path) -> None:
    look = "import os\nprint(len(os.listdir(f'/proc/{os.getppid()}/task')), os.getppid())\n"
    conv = """
        import torch
        c = torch.nn.Conv2d(8, 8, 3, groups=2)
        c(torch.randn(2, 8, 16, 16)).sum().backward()
        print(tuple(c.weight.grad.shape))
        """
    runs = play(
        root,
        program(look + "import numpy\n", id="numpy"),
        program(look + "if 0: import torch\n", id="torch"),
        program(conv, id="conv 1"),
        program(conv, id="conv 2"),
    )
    (threads, light), (others, heavy) = printed(runs["numpy"]).split(), printed(runs["torch"]).split()
    assert (threads, others, light != heavy) == ("1", "1", True)
    assert printed(runs["conv 1"]) == printed(runs["conv 2"]) == "(8, 4, 3, 3)\n"
    assert {"numpy", "torch"} <= set(runs["conv 1"].modules)


def test_heavy_libraries_are_named_by_their_modules() -> None:
    assert all(name.isidentifier() for name in HEAVY) and "numpy" not in HEAVY


def kill_parents(note: Path, times: int) -> threading.Thread:
    """Kills the process that started the program which writes "PID PARENT " to `note`, as often as it does so."""

    def kill() -> None:
        for count in range(1, times + 1):
            if await_that(lambda: note.exists() and len(note.read_text().split()) >= 2 * count):  # noqa: B023
                os.kill(int(note.read_text().split()[2 * count - 1]), signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


NOTE = """
    import os, time
    with open({note!r}, "a") as note: seen = note.tell(); note.write(f"{{os.getpid()}} {{os.getppid()}} ")
    if not seen or {always}: time.sleep(60)
    print("again")
    """


def test_programs_of_a_server_that_was_killed_run_again(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note = tmp_path / "note"
    thread = kill_parents(note, 1)
    first = program(NOTE.format(note=str(note), always=False))
    runs = play(root, first, *(program("print(1)\n", id=str(n)) for n in range(5)))
    thread.join()
    assert (len(runs), printed(runs["a.md"])) == (6, "again\n")
    assert await_that(lambda: not alive(int(note.read_text().split()[0])))
    assert [record.getMessage() for record in caplog.records] == [
        "the fork server died (exit code -9): what it ran is run again"
    ]


def test_program_that_kills_its_second_server_too_is_a_crash_and_no_other_suffers(root: Path, tmp_path: Path) -> None:
    note = tmp_path / "note"
    thread = kill_parents(note, 2)
    first = program(NOTE.format(note=str(note), always=True))
    runs = play(root, first, *(program("print(1)\n", id=str(n)) for n in range(5)))
    thread.join()
    run = runs.pop("a.md")
    assert (run.status, run.line) == ("crashed", 3)
    assert run.detail == "what had started it was killed, maybe by the program"
    assert [printed(other) for other in runs.values()] == ["1\n"] * 5
    assert await_that(lambda: not any(alive(int(pid)) for pid in note.read_text().split()))


def test_interpreter_that_is_not_there_is_an_execution_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(root / "missing"))
    with pytest.raises(ExecutionError, match=r"cannot start .*missing"):
        play(root, program("x = 1\n"))


def test_server_that_cannot_start_is_an_execution_error_with_what_it_said(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable = root / "python"
    executable.write_text("#!/bin/sh\necho 'libpython is missing' >&2\nexit 127\n")
    executable.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(executable))
    with pytest.raises(ExecutionError, match=r"the fork server failed:\nlibpython is missing"):
        play(root, program("x = 1\n"))


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Neither descriptors nor threads nor children are left behind."""
    before = (sorted(os.listdir("/proc/self/fd")), threading.active_count(), children())
    yield
    assert (sorted(os.listdir("/proc/self/fd")), threading.active_count(), children()) == before


def children() -> str:
    return "".join(Path(f"/proc/self/task/{task}/children").read_text() for task in os.listdir("/proc/self/task"))


def test_nothing_is_left_at_the_end(root: Path, tmp_path: Path, nothing_left: None) -> None:
    play(root, *(program("import numpy\nprint(1)\n", id=str(n)) for n in range(5)))
    note = tmp_path / "note"
    thread = kill_parents(note, 2)
    play(root, program(NOTE.format(note=str(note), always=True)))
    thread.join()


def test_nothing_is_left_when_the_iterator_is_closed(root: Path, tmp_path: Path, nothing_left: None) -> None:
    note = tmp_path / "pid"
    endless = f"import os, pathlib\npathlib.Path({str(note)!r}).write_text(str(os.getppid()))\nwhile True: pass\n"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(note)!r}).exists(): time.sleep(0.01)\n"
    runs = ForkExecutor(root, Limits(60, 1000), 2).execute([program(endless), program(wait, id="wait")])
    assert next(runs).program == "wait"
    runs.close()  # type: ignore[attr-defined]
    assert not alive(int(note.read_text()))


def test_server_and_programs_die_with_the_process_that_asked_for_them(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    code = f"""
import os, pathlib, subprocess
child = subprocess.Popen(["sleep", "60"])
pathlib.Path({str(note)!r}).write_text(f"{{os.getpid()}} {{os.getppid()}} {{child.pid}} ")
while True: pass
"""
    script = f"""
import pathlib
from tashika.execute import ForkExecutor, Limits
from tashika.model import Chunk, Program
list(ForkExecutor(pathlib.Path("/"), Limits(60, 1000)).execute([Program("a", (Chunk("a.md", 1, {code!r}),))]))
"""
    hooks = Path(sys.modules["tashika"].__file__ or "").parents[1]
    environment = os.environ | {"PYTHONPATH": str(hooks), "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment)
    assert await_that(lambda: note.exists() and note.read_text().endswith(" "))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert await_that(lambda: not any(alive(int(pid)) for pid in note.read_text().split()))

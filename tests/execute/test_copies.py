"""A preview goes on from a copy of a program's process only where that gives what a whole run would."""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import dedent, indent

import pytest
from watching import alive, await_that, printed

from tashika.cache import why_not_the_same
from tashika.check import check
from tashika.config import make_project
from tashika.execute import ForkExecutor, KeptForkExecutor, Limits, keep_executor, trails
from tashika.execute.alike import before, same_until
from tashika.execute.trails import WENT_ON
from tashika.model import Chunk, Input, Probe, Program, Run
from tashika.options import Options

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="programs are forked on Linux only")

SLOW = "import time\ntime.sleep(0.07)\n"  # longer than what a copy must save
LAST = "print(x)\n"
EDITED = "print(x, x)\n"


ACCEPTED: list[Program] = []
"""The parts of programs that were not run again."""


def judge(program: Program, inputs: tuple[Input, ...], began: int) -> str:
    if not (reason := why_not_the_same(program, inputs, began)):
        ACCEPTED.append(program)
    return reason


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeptForkExecutor]:
    """An executor that leaves nothing behind once it is closed."""
    for name in ("project", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    ACCEPTED.clear()
    before = children(os.getpid())
    executor = KeptForkExecutor(tmp_path / "project", Limits(20, 100_000), 2, judge=judge)
    yield executor
    copies = waiting(executor)
    executor.close()
    assert (children(os.getpid()), list((tmp_path / "temporary").iterdir())) == (before, [])
    assert await_that(lambda: not any(map(alive, copies)))


def children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def waiting(executor: KeptForkExecutor) -> list[int]:
    """The processes of all copies."""
    assert executor._trails
    return [copy.pid for trail in executor._trails._trails.values() for copy in trail.copies]


def page(*blocks: str, id: str = "a.md", at: int = 1) -> Program:
    """A program of some blocks."""
    chunks: list[Chunk] = []
    for block in map(dedent, blocks):
        line = chunks[-1].line + chunks[-1].code.count("\n") + 3 if chunks else at
        chunks.append(Chunk("a.md", line, block))
    return Program(id, tuple(chunks))


def play(executor: KeptForkExecutor | ForkExecutor, program: Program) -> Run:
    [run] = executor.execute([program])
    return run


def went_on(run: Run) -> bool:
    return WENT_ON in run.inputs


def runs_again(executor: KeptForkExecutor, code: str) -> Run:
    """The run after an edit of a last block that prints x; the first block, this code, is run again."""
    first = f"if True:\n{indent(code, '    ')}"  # one statement; a copy before it may be of use
    play(executor, page(first, SLOW, LAST))
    run = play(executor, page(first, SLOW, EDITED))
    assert not any(part.chunks and part.chunks[0].code.strip() for part in ACCEPTED)
    return run


def test_an_edit_of_the_last_block_runs_that_block_alone(kept: KeptForkExecutor) -> None:
    blocks = ["x = [1]\nprint('first')\n", SLOW + "x.append(2)\n", SLOW]
    assert printed(play(kept, page(*blocks, LAST))) == "first\n[1, 2]\n"
    run = play(kept, page(*blocks, EDITED))
    assert (printed(run), went_on(run)) == ("first\n[1, 2] [1, 2]\n", True)
    again = play(kept, page(*blocks, "x.clear()\nprint(x)\n"))
    assert (printed(again), went_on(again)) == ("first\n[]\n", True)
    once_more = play(kept, page(*blocks, LAST))
    assert (printed(once_more), went_on(once_more)) == ("first\n[1, 2]\n", True)


def test_what_ran_is_not_run_again(kept: KeptForkExecutor) -> None:
    first = play(kept, page("x = 1\n", SLOW, LAST))
    run = play(kept, page("x = 1\n", SLOW, EDITED))
    took = [[event.seconds for event in each.events if event.lines == (6,)] for each in (first, run)]
    assert (went_on(run), took[0]) == (True, took[1])


def test_a_program_that_is_the_same_runs_whole_to_confirm_it(kept: KeptForkExecutor) -> None:
    play(kept, page(SLOW, "x = 1\n", LAST))
    assert went_on(play(kept, page(SLOW, "x = 1\n", EDITED)))
    assert not went_on(play(kept, page(SLOW, "x = 1\n", EDITED)))


def test_generators_of_random_numbers_go_on_where_they_were(kept: KeptForkExecutor) -> None:
    code = "import random\nimport numpy as np\nrandom.seed(3)\nx = random.random(), np.random.rand()\n" + SLOW
    last = "print(x, random.random(), np.random.rand())\n"
    play(kept, page(code, LAST))
    run = play(kept, page(code, last))
    assert went_on(run)
    assert printed(run) == printed(play(kept, page(code, last)))


def test_an_exception_is_found_and_mended_from_a_copy(kept: KeptForkExecutor) -> None:
    play(kept, page("x = 1\n", SLOW, LAST))
    faulty = page("x = 1\n", SLOW, "print(y)\n")
    failed = play(kept, faulty)
    assert (failed.status, failed.detail, went_on(failed)) == ("raised", "NameError: name 'y' is not defined", True)
    assert failed.line == faulty.chunks[-1].line
    mended = play(kept, page("x = 1\n", SLOW, LAST))
    assert (printed(mended), went_on(mended)) == ("1\n", True)


def test_a_block_that_is_new_at_the_end_runs_alone(kept: KeptForkExecutor) -> None:
    play(kept, page("x = 1\n", SLOW, LAST))
    run = play(kept, page("x = 1\n", SLOW, LAST, "print(2 * x)\n"))
    assert (printed(run), went_on(run)) == ("1\n2\n", True)


def test_an_edited_block_is_found_by_a_copy_before_it_although_later_ones_are_many(kept: KeptForkExecutor) -> None:
    later = [SLOW] * 6
    play(kept, page("x = 1\n" + SLOW, "x += 1\n", *later, LAST))
    assert not went_on(play(kept, page("x = 1\n" + SLOW, "x += 2\n", *later, LAST)))
    run = play(kept, page("x = 1\n" + SLOW, "x += 3\n", *later, LAST))
    assert (printed(run), went_on(run)) == ("4\n", True)


def test_an_edit_of_an_earlier_block_runs_all_that_follows(kept: KeptForkExecutor) -> None:
    play(kept, page("x = 1\n", SLOW, LAST))
    run = play(kept, page("x = 2\n", SLOW, LAST))
    assert (printed(run), went_on(run)) == ("2\n", False)


def test_lines_that_moved_are_other_lines(kept: KeptForkExecutor) -> None:
    play(kept, page("x = 1\n", SLOW, LAST))
    assert not went_on(play(kept, page("x = 1\n", SLOW, EDITED, at=2)))


@pytest.mark.parametrize(
    "change",
    [
        {"watch": {1: ("value",)}},
        {"probes": (Probe("p", 1, "x", "a.md", 1),)},
        {"options": Options(timeout=19)},
        {"search": "lib"},
    ],
    ids=["watched", "asked", "options", "search"],
)
def test_what_is_wanted_of_an_earlier_block_makes_a_whole_run(
    kept: KeptForkExecutor, change: Mapping[str, object]
) -> None:
    play(kept, page("x = 1\n", SLOW, LAST))
    assert not went_on(play(kept, replace(page("x = 1\n", SLOW, EDITED), **change)))  # type: ignore[arg-type]


def test_what_is_wanted_of_the_rest_is_told_from_a_copy(kept: KeptForkExecutor) -> None:
    blocks = ["def f():\n    return 5\n", SLOW]
    play(kept, page(*blocks, "f()\n"))
    program = page(*blocks, "f()\n")
    last = program.chunks[-1].line
    program = replace(program, watch={last: ("value",)}, probes=(Probe("p", 0, "f() + 1", "a.md", 2),))
    run = play(kept, program)
    assert went_on(run)
    assert [(event.kind, event.text) for event in run.events if event.text] == [("value", "5"), ("prose", "6")]


OUTSIDE = {
    "a thread": "import threading\nx = threading.Event()\nthreading.Thread(target=x.wait, daemon=True).start()\n",
    "a child": "import subprocess\nx = subprocess.Popen(['sleep', '5'])\n",
    "a forked child": "import os, time\nx = os.fork()\nif not x:\n    time.sleep(5)\n    os._exit(0)\n",
    "an open file": "x = open('/etc/hostname')\n",
    "a file of its own": "x = open('f', 'w+')\n",
    "a file that was written": "open('f', 'w').close()\nx = 1\n",
    "a temporary file": "import tempfile\nx = tempfile.mkdtemp()\n",
    "a file elsewhere": "import os\nx = '/tmp/' + os.getcwd().replace('/', '-')\nos.mkdir(x), os.rmdir(x)\n",
    "a socket": "import socket\nx = socket.socketpair()\n",
    "an event loop": "import asyncio\nx = asyncio.new_event_loop()\n",
    "a pipe": "import os\nx = os.pipe()\n",
    "a closed stream": "import os\nos.close(0)\nx = 1\n",
    "another stdout": "import os\nx = 1\nos.dup2(os.open('/dev/null', os.O_WRONLY), 2)\n",
    "shared memory": "import mmap\nx = mmap.mmap(-1, 4096)\n",
    "a timer": "import signal\nsignal.signal(signal.SIGALRM, print)\nsignal.alarm(9)\nx = 1\n",
    "a handler of ended children": "import signal\nx = signal.signal(signal.SIGCHLD, lambda *_: print('ended'))\n",
    "the clock": "import time\nx = time.time()\n",
    "the number of the process": "import os\nx = os.getpid()\n",
    "its own source": "import inspect\ndef x(): pass\ninspect.getsource(x)\n",
    "unseeded numbers": "import numpy as np\nx = np.random.default_rng().random()\n",
    "an address": "x = object()\nprint(x)\n",
    "its folder": "import os\nx = os.getcwd()\nprint(x)\n",
}


@pytest.mark.parametrize("code", OUTSIDE.values(), ids=OUTSIDE)
def test_no_copy_is_used_of_a_program_that_has(kept: KeptForkExecutor, code: str) -> None:
    runs_again(kept, code)


def test_memory_that_is_its_own_does_not_count_as_shared(kept: KeptForkExecutor) -> None:
    code = "import mmap\nx = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\nx[0] = 7\n"
    play(kept, page(code, SLOW, "x[0] = 8\n"))
    run = play(kept, page(code, SLOW, "print(x[0])\n"))
    assert (printed(run), went_on(run)) == ("7\n", True)


def test_threads_that_have_ended_do_no_harm(kept: KeptForkExecutor) -> None:
    code = "import threading\nx = []\nt = threading.Thread(target=x.append, args=(1,)); t.start(); t.join()\n"
    play(kept, page(code, SLOW, LAST))
    assert went_on(play(kept, page(code, SLOW, EDITED)))


def test_a_file_that_changed_since_it_was_read_makes_a_whole_run(kept: KeptForkExecutor, tmp_path: Path) -> None:
    file = tmp_path / "project" / "data.txt"
    file.write_text("1", encoding="utf-8")
    read = f"x = open({str(file)!r}).read()\n"
    play(kept, page(read, SLOW, LAST))
    assert went_on(play(kept, page(read, SLOW, EDITED)))
    file.write_text("2", encoding="utf-8")
    run = play(kept, page(read, SLOW, LAST))
    assert (printed(run), went_on(run)) == ("2\n", False)


def test_a_file_that_the_last_block_changed_outside_is_not_trusted(kept: KeptForkExecutor, tmp_path: Path) -> None:
    file = tmp_path / "data.txt"
    file.write_text("1", encoding="utf-8")
    read = f"x = open({str(file)!r}).read()\n"
    play(kept, page(read, SLOW, f"open({str(file)!r}, 'w').write('2')\n"))
    run = play(kept, page(read, SLOW, EDITED))
    assert (printed(run), went_on(run)) == ("2 2\n", False)


def test_a_module_that_changed_since_it_was_imported_makes_a_whole_run(kept: KeptForkExecutor, tmp_path: Path) -> None:
    module = tmp_path / "project" / "mine.py"
    module.write_text("value = 1\n", encoding="utf-8")
    blocks = (f"import sys\nsys.path.insert(0, {str(module.parent)!r})\nfrom mine import value as x\n", SLOW)
    play(kept, page(*blocks, LAST))
    assert went_on(play(kept, page(*blocks, EDITED)))
    module.write_text("value = 22\n", encoding="utf-8")
    run = play(kept, page(*blocks, LAST))
    assert (printed(run), went_on(run)) == ("22\n", False)


def test_a_file_that_newly_appears_makes_a_whole_run(kept: KeptForkExecutor, tmp_path: Path) -> None:
    file = tmp_path / "new"
    code = f"import os\nx = os.path.exists({str(file)!r})\n"
    play(kept, page(code, SLOW, LAST))
    file.touch()
    run = play(kept, page(code, SLOW, EDITED))
    assert (printed(run), went_on(run)) == ("True True\n", False)


def test_another_environment_makes_a_whole_run(kept: KeptForkExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os\nx = os.environ.get('VALUE')\n"
    play(kept, page(code, SLOW, LAST))
    monkeypatch.setenv("VALUE", "2")
    run = play(kept, page(code, SLOW, EDITED))
    assert (printed(run), went_on(run)) == ("2 2\n", False)


def test_files_of_the_last_block_are_gone_when_another_takes_its_place(kept: KeptForkExecutor) -> None:
    blocks = ("import os\nx = os.listdir()\n", SLOW)
    play(kept, page(*blocks, "os.mkdir('d')\nopen('d/f', 'w').write('old')\n"))
    run = play(kept, page(*blocks, "print(os.listdir(), os.listdir(os.environ['TMPDIR']))\n"))
    assert (printed(run), went_on(run)) == ("[] []\n", True)


def test_what_the_last_block_printed_is_gone_when_another_takes_its_place(kept: KeptForkExecutor) -> None:
    play(kept, page("print('a')\n", SLOW, "import sys\nprint('b' * 1000, file=sys.stderr)\n"))
    run = play(kept, page("print('a')\n", SLOW, "print('c')\n"))
    assert [(event.kind, event.text) for event in run.events if event.text] == [("stdout", "a\n"), ("stdout", "c\n")]


def test_what_is_done_at_the_end_is_done_in_each_run(kept: KeptForkExecutor) -> None:
    blocks = ("import atexit\natexit.register(print, 'bye')\nx = 1\n", SLOW)
    play(kept, page(*blocks, LAST))
    assert printed(play(kept, page(*blocks, EDITED))) == "1 1\nbye\n"


@pytest.mark.parametrize(
    "last",
    ["import os\nos._exit(3)\n", "import os\nos.abort()\n", "while True: pass\n", "x = 'x' * 200_000\nprint(x)\n"],
    ids=["left", "crashed", "hung", "burst"],
)
def test_a_last_block_that_ends_badly_is_told_as_by_a_whole_run(
    tmp_path: Path, kept: KeptForkExecutor, last: str
) -> None:
    blocks = ("x = 1\n", SLOW)
    program = replace(page(*blocks, last), options=Options(timeout=1))
    play(kept, replace(page(*blocks, LAST), options=Options(timeout=1)))
    run = play(kept, program)
    whole = play(ForkExecutor(tmp_path / "project", Limits(20, 100_000), 1), program)
    assert (run.status, run.line, run.detail) == (whole.status, whole.line, whole.detail)


def test_a_rest_that_is_no_python_is_told_as_by_a_whole_run(tmp_path: Path, kept: KeptForkExecutor) -> None:
    play(kept, page("x = 1\n", SLOW + "y = 2\n", LAST))
    for last in (SLOW + "y = = 2\n", SLOW.replace("time.sleep", "y = [\n") + "]\n"):
        program = page("x = 1\n", last, LAST)
        run, whole = play(kept, program), play(ForkExecutor(tmp_path / "project", Limits(20, 100_000), 1), program)
        assert (run.status, run.line, run.detail) == (whole.status, whole.line, whole.detail)


def test_a_statement_that_goes_on_in_the_new_rest_runs_again(kept: KeptForkExecutor) -> None:
    code = f"x = 1\n{SLOW}if x > 1:\n    print('more')\n"
    play(kept, page(code + "print('end')\n"))
    assert printed(play(kept, page(code + "else:\n    print('less')\nprint('end')\n"))) == "less\nend\n"


def test_a_copy_that_was_killed_is_no_loss(kept: KeptForkExecutor) -> None:
    play(kept, page("x = 1\n", SLOW, LAST))
    for pid in waiting(kept):
        os.kill(pid, signal.SIGKILL)
    run = play(kept, page("x = 1\n", SLOW, EDITED))
    assert (printed(run), went_on(run)) == ("1 1\n", False)
    assert went_on(play(kept, page("x = 1\n", SLOW, LAST)))


def test_a_program_that_patches_what_reads_its_new_rest_runs_whole(kept: KeptForkExecutor) -> None:
    patches = "import json, ast; json.load = ast.parse = None; x = 1\n"
    play(kept, page(patches, SLOW, LAST))
    assert printed(play(kept, page(patches, SLOW, EDITED))) == "1 1\n"


def test_copies_of_a_program_are_bounded_in_number(kept: KeptForkExecutor) -> None:
    play(kept, page("x = 1\n", *[SLOW] * 8, LAST))
    copies = waiting(kept)
    assert len(copies) == trails.MOST
    play(kept, page("x = 1\n", *[SLOW] * 8, EDITED))
    assert len(waiting(kept)) == trails.MOST
    assert await_that(lambda: sum(map(alive, {*copies, *waiting(kept)})) == trails.MOST)


@pytest.mark.parametrize(("name", "most"), [("MOST_IN_ALL", 2), ("LARGEST", 1)])
def test_copies_of_all_programs_are_bounded(
    kept: KeptForkExecutor, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setattr(trails, name, most)
    for each in ("a", "b", "c"):
        play(kept, page("x = 1\n", SLOW, SLOW, LAST, id=each))
    assert len(waiting(kept)) == (2 if most == 2 else 0)
    if most == 2:
        assert went_on(play(kept, page("x = 1\n", SLOW, SLOW, EDITED, id="c")))
        assert not went_on(play(kept, page("x = 1\n", SLOW, SLOW, EDITED, id="a")))


def test_a_large_program_leaves_no_copy(kept: KeptForkExecutor) -> None:
    runs_again(kept, "x = len(bytearray(b'x') * 300_000_000)\ny = bytearray(b'x') * 300_000_000\n")


def test_a_program_that_is_gone_takes_its_copies_along(kept: KeptForkExecutor) -> None:
    play(kept, page("x = 1\n", SLOW, LAST, id="gone"))
    copies = waiting(kept)
    kept.prepare([page("x = 1\n", SLOW, LAST, id="other")])
    assert waiting(kept) == []
    assert await_that(lambda: not any(map(alive, copies)))


def test_many_programs_at_once_keep_their_copies_apart(kept: KeptForkExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trails, "MOST_IN_ALL", 100)
    ids = [f"{n}.md" for n in range(5)]
    list(kept.execute([page(f"x = '{id}'\n", SLOW, LAST, id=id) for id in ids]))
    runs = list(kept.execute([page(f"x = '{id}'\n", SLOW, EDITED, id=id) for id in ids]))
    assert {run.program: printed(run) for run in runs} == {id: f"{id} {id}\n" for id in ids}
    assert all(map(went_on, runs))


def test_the_end_of_the_server_ends_its_copies(kept: KeptForkExecutor) -> None:
    play(kept, page("import os\n", "x = 1\n", SLOW, LAST))
    copies = waiting(kept)
    (server,) = {int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) for pid in copies}
    os.kill(server, signal.SIGKILL)
    assert await_that(lambda: not any(map(alive, copies)))
    assert printed(play(kept, page("import os\n", "x = 1\n", SLOW, EDITED))) == "1 1\n"


def test_a_run_that_is_broken_off_leaves_nothing(kept: KeptForkExecutor) -> None:
    runs = kept.execute([page(SLOW, id="quick"), page(SLOW, SLOW, "while True: pass\n", id="endless")])
    assert next(runs).program == "quick"
    runs.close()  # type: ignore[attr-defined]
    assert waiting(kept) == []


def test_a_check_leaves_no_copies(tmp_path: Path) -> None:
    program = page("import os\nx = os.listdir('..')\n", SLOW, "print(sorted(os.listdir('..')))\n")
    assert "copies" not in printed(play(ForkExecutor(tmp_path, Limits(20, 100_000), 1), program))


# What is the same in two versions.


def test_versions_are_the_same_up_to_the_first_line_that_differs() -> None:
    old = page("a = 1\nb = 2\n", "c = 3\n")
    assert same_until(old, old) == float("inf")
    assert same_until(old, page("a = 1\nb = 3\n", "c = 3\n")) == 2
    assert same_until(old, page("a = 1\nb = 2\n", "c = 3\nd = 4\n")) == old.chunks[1].line + 1
    assert same_until(old, page("a = 1\nb = 2\n")) == old.chunks[1].line
    assert same_until(old, replace(old, id="b.md")) == 0
    assert same_until(old, replace(old, watch={2: ("value",)})) == 2
    assert same_until(old, replace(old, probes=(Probe("p", 2, "a", "a.md", 9),))) == 2
    assert same_until(old, replace(old, probes=(Probe("p", 0, "a", "a.md", 9),))) == float("inf")


def test_a_program_before_a_line_has_nothing_of_the_rest() -> None:
    program = replace(page("a = 1\nb = 2\n", "c = 3\n"), watch={1: ("value",), 2: ("value",)})
    part = before(program, 2)
    assert ([chunk.code for chunk in part.chunks], part.watch) == (["a = 1"], {1: ("value",)})


# Whole pages.

PARTS = (
    "numbers.append(random.random())\nprint(len(numbers))  # output: {n}",
    "def double(n):\n    print('doubling')  # output: doubling\n    return 2 * n\n\ndouble({n})  # => {n}",
    "print(*numbers[:1], sep='\\n')\nfor k in range({n}):\n    total += k\ntotal  # => {n}",
    "1 / ({n} - 2)  # raises: ZeroDivisionError: division by zero",
    "total += missing_{n}",
    "import numpy as np\nnp.random.rand(1).shape  # => ({n},)",
)


def text_of(choices: list[tuple[int, int]]) -> str:
    start = "```python\nimport random, time\nnumbers, total = [], 0\n```\n\n"
    blocks = (
        f"```python\ntime.sleep(0.06)\n{PARTS[part].format(n=n)}\n```\n\nThere are {n}<!-- = len(numbers) -->.\n\n"
        for part, n in choices
    )
    return start + "".join(blocks)


def test_random_edits_are_judged_as_by_whole_runs(tmp_path: Path) -> None:
    draw = random.Random(5)
    project = make_project(tmp_path, {"cache": ""})
    (tmp_path / "docs").mkdir()
    choices = [(draw.randrange(3), draw.randrange(4)) for _ in range(5)]
    executor = keep_executor(project, why_not_the_same)
    assert executor
    resumed = 0
    try:
        for _ in range(14):
            (tmp_path / "docs" / "a.md").write_text(text_of(choices), encoding="utf-8")
            found, whole = check(project, executor=executor), check(project)
            resumed += any(map(went_on, found.runs))
            assert found.verdicts == whole.verdicts
            assert found.problems == whole.problems
            facts = [[replace(e, seconds=0) for e in report.runs[0].events] for report in (found, whole)]
            assert facts[0] == facts[1]
            place = min(4, int(draw.triangular(0, 5, 5)))
            choices[place] = (draw.randrange(len(PARTS)), draw.randrange(4))
    finally:
        executor.close()
    assert resumed >= 5

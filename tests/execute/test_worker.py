"""The parts of the spawning executor and of its worker, and what only holds for a spawned worker."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event
from types import ModuleType

import pytest
from watching import alive

from tashika.execute import ExecutionError, Limits, Setting, SpawnExecutor
from tashika.execute.inside.failure import exception_text, failing_line, formatted
from tashika.execute.inside.instrument import first_line, groups, instrument
from tashika.execute.inside.journal import Journal
from tashika.execute.inside.loaded import Loaded
from tashika.execute.inside.order import Bounds, Order, Piece, pack, read_order
from tashika.execute.inside.places import STANDARD
from tashika.execute.inside.steps import compiled, plan
from tashika.execute.position import as_traceback, innermost_line
from tashika.execute.process import surroundings
from tashika.execute.replay import Replay, read_journal
from tashika.execute.spawn import processors
from tashika.execute.wire import to_order
from tashika.model import Chunk, Probe, Program
from tashika.statements import find_groups, steps_of

EXECUTE = Path(sys.modules["tashika.execute"].__file__ or "").parent


def order(code: str, line: int = 1, single: bool = False) -> Order:
    return Order("", 0, "/p", "/p/a.md", "", "", (Piece(line, code, single),), {}, ())


def rewritten(code: str, **wanted: tuple[str, ...]) -> str:
    """The first top-level group of `code` after instrumenting; wanted lines are given as `line_2=...`."""
    group = groups(ast.parse(code).body)[0]
    instrument(group, {int(name[5:]): frozenset(kinds) for name, kinds in wanted.items()})
    return "\n".join(ast.unparse(statement) for statement in group)


def replayed(journal: bytes, stdout: bytes = b"", stderr: bytes = b"") -> Replay:
    replay = Replay(stdout, stderr)
    for record in read_journal(journal):
        replay.take(record)
    replay.finish(at=9.0)
    return replay


# Isolation of the worker's code.


def test_what_runs_inside_a_program_imports_only_the_standard_library_and_its_own_package() -> None:
    for file in [EXECUTE / "worker.py", *(EXECUTE / "inside").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert all(name.partition(".")[0] in sys.stdlib_module_names for name in names), f"{file}: {names}"


def test_worker_runs_although_tashika_cannot_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    executable = tmp_path / "python"
    executable.write_text(f"#!/bin/sh\nexec '{sys.executable}' -S \"$@\"\n")
    executable.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(executable))
    program = Program("a", (Chunk("a.md", 1, "import tashika\n"),))
    [run] = SpawnExecutor(tmp_path, Limits(20, 1000)).execute([program])
    assert run.detail == "ModuleNotFoundError: No module named 'tashika'"


def test_environment_keeps_only_where_modules_are_of_pythons_variables() -> None:
    kept = surroundings(
        {"PATH": "/bin", "PYTHONPATH": "/lib", "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error"}, Setting(7, threads=2)
    )
    assert (kept["PATH"], kept["PYTHONPATH"], kept["PYTHONHASHSEED"]) == ("/bin", "/lib", "7")
    assert kept["OMP_NUM_THREADS"] == kept["OPENBLAS_NUM_THREADS"] == kept["MKL_NUM_THREADS"] == "2"
    assert not {"PYTHONOPTIMIZE", "PYTHONWARNINGS"} & set(kept)


def test_jobs_are_as_many_as_the_processors_that_may_be_used() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


# Infrastructure failures.


def test_interpreter_that_is_not_there_is_an_execution_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    with pytest.raises(ExecutionError, match=r"cannot start .*missing"):
        list(SpawnExecutor(tmp_path, Limits(1, 1)).execute([Program("a", (Chunk("a.md", 1, ""),))]))


def test_worker_that_cannot_start_is_an_execution_error_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable = tmp_path / "python"
    executable.write_text("#!/bin/sh\necho 'libpython is missing' >&2\nexit 127\n")
    executable.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(executable))
    with pytest.raises(ExecutionError, match=r"failed:\nlibpython is missing"):
        list(SpawnExecutor(tmp_path, Limits(1, 1)).execute([Program("docs/a.md", (Chunk("a.md", 1, ""),))]))


@pytest.mark.parametrize("part", ["imports.Imports.fresh", "recorder.Recorder.note"])
def test_failure_of_the_worker_itself_is_told_at_its_line_and_harms_no_other_program(tmp_path: Path, part: str) -> None:
    module, owner, name = part.split(".")
    sabotage = f"import sys\nsys.modules['_tashika_inside.{module}'].{owner}.{name} = None\n"
    programs = [Program("a", (Chunk("a.md", 1, sabotage),)), Program("b", (Chunk("b.md", 1, "x = 1\n"),))]
    runs = {run.program: run for run in SpawnExecutor(tmp_path, Limits(20, 1000)).execute(programs)}
    assert (runs["a"].status, runs["a"].line) == ("crashed", 2)
    assert runs["a"].detail == "tashika itself failed in it: TypeError: 'NoneType' object is not callable"
    assert runs["b"].status == "ok"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs F_SETSIG")
def test_program_dies_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = f"import os, pathlib\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\nwhile True: pass\n"
    script = f"""
import pathlib
from tashika.execute import Limits, SpawnExecutor
from tashika.model import Chunk, Program
program = Program("a", (Chunk("a.md", 1, {code!r}),))
list(SpawnExecutor(pathlib.Path("/"), Limits(60, 1000)).execute([program]))
"""
    environment = os.environ | {"PYTHONPATH": str(EXECUTE.parent.parent), "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment)
    deadline = time.monotonic() + 10
    while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.01)
    parent.kill()
    parent.wait()
    while time.monotonic() < deadline and alive(int(note.read_text())):
        time.sleep(0.01)
    assert not alive(int(note.read_text()))


# The order.


def test_program_survives_the_way_to_the_worker(tmp_path: Path) -> None:
    program = Program(
        "docs/章.md#b",
        (Chunk("docs/章.md", 3, "x = '\ud800確'\n"), Chunk("docs/章.md", 9, "1\n", "single")),
        search="snippets",
        watch={3: ("value", "raises")},
        probes=(Probe("p", 0, "x", "docs/章.md", 12),),
    )
    limits = Limits(9, 1000, cpu=2.5, disk=2_000_000_000, files=300, network=True)
    (tmp_path / "program").write_bytes(pack(to_order(program, Path("/project"), 3, limits)))
    got = read_order(str(tmp_path / "program"))
    assert got.bounds == Bounds(cpu=2.5, size=2_000_000_000, files=300, network=True)
    assert (got.id, got.seed) == ("docs/章.md#b", 3)
    assert (got.path, got.file, got.search) == ("/project/docs/章.md", "", "/project/snippets")
    assert got.pieces == (Piece(3, "x = '\ud800確'\n", False), Piece(9, "1\n", True))
    assert (got.watch, got.questions[0].path) == ({3: frozenset({"value", "raises"})}, "/project/docs/章.md")


# Steps and instrumenting.


def test_siblings_are_grouped_by_shared_lines() -> None:
    body = ast.parse("a; b\nc; f(\n1); d\n@x\ndef g(): pass\n").body
    assert [[first_line(statement) for statement in group] for group in groups(body)] == [[1, 1], [2, 2, 3], [4]]


SOURCES = {
    "docstring, then a text": "'''a'''\n'b'\n(\n  'c')\n",
    "a future": "'''a'''\nfrom __future__ import annotations\ndef f(x: y): pass\n",
    "siblings": "a = 1; b = 2\nif a: pass\nelse: b = (\n  3); c = 4\n",
    "a decorator and comments": "# a\n\n@f  # b\n# c\n@g\ndef h():\n    '''d'''\n    print(1)\n\n    print(2)\n# e\n",
    "a line that goes on": "x = 1 \\\n\ny = 2\n",
    "a text of many lines": "x = '''\n  a\n''' + f'{1}'\ny = [\n]\n",
    "a warning": "x = 1\nx is 1\n",
    "no code": "# a\n",
    "what cannot be compiled": "a = 1\nreturn 2\nawait x\n",
}


@pytest.mark.parametrize("code", SOURCES.values(), ids=SOURCES.keys())
@pytest.mark.parametrize(
    "wanted", [{}, {line: frozenset({"stdout", "value"}) for line in range(20)}], ids=["", "watched"]
)
def test_statements_compiled_from_their_text_are_those_of_a_tree(code: str, wanted: dict[int, frozenset[str]]) -> None:
    plain = order(code, line=5)._replace(watch=wanted)
    cut = steps_of(find_groups(code, 5))
    known = plain._replace(pieces=tuple(piece._replace(steps=cut) for piece in plain.pieces))
    by_tree, by_text = plan(plain), plan(known)
    assert [(step.line, step.code, repr(step.error), len(step.warned)) for step in by_text] == [
        (step.line, step.code, repr(step.error), len(step.warned)) for step in by_tree
    ]
    assert [step.code and step.code.co_consts for step in by_text] == [
        step.code and step.code.co_consts for step in by_tree
    ]


def test_what_is_compiled_ahead_has_nothing_to_say() -> None:
    assert compiled(order("x = '\\d'\n")) is None
    assert compiled(order("return\n")) is None
    code = compiled(order("a = 1\nb = 2\n", line=3))
    assert code is not None
    assert [line for line, _, _ in code] == [3, 4]
    assert plan(Order("", 0, "", "", "", "", (), {}, (), compiled=code))[1].code == code[1][1]


def test_modules_are_new_once_and_those_of_the_standard_library_have_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    base = Loaded()
    base.look()
    places = {"one": "site-packages/one.py", "two.a": "dist-packages/two/a.py", "three": "three.py"}
    for name, place in places.items():
        module = ModuleType(name)
        module.__file__ = f"{STANDARD[0]}{place}"
        monkeypatch.setitem(sys.modules, name, module)
    found = {f"{STANDARD[0]}{places[name]}" for name in ("one", "two.a")}
    loaded = Loaded(base)
    names, files = loaded.look()
    assert (names, files) == (base.names | {"one", "two", "three"}, base.files | found)
    assert loaded.look() == (set(), set())
    monkeypatch.setitem(sys.modules, "one", ModuleType("one"))
    sys.modules["one"].__file__ = "/elsewhere/one.py"
    assert loaded.look() == (set(), {"/elsewhere/one.py"})


def test_end_of_a_step_may_be_told_with_the_next_one() -> None:
    told = b'["start",0,0,1.0]\n["step",0,0,2.0,1,5,1,0]\n["step",2,0,4.0,2,6,1,1]\n["done",3,0,5.0,2]\n'
    replay = replayed(told, b"abc")
    assert [(event.kind, event.lines, event.text) for event in replay.events] == [
        ("enter", (5,), ""),
        ("stdout", (5,), "ab"),
        ("leave", (5,), ""),
        ("enter", (6,), ""),
        ("stdout", (6,), "c"),
        ("leave", (6,), ""),
    ]
    assert replay.seconds == 3.0


def test_plan_compiles_with_the_lines_of_the_file() -> None:
    steps = plan(order("a = 1\n\nb = (\n  2)\n", line=10))
    assert [step.line for step in steps] == [10, 12]
    assert [max(line for *_, line in step.code.co_lines() if line) for step in steps if step.code] == [10, 13]


def test_plan_of_an_empty_piece_has_no_steps() -> None:
    assert plan(order("\n# only a comment\n")) == []


def test_code_that_cannot_be_compiled_at_all_is_an_error_of_its_step() -> None:
    assert [type(step.error) for step in plan(order("x = '\ud800'\n"))] == [UnicodeEncodeError]
    [step] = plan(order("x = " + "-" * 100_000 + "1\n"))
    assert step.error is not None


def test_nothing_is_rewritten_that_is_not_watched() -> None:
    code = "for i in x:\n    print(i)\n    i"
    assert rewritten(code, line_9=("value",)) == code
    assert rewritten(code, line_1=("stdout",)) == code


def test_outermost_group_of_a_line_is_wrapped_once() -> None:
    code = rewritten("if a:\n    if b: c; d", line_2=("stdout",))
    assert code.count("<tashika watch>(2)") == 1
    assert code.index("<tashika watch>") < code.index("if b")


def test_yields_under_several_watched_lines_pause_once() -> None:
    code = rewritten(
        "def f():\n  for i in x:\n    yield i\n    def g(): yield", line_2=(), line_3=("value",), line_4=()
    )
    assert code.count("yield from <tashika offer>(") == 1 and code.count("yield") == 2


def test_delegating_yields_are_relayed_once_and_async_ones_pause_and_resume() -> None:
    code = rewritten("def f():\n  for i in x:\n    yield from i", line_2=(), line_3=())
    assert code.count("yield from <tashika relay>(i)") == 1 and code.count("relay") == 1
    code = rewritten("async def f():\n  for i in x:\n    yield i", line_2=(), line_3=())
    assert code.count("pause>") == code.count("resume>") == 1 and "offer" not in code


# Failures.


class Bad(Exception):
    def __str__(self) -> str:
        raise OSError


def test_text_of_an_error_names_the_module_of_its_type() -> None:
    assert exception_text(Bad()) == f"{__name__}.Bad: <exception str() failed>"
    assert exception_text(subprocess.TimeoutExpired("ls", 1)).startswith("subprocess.TimeoutExpired: Command")
    assert exception_text(KeyboardInterrupt()) == "KeyboardInterrupt"


def test_line_of_an_error_that_never_was_in_the_program_is_0() -> None:
    assert failing_line(ValueError(), "/p/a.md") == 0
    assert failing_line(SyntaxError("m", ("/p/a.md", 7, 1, "")), "/p/a.md") == 7


def test_traceback_of_an_error_that_cannot_be_formatted_is_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("traceback.TracebackException.from_exception", lambda *_, **__: 1 / 0)
    assert formatted(ValueError("x"), "/p") == "ValueError: x\n"


# The journal and its replay.


def test_journal_tells_how_much_was_written_before_each_record(tmp_path: Path) -> None:
    (tmp_path / "stdout").write_bytes(b"abc")
    (tmp_path / "stderr").write_bytes(b"e")
    journal = Journal(str(tmp_path))
    journal.write("value", 3, 'say "確\n"')
    [record] = read_journal((tmp_path / "journal").read_bytes())
    assert (record.kind, record.out, record.err, record.rest) == ("value", 3, 1, (3, 'say "確\n"'))


def test_journal_that_was_cut_off_by_a_kill_is_read_up_to_its_last_whole_record() -> None:
    replay = replayed(b'["start",0,0,1.0]\n["step",0,0,2.0,1,5,1]\n["done",3,', b"abc")
    assert [(event.kind, event.lines) for event in replay.events] == [("enter", (5,)), ("stdout", (5,))]
    assert (replay.step, replay.seconds, replay.end) == (5, 7.0, None)


def test_captures_that_the_program_has_cut_do_not_disturb_the_replay() -> None:
    replay = replayed(b'["step",9,0,2.0,1,5,1]\n["done",2,0,3.0,1]\n', b"ab")
    assert [event.text for event in replay.events if event.kind == "stdout"] == ["ab"]


def test_record_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(AttributeError):
        replayed(b'["dance",0,0,1.0]\n')


# Positions.

DUMP = """Timeout (0:00:01)!
Thread 0x01 (most recent call first):
  File "/p/a.md", line 9 in work
  File "/lib/threading.py", line 10 in run

Current thread 0x02 (most recent call first):
  File "/lib/queue.py", line 171 in get
  File "/p/\\u7ae0.md", line 4 in \\u95a2\\u6570
  File "/own/session.py", line 50 in run
"""


def test_position_is_the_innermost_line_of_the_path_in_the_interrupted_thread_first() -> None:
    assert [innermost_line(DUMP, path) for path in ("/p/章.md", "/p/a.md", "/p/b.md")] == [4, 9, 0]
    assert innermost_line("", "/p/a.md") == 0


def test_dump_reads_as_a_traceback_of_the_interrupted_thread() -> None:
    assert as_traceback(DUMP, "/p", "/own").splitlines() == [
        "Traceback (most recent call last):",
        '  File "章.md", line 4, in 関数',
        '  File "/lib/queue.py", line 171, in get',
    ]
    assert as_traceback("", "/p", "/own") == ""


def test_stopped_executor_starts_nothing_more(tmp_path: Path) -> None:
    runs = SpawnExecutor(tmp_path, Limits(20, 1000), jobs=1).execute([Program("a", (Chunk("a.md", 1, ""),))] * 3)
    assert next(runs).status == "ok"
    runs.close()  # type: ignore[attr-defined]
    assert list(runs) == []
    assert not Event().is_set() and signal.getsignal(signal.SIGINT) is signal.default_int_handler


# Where no fork server can stand between, groups are all there is.

PLAIN = {
    "print(1)\n": ("ok", ""),
    "while True: pass\n": ("timeout", "still running after 1 s"),
    "import os; os._exit(3)\n": ("crashed", "left through os._exit(3)"),
    "import os; os.kill(os.getpid(), 9)\n": ("killed", "SIGKILL from outside: is there enough memory?"),
    "import subprocess; subprocess.Popen(['sleep', '60']).wait()\n": ("timeout", "still running after 1 s"),
}


@pytest.mark.parametrize("code", PLAIN)
def test_program_that_is_spawned_without_a_guard_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr("tashika.execute.spawn.GUARDED", False)
    [run] = SpawnExecutor(tmp_path, Limits(1, 1000)).execute([Program("a", (Chunk("a.md", 1, code),))])
    assert (run.status, run.detail) == PLAIN[code]

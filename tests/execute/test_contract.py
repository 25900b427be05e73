"""What every executor promises. An executor joins the suite by its entry in EXECUTORS, and in no other way."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import local_cluster
import pytest
from watching import alive

from tashika.execute import Executor, ForkExecutor, Limits, SpawnExecutor, gauge
from tashika.execute.dask import Cluster, DaskExecutor
from tashika.model import Chunk, ChunkMode, Event, EventKind, Probe, Program, Run

Factory = Callable[[Path, Limits, int | None], Executor]


def on_cluster(root: Path, limits: Limits, jobs: int | None) -> Executor:
    return DaskExecutor(root, limits, Cluster(local_cluster.shared(), jobs))


EXECUTORS: dict[str, Factory] = {"spawn": SpawnExecutor, "dask": on_cluster}
if sys.platform.startswith("linux"):
    EXECUTORS["fork"] = ForkExecutor

PAGE = "docs/章/page.md"


@dataclass
class Stage:
    """Plays programs with one executor, in a project of its own."""

    factory: Factory
    root: Path

    @property
    def outside(self) -> Path:
        """A folder in which programs may leave a note for each other."""
        return self.root.parent / "outside"

    def play(self, code: str | Sequence[str], *, timeout: float = 20.0, output: int = 100_000, **options: Any) -> Run:
        """The run of one program; see `program` for the options."""
        return next(self.play_all([program(code, **options)], Limits(timeout, output)))

    def play_all(self, programs: Sequence[Program], limits: Limits, jobs: int | None = None) -> Iterator[Run]:
        return self.factory(self.root, limits, jobs).execute(programs)


@pytest.fixture(params=sorted(EXECUTORS))
def stage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stage that leaves no temporary file behind, whatever was played on it."""
    root, temporary = tmp_path / "project", tmp_path / "temporary"
    for folder in (root, temporary, tmp_path / "outside"):
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    yield Stage(EXECUTORS[request.param], root)
    assert list(temporary.iterdir()) == []


def program(code: str | Sequence[str], mode: ChunkMode = "exec", path: str = PAGE, **options: Any) -> Program:
    """A program of one chunk that starts on line 1, or of chunks that follow each other."""
    chunks, line = [], 1
    for text in [code] if isinstance(code, str) else code:
        text = dedent(text).lstrip("\n")
        chunks.append(Chunk(path, line, text, mode))
        line += text.count("\n")
    return Program(options.pop("id", path), tuple(chunks), **options)


def written(run: Run, line: int, kind: EventKind = "stdout") -> str:
    """All that was written while the statement at `line` ran."""
    return "".join(event.text for event in run.events if event.kind == kind and line in event.lines)


def outside(run: Run) -> str:
    """All that was written on stdout while no statement ran."""
    return "".join(event.text for event in run.events if event.kind == "stdout" and not event.lines)


def texts(run: Run, kind: EventKind, line: int) -> list[str]:
    """The texts of the events of a kind that belong to the statement at `line`."""
    return [event.text for event in run.events if event.kind == kind and event.lines[-1:] == (line,)]


def answers(run: Run) -> dict[str, tuple[EventKind, str]]:
    return {event.key: (event.kind, event.text) for event in run.events if event.key}


def probe(key: str, after: int, expression: str) -> Probe:
    return Probe(key, after, expression, PAGE, 100)


def await_end(pid: int) -> bool:
    """Whether a process that was killed is gone within two seconds."""
    deadline = time.monotonic() + 2
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not alive(pid)


def await_text(path: Path) -> str:
    """What a program writes into a file, waiting for it up to ten seconds."""
    deadline = time.monotonic() + 10
    while not (path.exists() and path.read_text()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return path.read_text()


# Every byte belongs to the statement during which it was written.


def test_events_of_a_program_come_in_order_with_their_lines(stage: Stage) -> None:
    run = stage.play("print('a')\n\nx = 1\n")
    facts = [(event.kind, event.lines, event.text) for event in run.events]
    assert facts == [
        ("enter", (1,), ""),
        ("stdout", (1,), "a\n"),
        ("leave", (1,), ""),
        ("enter", (3,), ""),
        ("leave", (3,), ""),
    ]
    assert (run.program, run.status, run.line, run.detail, run.traceback) == (PAGE, "ok", 0, "", "")


def test_print_without_newline_belongs_to_its_own_line(stage: Stage) -> None:
    run = stage.play("print('a', end='')\nprint('b', end='')\nprint()\n")
    assert [written(run, line) for line in (1, 2, 3)] == ["a", "b", "\n"]


def test_sys_stdout_write_belongs_to_its_line(stage: Stage) -> None:
    run = stage.play("import sys\nn = sys.stdout.write('no newline')\nprint(n)\n")
    assert [written(run, line) for line in (2, 3)] == ["no newline", "10\n"]


def test_os_write_and_print_keep_their_order_within_a_statement(stage: Stage) -> None:
    run = stage.play("""
        import os
        print("1"); os.write(1, b"2\\n"); print("3"); os.write(1, b"4\\n")
        """)
    assert written(run, 2) == "1\n2\n3\n4\n"


def test_c_printf_belongs_to_its_line_and_keeps_its_order(stage: Stage) -> None:
    run = stage.play("""
        import ctypes
        c = ctypes.CDLL(None)
        n = c.printf(b"one\\n"); print("two")
        n = c.printf(b"part")
        print("three")
        """)
    assert [written(run, line) for line in (3, 4, 5)] == ["one\ntwo\n", "part", "three\n"]


def test_output_of_a_subprocess_belongs_to_its_line(stage: Stage) -> None:
    run = stage.play("""
        import subprocess
        print("before", end=" ")
        done = subprocess.run(["sh", "-c", "echo out; echo err >&2"])
        print("after")
        """)
    assert [written(run, line) for line in (2, 3, 4)] == ["before ", "out\n", "after\n"]
    assert written(run, 3, "stderr") == "err\n"


def test_stderr_is_kept_apart_from_stdout(stage: Stage) -> None:
    run = stage.play("import sys\nprint('e', file=sys.stderr); print('o')\nn = sys.stderr.write('x')\n")
    assert (written(run, 2), written(run, 2, "stderr"), written(run, 3, "stderr")) == ("o\n", "e\n", "x")


def test_redirected_stdout_is_no_output(stage: Stage) -> None:
    run = stage.play("""
        import contextlib, io
        with contextlib.redirect_stdout(io.StringIO()) as text:
            print("kept")
        print(text.getvalue().upper())
        """)
    assert [written(run, line) for line in (2, 4)] == ["", "KEPT\n\n"]


@pytest.mark.parametrize("stream", ["object()", "None", "open('/dev/null', 'w')"])
def test_replaced_stdout_is_tolerated_and_can_be_put_back(stage: Stage, stream: str) -> None:
    run = stage.play(
        f"import sys\nprint('a', end=''); sys.stdout = {stream}\nsys.stdout = sys.__stdout__\nprint('b')\n"
    )
    assert (run.status, written(run, 2), written(run, 4)) == ("ok", "a", "b\n")


def test_replaced_stdout_that_buffers_is_flushed_after_each_statement(stage: Stage) -> None:
    run = stage.play("""
        import os, sys
        sys.stdout = os.fdopen(os.dup(1), "w", buffering=4096)
        print("a")
        print("b")
        """)
    assert [written(run, line) for line in (3, 4)] == ["a\n", "b\n"]


def test_deleted_stdout_is_tolerated(stage: Stage) -> None:
    assert stage.play("import sys\nprint('a')\ndel sys.stdout\nx = 1\n").status == "ok"


def test_closing_descriptor_1_does_not_disturb_the_facts(stage: Stage) -> None:
    run = stage.play("import os, sys\nprint('a')\nos.close(1)\nn = sys.stdout.write('lost')\nos.write(2, b'b')\n")
    assert (run.status, written(run, 2), written(run, 5, "stderr")) == ("ok", "a\n", "b")


def test_closing_every_descriptor_does_not_disturb_the_facts(stage: Stage) -> None:
    run = stage.play("import os\nos.closerange(3, 1024)\nprint('a')\n")
    assert (run.status, written(run, 3)) == ("ok", "a\n")


def test_first_free_descriptor_is_3_as_under_plain_python(stage: Stage) -> None:
    assert written(stage.play("import os\nprint(os.dup(0), os.dup(0), os.dup(0))\n"), 2) == "3 4 5\n"


def test_unicode_is_written_as_utf_8(stage: Stage) -> None:
    run = stage.play("import os\nprint('確か 🎓')\nos.write(1, '確'.encode())\n")
    assert [written(run, line) for line in (2, 3)] == ["確か 🎓\n", "確"]


def test_undecodable_bytes_become_replacement_characters(stage: Stage) -> None:
    assert written(stage.play("import os\nos.write(1, b'a\\xffb')\n"), 2) == "a\N{REPLACEMENT CHARACTER}b"


def test_printing_a_lone_surrogate_fails_as_under_plain_python_and_is_told_in_plain_text(stage: Stage) -> None:
    run = stage.play("print('before')\nprint(chr(0xD800))\n")
    assert (run.status, run.line, written(run, 1)) == ("raised", 2, "before\n")
    assert run.detail.startswith("UnicodeEncodeError: 'utf-8' codec can't encode")


def test_surrogate_in_a_message_or_a_value_is_told_in_plain_text(stage: Stage) -> None:
    run = stage.play("raise ValueError(chr(0xDC80))\n", watch={1: ("raises",)}, probes=(probe("p", 1, "chr(0xDC80)"),))
    assert texts(run, "raised", 1) == ["ValueError: \\udc80"]
    assert answers(run) == {"p": ("prose", "\\udc80")}


def test_carriage_returns_are_kept(stage: Stage) -> None:
    assert written(stage.play("print('1%\\r2%\\r', end='')\n"), 1) == "1%\r2%\r"


# Steps.


def test_statements_that_share_a_line_are_one_step(stage: Stage) -> None:
    run = stage.play("a = 1; print(a); print(\n    a + 1); print(3)\nprint(4)\n")
    assert [event.lines for event in run.events if event.kind == "enter"] == [(1,), (3,)]
    assert [written(run, line) for line in (1, 3)] == ["1\n2\n3\n", "4\n"]


def test_step_of_a_call_over_several_lines_has_its_first_line(stage: Stage) -> None:
    run = stage.play("x = 1\nprint(\n    x,\n    'y',\n)\n")
    assert written(run, 2) == "1 y\n"


def test_step_of_a_decorated_function_has_the_line_of_its_first_decorator(stage: Stage) -> None:
    run = stage.play("""
        def loud(f):
            print("decorating", f.__name__)
            return f
        @loud
        @loud
        def g(): pass
        """)
    assert written(run, 4) == "decorating g\n" * 2


def test_what_a_loop_prints_belongs_to_the_loop(stage: Stage) -> None:
    run = stage.play("for i in range(3):\n    print(i)\nprint('end')\n")
    assert [written(run, line) for line in (1, 2, 3)] == ["0\n1\n2\n", "", "end\n"]


def test_chunks_share_one_namespace_and_keep_their_lines(stage: Stage) -> None:
    chunks = (Chunk(PAGE, 10, "x = 20\n"), Chunk(PAGE, 40, "\nprint(x)\nprint(y)\n"))
    [run] = stage.play_all([Program(PAGE, chunks)], Limits(20, 1000))
    assert (written(run, 41), run.line, run.detail) == ("20\n", 42, "NameError: name 'y' is not defined")


def test_prompt_chunks_print_their_values_and_remember_the_last(stage: Stage) -> None:
    run = stage.play(["1 + 1\n", "_ * 2\n", "None\n", "for i in range(2):\n    i\n", "x = 5; x\n"], mode="single")
    assert [written(run, line) for line in (1, 2, 3, 4, 6)] == ["2\n", "4\n", "", "0\n1\n", "5\n"]


def test_future_statement_holds_for_later_statements_and_chunks(stage: Stage) -> None:
    code = ["from __future__ import annotations\ndef f(x: Later): pass\n", "def g(x: Never): pass\n"]
    assert stage.play(code).status == "ok"


def test_future_statement_of_tashika_does_not_reach_the_program(stage: Stage) -> None:
    run = stage.play("def f(x: int): pass\nprint(f.__annotations__)\n")
    assert written(run, 2) == "{'x': <class 'int'>}\n"


def test_syntax_error_is_raised_by_its_chunk_with_its_line(stage: Stage) -> None:
    run = stage.play(["print(1)\n", "x = 1\ny = = 2\n"])
    assert (run.status, run.line, run.detail, written(run, 1)) == ("raised", 3, "SyntaxError: invalid syntax", "1\n")
    assert f'File "{PAGE}", line 3' in run.traceback


def test_syntax_error_that_only_the_compiler_finds_is_raised_by_its_step(stage: Stage) -> None:
    run = stage.play("x = 1\nreturn x\n")
    assert (run.line, run.detail) == (2, "SyntaxError: 'return' outside function")


def test_warning_of_the_compiler_belongs_to_its_step(stage: Stage) -> None:
    run = stage.play("x = 1\nprint(x is 1)\n")
    assert "SyntaxWarning" in written(run, 2, "stderr")
    assert written(run, 1, "stderr") == ""


# Watched statements inside others.


def test_watched_line_in_a_loop_is_entered_in_every_round(stage: Stage) -> None:
    run = stage.play("for i in range(2):\n    print('a', i)\n    print('b', i)\n", watch={2: ("stdout",)})
    assert written(run, 2) == "a 0\na 1\n"
    assert written(run, 1) == "a 0\nb 0\na 1\nb 1\n"
    assert [e.lines for e in run.events if e.kind == "stdout"] == [(1, 2), (1,), (1, 2), (1,)]
    assert [e.kind for e in run.events if e.lines == (1, 2)] == ["enter", "stdout", "leave"] * 2


def test_watched_line_that_is_not_reached_has_no_events(stage: Stage) -> None:
    run = stage.play("if False:\n    print(1)\nelse:\n    print(2)\n", watch={2: ("stdout",), 4: ("stdout",)})
    assert {event.lines for event in run.events} == {(1,), (1, 4)}


def test_watched_line_in_a_function_belongs_to_the_call_as_well(stage: Stage) -> None:
    run = stage.play("def f(x):\n    print(x)\n    return x\n\nf(1)\nf(2)\n", watch={2: ("stdout",)})
    assert [(e.lines, e.text) for e in run.events if e.kind == "stdout"] == [((5, 2), "1\n"), ((6, 2), "2\n")]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("try:\n    1 / 0\nexcept ZeroDivisionError:\n    print('x')\n", 4),
        ("for _ in []:\n    pass\nelse:\n    print('x')\n", 4),
        ("try:\n    pass\nfinally:\n    print('x')\n", 4),
        ("match 1:\n    case 1:\n        print('x')\n", 3),
        ("if 0:\n    pass\nelif print('x'):\n    pass\n", 3),
        ("class A:\n    print('x')\n", 2),
        ("while True:\n    print('x'); break\n", 2),
        ("def f():\n    return print('x')\nf()\n", 2),
        ("def f():\n    global g\n    print('x'); g = 1\nf()\ng\n", 3),
        ("with open('/dev/null') as f:\n    print(\n        'x'\n    )\n", 2),
        ("try:\n    raise ExceptionGroup('g', [OSError()])\nexcept* OSError:\n    print('x')\n", 4),
    ],
)
def test_watched_line_is_found_in_every_kind_of_block(stage: Stage, code: str, line: int) -> None:
    run = stage.play(code, watch={line: ("stdout",)})
    assert (run.status, written(run, line)) == ("ok", "x\n")


def test_watching_changes_neither_locals_nor_docstrings_nor_control_flow(stage: Stage) -> None:
    code = """
        def f():
            "doc"
            for i in range(9):
                if i == 1: continue
                if i == 2: break
            return sorted(locals()), f.__doc__, i
        print(f())
        """
    run = stage.play(code, watch=dict.fromkeys(range(2, 7), ("stdout", "value", "raises")))
    assert written(run, 7) == "(['i'], 'doc', 2)\n"


def test_namespace_holds_nothing_of_tashika(stage: Stage) -> None:
    run = stage.play("def f():\n    pass\nprint(sorted(globals()))\n", watch={2: ("stdout",)})
    names = ["__builtins__", "__doc__", "__loader__", "__name__", "__package__", "__spec__", "f"]
    assert written(run, 3) == f"{names}\n"


def test_recursion_keeps_the_stack_in_order(stage: Stage) -> None:
    code = """
        def f(n):
            print("down", n)
            if n:
                f(n - 1)
            print("up", n)
        f(2)
        print("after")
        """
    run = stage.play(code, watch={3: ("stdout",), 5: ("stdout",)})
    assert written(run, 3) == "down 1\ndown 0\nup 0\nup 1\n"
    assert written(run, 5) == "up 0\nup 1\nup 2\n"
    assert [e.lines for e in run.events if e.text in ("up 2\n", "after\n")] == [(6, 5), (7,)]


def test_consumer_of_a_generator_does_not_print_for_the_generator(stage: Stage) -> None:
    code = """
        def count():
            for i in range(2):
                print("gen", i)
                got = yield i
        for i in count():
            print("use", i)
        """
    run = stage.play(code, watch={2: ("stdout",), 4: ("stdout",)})
    assert written(run, 2) == "gen 0\ngen 1\n"
    assert written(run, 5) == "gen 0\nuse 0\ngen 1\nuse 1\n"
    assert [e.kind for e in run.events if e.lines == (5, 2)].count("enter") == 1


def test_generator_that_is_left_behind_does_not_claim_later_output(stage: Stage) -> None:
    code = """
        def inner():
            yield 1
        def outer():
            yield from inner()
        g = outer(); next(g)
        print("later")
        del g
        print("last")
        """
    run = stage.play(code, watch={4: ("stdout",)})
    assert [e.lines for e in run.events if e.kind == "stdout"] == [(6,), (8,)]


def test_generator_can_be_sent_values_and_errors_while_watched(stage: Stage) -> None:
    code = """
        def echo():
            while True:
                try: got = yield
                except KeyError as e: print("caught", e); continue
                print("got", got)
        g = echo(); next(g)
        g.send(1); g.throw(KeyError("k")); g.close()
        """
    run = stage.play(code, watch={2: ("stdout", "value"), 3: ("raises",), 5: ("stdout",)})
    assert (run.status, written(run, 7), written(run, 5)) == ("ok", "got 1\ncaught 'k'\n", "got 1\n")


def test_output_of_asyncio_tasks_belongs_to_their_lines(stage: Stage) -> None:
    code = """
        import asyncio
        async def work(name):
            print(name, "starts")
            await asyncio.sleep(0)
            print(name, "ends")
        async def main():
            await asyncio.gather(work("a"), work("b"))
            print("done")
        asyncio.run(main())
        """
    run = stage.play(code, watch={3: ("stdout",), 5: ("stdout",), 7: ("stdout",), 8: ("stdout",)})
    assert [written(run, line) for line in (3, 5)] == ["a starts\nb starts\n", "a ends\nb ends\n"]
    assert written(run, 7) == "a starts\nb starts\na ends\nb ends\n"
    assert written(run, 9) == written(run, 7) + "done\n"


def test_output_of_a_thread_belongs_to_the_step_that_waits_for_it(stage: Stage) -> None:
    code = """
        import threading
        def work():
            print("thread")
        t = threading.Thread(target=work); t.start(); t.join()
        """
    run = stage.play(code, watch={3: ("stdout",)})
    assert [e.lines for e in run.events if e.kind == "stdout"] == [(4, 3)]


def test_threads_in_the_same_watched_lines_do_not_disturb_each_other(stage: Stage) -> None:
    code = """
        import threading
        gate = threading.Barrier(4)
        def work(n):
            gate.wait()
            for i in range(20):
                print(f"{n}", flush=True)
        ts = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for t in ts: t.start()
        for t in ts: t.join()
        print("after")
        """
    run = stage.play(code, watch={5: ("stdout",), 6: ("stdout",)})
    assert len([e for e in run.events if e.kind == "enter" and e.lines[-1] == 6]) == 80
    assert sorted(written(run, 6)) == sorted("".join(f"{n}\n" * 20 for n in range(4)))
    assert [e.lines for e in run.events if e.text.endswith("after\n")] == [(10,)]


# Values, exceptions, probes.


def test_value_of_an_expression_statement_is_its_repr_and_is_not_printed(stage: Stage) -> None:
    run = stage.play("'a' * 2\nprint('b')\n1; [\n  2]\n", watch={1: ("value",), 2: ("value",), 3: ("value",)})
    assert [texts(run, "value", line) for line in (1, 2, 3)] == [["'aa'"], ["None"], ["[2]"]]
    assert [written(run, line) for line in (1, 2, 3)] == ["", "b\n", ""]


def test_value_is_recorded_at_every_evaluation(stage: Stage) -> None:
    run = stage.play("def f(n):\n    n + 1\nfor i in (1, 2):\n    f(i)\n", watch={2: ("value",), 4: ("value",)})
    assert texts(run, "value", 2) == ["2", "3"]
    assert texts(run, "value", 4) == ["None", "None"]
    assert {e.lines for e in run.events if e.kind == "value"} == {(3, 4, 2), (3, 4)}


def test_value_that_is_not_asked_for_is_not_recorded(stage: Stage) -> None:
    run = stage.play("class A:\n    def __repr__(self): raise OSError\nA()\n1\n", watch={4: ("value",)})
    assert (run.status, [e.text for e in run.events if e.kind == "value"]) == ("ok", ["1"])


def test_value_of_a_prompt_is_both_printed_and_recorded(stage: Stage) -> None:
    run = stage.play("2 + 2\n", mode="single", watch={1: ("value",)})
    assert (texts(run, "value", 1), written(run, 1)) == (["4"], "4\n")


def test_failing_repr_is_raised_by_its_statement(stage: Stage) -> None:
    code = "class A:\n    def __repr__(self):\n        raise ValueError('no')\nA()\n"
    run = stage.play(code, watch={4: ("value",)})
    assert (run.status, run.line, run.detail) == ("raised", 3, "ValueError: no")
    assert [line for line in run.traceback.splitlines() if "File" in line] == [
        f'  File "{PAGE}", line 4, in <module>',
        f'  File "{PAGE}", line 3, in __repr__',
    ]


def test_claimed_exception_is_recorded_and_the_program_goes_on(stage: Stage) -> None:
    run = stage.play("print('a'); raise ValueError('negative')\nprint('b')\n", watch={1: ("raises",)})
    assert (run.status, texts(run, "raised", 1)) == ("ok", ["ValueError: negative"])
    assert [written(run, line) for line in (1, 2)] == ["a\n", "b\n"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import signal; signal.raise_signal(signal.SIGINT)", "KeyboardInterrupt"),
        ("input()", "EOFError: EOF when reading a line"),
        ("raise MemoryError", "MemoryError"),
        ("{}['k']", "KeyError: 'k'"),
        ("raise ValueError('two\\nlines')", "ValueError: two\nlines"),
        ("import json; json.loads('')", "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"),
        ("class E(Exception): pass\nraise E('own')", "E: own"),
        ("e = ValueError('v'); e.add_note('note'); raise e", "ValueError: v"),
        ("eval('1 +')", "SyntaxError: invalid syntax"),
        ("pritn", "NameError: name 'pritn' is not defined"),
        ("class E(Exception):\n  def __str__(self): 1/0\nraise E", "E: <exception str() failed>"),
        ("raise ExceptionGroup('g', [ValueError(1)])", "ExceptionGroup: g (1 sub-exception)"),
    ],
)
def test_text_of_an_exception_is_the_last_line_of_its_traceback(stage: Stage, code: str, text: str) -> None:
    lines = range(1, 4)
    run = stage.play(f"{code}\n", watch=dict.fromkeys(lines, ("raises",)))
    assert (run.status, [e.text for e in run.events if e.kind == "raised"]) == ("ok", [text])


def test_claimed_exception_inside_a_block_passes_on_unchanged(stage: Stage) -> None:
    code = """
        def f():
            raise OSError("deep")
        try:
            f()
        except OSError as e:
            print("caught", e, e.__traceback__.tb_next.tb_lineno)
        """
    run = stage.play(code, watch={2: ("raises",), 4: ("raises",)})
    assert (texts(run, "raised", 2), texts(run, "raised", 4)) == (["OSError: deep"], ["OSError: deep"])
    assert written(run, 3) == "caught deep 2\n"


def test_claimed_exception_does_not_keep_its_frames_alive(stage: Stage) -> None:
    code = """
        class Loud:
            def __del__(self): print("gone")
        def f():
            loud = Loud()
            raise ValueError
        f()
        print("next")
        """
    run = stage.play(code, watch={6: ("raises",)})
    assert (written(run, 6), written(run, 7)) == ("gone\n", "next\n")


def test_unclaimed_exception_is_not_recorded_as_an_event(stage: Stage) -> None:
    run = stage.play("try: 1 / 0\nexcept ZeroDivisionError: pass\n1 / 0\n", watch={3: ("stdout",)})
    assert (run.status, [e.kind for e in run.events]) == ("raised", ["enter", "leave"] * 2)


def test_probes_are_answered_after_their_step_in_order(stage: Stage) -> None:
    probes = (probe("a", 1, " x "), probe("end", 0, "x"), probe("b", 1, "x + 1"), probe("c", 2, "f'{x:,}'"))
    run = stage.play("x = 1\nx = 10000\nx = 'last'\n", probes=probes)
    answer = [(e.key, e.text) for e in run.events if e.kind == "prose"]
    assert answer == [("a", "1"), ("b", "2"), ("c", "10,000"), ("end", "last")]


def test_probe_that_raises_says_so_and_the_program_goes_on(stage: Stage) -> None:
    probes = (probe("a", 1, "1 / 0"), probe("b", 1, "1 +"), probe("c", 1, "exit(1)"), probe("d", 1, "7"))
    run = stage.play("x = 1\n", probes=probes)
    assert run.status == "ok"
    assert answers(run) == {
        "a": ("raised", "ZeroDivisionError: division by zero"),
        "b": ("raised", "SyntaxError: invalid syntax"),
        "c": ("raised", "SystemExit: 1"),
        "d": ("prose", "7"),
    }


def test_scalar_of_an_array_library_is_answered_as_a_plain_number(stage: Stage) -> None:
    code = """
        class Scalar:
            def item(self): return 0.5
        class Array:
            def item(self): raise ValueError
            def __str__(self): return "[1 2]"
        """
    run = stage.play(code, probes=(probe("a", 0, "Scalar()"), probe("b", 0, "Array()"), probe("c", 0, "{1: 2}")))
    assert [text for _, text in answers(run).values()] == ["0.5", "[1 2]", "{1: 2}"]


def test_what_a_probe_prints_or_reaches_is_no_event(stage: Stage) -> None:
    code = "def f():\n    print('loud')\n    1\nprint('a')\nprint('b')\n"
    run = stage.play(code, watch={2: ("stdout",), 3: ("value",)}, probes=(probe("p", 4, "f()"),))
    assert [e.kind for e in run.events if e.kind not in ("enter", "leave")] == ["stdout", "prose", "stdout"]
    assert (written(run, 2), written(run, 5)) == ("", "b\n")


def test_probe_is_answered_after_a_claimed_exception_and_not_after_another(stage: Stage) -> None:
    probes = (probe("a", 1, "x"), probe("b", 2, "x"), probe("c", 0, "x"))
    run = stage.play("x = 1; raise OSError\nx = 2; raise OSError\n", watch={1: ("raises",)}, probes=probes)
    assert answers(run) == {"a": ("prose", "1")}


# How a program ends.


@pytest.mark.parametrize("code", ["sys.exit()", "sys.exit(0)", "raise SystemExit", "exit()"])
def test_early_exit_is_a_good_end_and_the_rest_does_not_run(stage: Stage, code: str) -> None:
    run = stage.play(f"import sys; x = 1\n{code}\nprint('never')\n", probes=(probe("p", 0, "x"),))
    assert (run.status, run.line, run.detail) == ("ok", 0, "")
    assert [e.lines for e in run.events if e.kind == "enter"] == [(1,), (2,)]
    assert answers(run) == {"p": ("prose", "1")}


@pytest.mark.parametrize(("code", "text"), [("3", "3"), ("'text'", "text"), ("True", "True")])
def test_exit_with_a_code_or_a_text_is_raised(stage: Stage, code: str, text: str) -> None:
    run = stage.play(f"import sys\ndef f():\n    sys.exit({code})\nf()\n")
    assert (run.status, run.line, run.detail) == ("raised", 3, f"SystemExit: {text}")


def test_uncaught_exception_names_page_and_line(stage: Stage) -> None:
    code = "def f(x):\n    return 1 / x\n\nprint('a', end='')\nf(0)\nprint('never')\n"
    run = stage.play(code)
    assert (run.status, run.line, run.detail) == ("raised", 2, "ZeroDivisionError: division by zero")
    assert (written(run, 4), written(run, 6)) == ("a", "")
    assert [line for line in run.traceback.splitlines() if "^" not in line][:5] == [
        "Traceback (most recent call last):",
        f'  File "{PAGE}", line 5, in <module>',
        "    f(0)",
        f'  File "{PAGE}", line 2, in f',
        "    return 1 / x",
    ]
    assert run.traceback.endswith("ZeroDivisionError: division by zero\n")


@pytest.mark.parametrize("chain", ["from e", ""])
def test_traceback_of_a_chained_exception_holds_nothing_of_tashika(stage: Stage, chain: str) -> None:
    code = f"""
        class A:
            def __repr__(self): raise KeyError("inner")
        try:
            A()
        except KeyError as e:
            raise ValueError("outer") {chain}
        """
    run = stage.play(code, watch={4: ("value",)})
    assert "inner" in run.traceback and "outer" in run.traceback
    assert "tashika" not in run.traceback


def test_line_of_an_error_inside_a_library_is_the_line_that_called_it(stage: Stage) -> None:
    run = stage.play("import json\n\njson.loads(\n    '?'\n)\n")
    assert (run.line, run.detail.split(":")[0]) == (3, "json.decoder.JSONDecodeError")


def test_error_in_an_imported_local_module_has_the_line_of_the_program(stage: Stage) -> None:
    (stage.root / "lib").mkdir()
    (stage.root / "lib" / "helper.py").write_text("\n\n\ndef f(): raise OSError('deep')\n")
    run = stage.play("import helper\nhelper.f()\n", search="lib")
    assert (run.line, run.detail, run.modules) == (2, "OSError: deep", ())
    assert 'File "lib/helper.py", line 4, in f' in run.traceback


def test_huge_recursion_is_a_recursion_error_and_does_not_disturb_what_follows(stage: Stage) -> None:
    code = "def f(n):\n    print(n)\n    f(n + 1)\nf(0)\nprint('after')\n"
    run = stage.play(code, watch={2: ("stdout",), 3: ("stdout",), 4: ("raises",)})
    [text] = texts(run, "raised", 4)
    assert text.startswith("RecursionError: maximum recursion depth exceeded")
    assert [e.lines for e in run.events if e.text == "after\n"] == [(5,)]


def test_memory_that_cannot_be_had_is_a_memory_error(stage: Stage) -> None:
    run = stage.play("x = bytearray(1 << 60)\n")
    assert (run.status, run.line, run.detail) == ("raised", 1, "MemoryError")


def test_program_may_delete_builtins(stage: Stage) -> None:
    code = """
        import builtins; all = vars(builtins)
        for name in dir(builtins):
            if name not in ("print", "ZeroDivisionError"): del all[name]
        print("left")
        1 / 0
        1 / 0
        """
    run = stage.play(code, watch={5: ("raises",)})
    assert (run.status, run.line, run.detail) == ("raised", 6, "ZeroDivisionError: division by zero")
    assert (written(run, 4), texts(run, "raised", 5)) == ("left\n", [run.detail])
    assert f'File "{PAGE}", line 6' in run.traceback


def test_program_may_patch_what_the_worker_uses(stage: Stage) -> None:
    code = "import os, time, sys\nos.write = os.stat = os.getpid = time.monotonic = sys.modules = None\nprint('a')\n"
    run = stage.play(code)
    assert (run.status, written(run, 3)) == ("ok", "a\n")


@pytest.mark.parametrize("code", ["while True: pass", "while True: x = sum(range(100))"])
def test_endless_loop_is_stopped_and_its_line_named(stage: Stage, code: str) -> None:
    run = stage.play(f"def f():\n    x = 1\n    {code}\nprint('a')\nf()\n", timeout=0.5)
    assert (run.status, run.line, run.detail) == ("timeout", 3, "still running after 0.5 s")
    assert (written(run, 4), [e.kind for e in run.events][-1]) == ("a\n", "enter")
    assert f'File "{PAGE}", line 5, in <module>' in run.traceback
    assert 0.4 < run.seconds < 5


def test_endless_sleep_is_stopped_and_its_line_named_although_signals_are_handled(stage: Stage) -> None:
    code = """
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("waiting", end="")
        for _ in range(1000):
            time.sleep(60)
        """
    run = stage.play(code, timeout=0.5)
    assert (run.status, run.line, written(run, 3)) == ("timeout", 5, "waiting")


def test_hanging_library_call_has_the_line_of_the_program(stage: Stage) -> None:
    run = stage.play("import queue\nq = queue.Queue()\n\nq.get(\n)\n", timeout=0.5)
    assert (run.status, run.line) == ("timeout", 4)


def test_hang_that_cannot_be_asked_has_the_line_of_its_step(stage: Stage) -> None:
    code = """
        import faulthandler, signal
        for n in range(1, 65):
            try: faulthandler.unregister(n); signal.signal(n, signal.SIG_IGN)
            except (OSError, ValueError, RuntimeError): pass
        while True:
            pass
        """
    run = stage.play(code, timeout=0.5)
    assert (run.status, run.line) == ("timeout", 5)


def test_thread_that_never_ends_is_stopped_after_the_last_statement(stage: Stage) -> None:
    code = """
        import threading, time
        def work():
            while True:
                time.sleep(60)
        threading.Thread(target=work).start()
        print("last")
        """
    run = stage.play(code, timeout=0.5)
    assert (run.status, run.line, written(run, 6)) == ("timeout", 4, "last\n")


def test_child_that_ignores_sigterm_is_killed_with_its_program(stage: Stage) -> None:
    code = """
        import subprocess
        child = subprocess.Popen(["sh", "-c", "trap '' TERM INT HUP; while :; do sleep 1; done"])
        print(child.pid)
        child.wait()
        """
    run = stage.play(code, timeout=0.5)
    assert (run.status, run.line) == ("timeout", 4)
    assert await_end(int(written(run, 3)))


def test_child_that_outlives_a_good_program_neither_delays_nor_survives_it(stage: Stage) -> None:
    code = "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\nprint(child.pid)\n"
    began = time.monotonic()
    run = stage.play(code)
    assert (run.status, time.monotonic() - began < 10) == ("ok", True)
    assert await_end(int(written(run, 3)))


DAEMONS = {
    "session": "child = subprocess.Popen(['sleep', '60'], start_new_session=True)\nprint(child.pid)\n",
    "double fork": """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0: time.sleep(20)
            os._exit(0)
        os.wait()
        print(*open(f"/proc/self/task/{os.getpid()}/children").read().split())
        """,
    "crowd": """
        for _ in range(5):
            if os.fork() == 0:
                os.setsid()
                os.fork()
                time.sleep(20)
                os._exit(0)
        time.sleep(0.1)
        print(*open(f"/proc/self/task/{os.getpid()}/children").read().split())
        """,
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nothing finds those that left the group")
@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.abort()", "os.kill(os.getpid(), 9)", "while True: pass"])
@pytest.mark.parametrize("daemon", DAEMONS)
def test_daemon_neither_delays_nor_survives_its_program(stage: Stage, daemon: str, end: str) -> None:
    began = time.monotonic()
    run = stage.play(f"import os, subprocess, time\n{dedent(DAEMONS[daemon])}{end}\n", timeout=1.0)
    [printed] = [event.text for event in run.events if event.kind == "stdout"]
    assert time.monotonic() - began < 10
    assert printed.split() and not any(map(alive, map(int, printed.split())))


def test_endless_output_is_stopped_and_cut_at_the_limit(stage: Stage) -> None:
    run = stage.play("print('first')\nwhile True: print('x' * 99)\n", output=10_000)
    assert (run.status, run.line, run.detail) == ("killed", 2, "wrote more than 10000 bytes")
    assert len(written(run, 1) + written(run, 2)) == 10_000


def test_too_much_output_is_too_much_even_when_the_program_has_ended(stage: Stage) -> None:
    run = stage.play("import sys\nprint('x' * 60); print('x' * 60, file=sys.stderr)\n", output=100)
    assert (run.status, run.line) == ("killed", 2)


@pytest.mark.parametrize("child", [False, True], ids=["itself", "child"])
def test_too_much_memory_is_stopped_and_its_line_named(stage: Stage, child: bool) -> None:
    more = "x.append(b'x' * 1_000_000) if len(x) < 1000 else time.sleep(1)"
    grow = f"def grow():\n    x = []\n    while True: {more}\n"
    code = f"{grow}import os, time\n{'if not os.fork(): grow()' if child else 'grow()'}\nos.wait()\n"
    [run] = stage.play_all([program(code)], Limits(20, 1000, memory=400_000_000))
    assert (run.status, run.line, run.detail) == ("killed", 6 if child else 3, "used more than 400 MB of memory")
    assert f'File "{PAGE}", line {6 if child else 5}, in <module>' in run.traceback


def limited(stage: Stage, code: str, **bounds: Any) -> Run:
    """The run of a program within limits that are generous but for some."""
    [run] = stage.play_all([program(code)], replace(Limits(20, 100_000, 2_000_000_000, 20, 10**9, 1024, 64), **bounds))
    return run


def test_processor_time_is_counted_with_that_of_children_and_its_line_named(stage: Stage) -> None:
    code = "import os, time\nif not os.fork():\n    while time.process_time() < 5: pass\n    os._exit(0)\nos.wait()\n"
    run = limited(stage, code, cpu=0.3)
    assert (run.status, run.line, run.detail) == ("timeout", 5, "used more than 0.3 s of processor time")


def test_processor_time_is_bounded_by_the_system_where_nobody_counts_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gauge.kin, "use", lambda pid: None)
    run = limited(stage, "x = 1\nwhile True: pass\n", cpu=0.1, timeout=300.0)
    assert (run.status, run.line, run.detail) == ("timeout", 2, "used more than 0.1 s of processor time")


def test_children_are_as_many_as_they_may_be_and_zombies_do_not_count(stage: Stage) -> None:
    code = """
        import os, time
        for _ in range(20):
            if not (pid := os.fork()): os._exit(0)
            done = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        for _ in range(5):
            if not os.fork(): time.sleep(5); os._exit(0)
        time.sleep(0.3)
        """
    assert limited(stage, code, processes=10).status == "ok"
    run = limited(stage, code.replace("0.3", "5"), processes=5)
    assert (run.status, run.line in (5, 6, 7), run.detail) == ("killed", True, "had more than 5 processes at once")


def test_files_of_a_program_are_bounded_together_even_when_it_has_ended(stage: Stage) -> None:
    code = "import tempfile\nf = tempfile.NamedTemporaryFile(delete=False)\nopen('x', 'wb').write(b'x' * 3_000_000)\n"
    assert limited(stage, code).status == "ok"
    run = limited(stage, code + "n = f.write(b'x' * 3_000_000); f.close()\n", disk=5_000_000)
    assert (run.status, run.line, run.detail) == ("killed", 4, "its files took more than 5 MB")


def test_open_files_are_bounded_by_an_error_at_the_line(stage: Stage) -> None:
    run = limited(stage, "fs = []\nfor _ in range(999): fs.append(open('/dev/null'))\n", files=256)
    assert (run.status, run.line, run.detail) == ("raised", 2, "OSError: [Errno 24] Too many open files: '/dev/null'")


NETWORK = {
    "connect": "import socket; socket.socket().connect(('127.0.0.1', 9))",
    "bind": "import socket; socket.socket().bind(('127.0.0.1', 0))",
    "IPv6": "import socket; socket.socket(socket.AF_INET6).bind(('::1', 0))",
    "UDP": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "look up": "import socket; socket.getaddrinfo('localhost', 80)",
    "asyncio": "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', 9))",
    "server": "import http.server as h; h.HTTPServer(('127.0.0.1', 0), h.BaseHTTPRequestHandler)",
}


@pytest.mark.parametrize("code", NETWORK.values(), ids=NETWORK)
def test_network_is_an_error_that_names_its_line_unless_the_program_may_use_it(stage: Stage, code: str) -> None:
    run = limited(stage, f"x = 1\nif x:\n    {code}\n")
    assert (run.status, run.line) == ("raised", 3)
    assert run.detail == f"PermissionError: [Errno 1] {ONLY_WITH_OPTION}"
    may = limited(stage, f"x = 1\nif x:\n    {code}\n", network=True)
    assert "PermissionError" not in may.detail


ONLY_WITH_OPTION = "this program may not use the network: allow it with the option network=true"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Landlock")
def test_network_of_a_child_that_is_another_program_is_bounded_where_the_system_can_do_that(stage: Stage) -> None:
    code = """
        import subprocess, sys
        child = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0))"
        done = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True)
        print(done.stderr.splitlines()[-1:] or "ok")
        """
    run = limited(stage, code)
    assert written(run, 4) in ("['PermissionError: [Errno 13] Permission denied']\n", "ok\n")
    assert written(limited(stage, code, network=True), 4) == "ok\n"


def test_sockets_within_the_machine_and_those_that_lead_nowhere_may_be_used(stage: Stage) -> None:
    run = stage.play("""
        import socket
        made = socket.socket()
        a, b = socket.socketpair(); n = a.send(b"pair"); print(b.recv(9))
        server = socket.socket(socket.AF_UNIX); server.bind("name"); server.listen()
        client = socket.socket(socket.AF_UNIX); client.connect("name"); print(client.getpeername())
        """)
    assert (run.status, written(run, 3), written(run, 5)) == ("ok", "b'pair'\n", "name\n")


CHANGES = {
    "write": "open(p, 'w')",
    "append": "open(p, 'a')",
    "update": "open(p, 'r+')",
    "os.open": "os.open(p, os.O_RDWR)",
    "new": "open(r + '/new', 'x')",
    "remove": "os.remove(p)",
    "move away": "os.rename(p, 'here')",
    "move there": "open('x', 'w').close(); os.replace('x', p)",
    "mkdir": "os.mkdir(r + '/new')",
    "rmdir": "os.rmdir(r + '/docs')",
    "truncate": "os.truncate(p, 0)",
    "chmod": "os.chmod(p, 0)",
    "utime": "os.utime(p)",
    "symlink": "os.symlink('/', r + '/new')",
    "link": "os.link(p, 'here')",
    "through a link": "os.symlink(r, 'l'); open('l/new', 'w')",
    "relative": "os.chdir(r); open('docs/../new', 'w')",
    "by a folder": "d = os.open(r, os.O_RDONLY); os.mkdir('new', dir_fd=d)",
    "tree": "shutil.rmtree(r)",
    "pathlib": "pathlib.Path(p).write_text('')",
    "bytes": "open(os.fsencode(p), 'w')",
}


@pytest.mark.parametrize("code", CHANGES.values(), ids=CHANGES)
def test_change_of_the_project_is_an_error_that_names_its_line_and_does_not_happen(stage: Stage, code: str) -> None:
    page = stage.root / "docs" / "a.md"
    page.parent.mkdir()
    page.write_text("text")
    before = page.stat().st_mtime_ns, page.stat().st_mode
    run = stage.play(f"import os, pathlib, shutil\np, r = {str(page)!r}, {str(stage.root)!r}\n{code}\n")
    assert (run.status, run.line) == ("raised", 3)
    assert run.detail.startswith("PermissionError: [Errno 1] a program may not change the project: ")
    assert [*stage.root.rglob("*")] == [page.parent, page]
    assert (page.read_text(), (page.stat().st_mtime_ns, page.stat().st_mode)) == ("text", before)


def test_files_of_its_own_may_be_changed_through_whatever_path(stage: Stage) -> None:
    run = stage.play("""
        import os, tempfile
        os.symlink(os.path.dirname(os.path.abspath(".")), "up"); open("up/work/x", "w").close(); os.remove("up/work/x")
        os.symlink("/etc/passwd", "link"); os.remove("link")
        with tempfile.TemporaryDirectory() as name: open(name + "/x", "w").close()
        os.mkdir("d"); d = os.open("d", os.O_RDONLY); os.mkdir("e", dir_fd=d); os.rename("d", "f")
        open("/dev/null", "w").close()
        """)
    assert (run.status, run.detail) == ("ok", "")


def test_temporary_files_go_with_the_run(stage: Stage) -> None:
    code = "import os, tempfile\nprint(tempfile.mkdtemp())\nprint(tempfile.mkstemp()[1])\nos.system('mktemp')\n"
    run = stage.play(code)
    for line in (2, 3, 4):
        assert "/tashika-" in written(run, line)
        assert not Path(written(run, line).rstrip("\n")).exists()


def test_kill_from_outside_keeps_what_was_written_before(stage: Stage) -> None:
    run = stage.play("import os\nprint('a', flush=True); os.kill(os.getpid(), 9)\n")
    assert (run.status, run.line, written(run, 2)) == ("killed", 2, "a\n")
    assert "SIGKILL" in run.detail


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("import os; os.abort()", "SIGABRT"),
        ("import os; os.kill(os.getpid(), 15)", "SIGTERM"),
        ("import os; os._exit(3)", "left through os._exit(3)"),
        ("import os; os._exit(0)", "left through os._exit(0)"),
    ],
)
def test_crash_names_its_cause_and_its_step(stage: Stage, code: str, detail: str) -> None:
    run = stage.play(f"print('a')\nif True:\n    print('b', flush=True)\n    {code}\nprint('c')\n")
    assert (run.status, run.line, run.detail) == ("crashed", 2, detail)
    assert [written(run, line) for line in (1, 2, 5)] == ["a\n", "b\n", ""]


def test_segfault_says_where_it_happened(stage: Stage) -> None:
    run = stage.play("import ctypes\ndef f():\n    ctypes.string_at(0)\nf()\n")
    assert f'File "{PAGE}", line 3, in f' in run.traceback
    assert "tashika" not in run.traceback


def test_crash_after_the_last_statement_is_a_crash(stage: Stage) -> None:
    run = stage.play("import atexit, os\natexit.register(os._exit, 5)\n")
    assert (run.status, run.detail) == ("crashed", "left through os._exit(5)")


def test_atexit_and_threads_print_outside_of_any_statement(stage: Stage) -> None:
    code = """
        import atexit, threading, time
        atexit.register(print, "bye")
        t = threading.Thread(target=lambda: (done.wait(), time.sleep(0.05), print("thread")))
        done = threading.Event(); t.start()
        done.set()
        """
    run = stage.play(code)
    assert (run.status, outside(run)) == ("ok", "thread\nbye\n")


def test_atexit_runs_after_an_uncaught_exception(stage: Stage) -> None:
    run = stage.play("import atexit\natexit.register(print, 'bye')\n1 / 0\n")
    assert (run.status, run.line, outside(run)) == ("raised", 3, "bye\n")


def test_forked_child_keeps_out_of_the_facts(stage: Stage) -> None:
    code = """
        import os
        def work():
            print("child")
        pid = os.fork()
        if pid == 0:
            work(); print("x" * 10); os._exit(7)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """
    run = stage.play(code, watch={3: ("stdout",), 6: ("stdout",)})
    assert (run.status, written(run, 3)) == ("ok", "")
    assert [e.lines for e in run.events if e.kind == "enter"] == [(1,), (2,), (4,), (5,), (7,)]
    text = "".join(event.text for event in run.events if event.kind == "stdout")  # the child may be quicker or slower
    assert sorted(text.split()) == ["7", "child", "xxxxxxxxxx"]


def test_forked_child_that_runs_to_the_end_or_fails_does_not_end_the_run(stage: Stage) -> None:
    code = """
        import os
        pid = os.fork()
        if pid == 0:
            raise ValueError("child")
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """
    run = stage.play(code)
    assert (run.status, written(run, 5)) == ("ok", "1\n")
    assert "ValueError: child" in "".join(e.text for e in run.events if e.kind == "stderr")


# The program finds what it would find under plain python.


def test_program_is_the_main_module(stage: Stage) -> None:
    code = """
        "module doc"
        import sys, __main__
        "no doc"
        x = 1
        if __name__ == "__main__":
            print(__doc__, __main__.x, sys.modules["__main__"] is __main__, __builtins__.__name__)
        """
    assert written(stage.play(code), 5) == "module doc 1 True builtins\n"


def test_snippet_file_knows_its_own_path_and_a_page_has_none(stage: Stage) -> None:
    code = "import sys\nprint(__file__, sys.argv == [__file__])\n"
    run = stage.play(code, path="snippets/a.py", file="snippets/a.py", search="snippets")
    assert written(run, 2) == f"{stage.root / 'snippets/a.py'} True\n"
    assert stage.play(code).detail == "NameError: name '__file__' is not defined"
    assert written(stage.play("import sys\nprint(sys.argv)\n"), 2) == "['']\n"


def test_search_folder_comes_first_on_the_path_and_nothing_of_tashika_is_on_it(stage: Stage) -> None:
    run = stage.play("import sys\nprint(sys.path[0])\nprint(*sys.path, sep='\\n')\n", search="snippets")
    assert written(run, 2) == f"{stage.root / 'snippets'}\n"
    assert not [entry for entry in written(run, 3).split() if entry.endswith(("execute", "inside", "tashika"))]
    assert "" not in written(stage.play("import sys\nprint(*sys.path, sep='\\n')\n"), 2).splitlines()


def test_modules_with_the_names_of_the_workers_own_are_the_programs(stage: Stage) -> None:
    (stage.root / "lib").mkdir()
    names = ["worker", "session", "journal", "inside", "start"]
    for name in names:
        (stage.root / "lib" / f"{name}.py").write_text("mine = True\n")
    run = stage.play(
        f"import {', '.join(names)}\nprint({' and '.join(f'{name}.mine' for name in names)})\n", search="lib"
    )
    assert (written(run, 2), run.modules) == ("True\n", ())


def test_third_party_modules_are_told_and_others_are_not(stage: Stage) -> None:
    (stage.root / "lib" / "mine").mkdir(parents=True)
    (stage.root / "lib" / "mine" / "__init__.py").write_text("import iniconfig\n")
    code = "import json, mine, sys\ndef f():\n    import pluggy._result\nf()\nraise OSError\n"
    assert stage.play(code, search="lib").modules == ("iniconfig", "pluggy")
    assert stage.play("import json, zipfile, ctypes\n").modules == ()


def test_third_party_modules_of_a_crashed_program_are_told(stage: Stage) -> None:
    assert stage.play("import iniconfig\nimport os; os._exit(1)\n").modules == ("iniconfig",)


def test_dataclasses_pickle_and_inspect_work(stage: Stage) -> None:
    code = """
        import dataclasses, inspect, pickle
        @dataclasses.dataclass
        class Point:
            x: int
        def double(n): return n * 2
        print(pickle.loads(pickle.dumps(Point(1))), pickle.loads(pickle.dumps(double))(4))
        print(inspect.getsource(double), end="")
        """
    run = stage.play(code)
    assert written(run, 6) == "Point(x=1) 8\n"
    assert written(run, 7) == "def double(n): return n * 2\n"


def test_source_of_functions_and_classes_of_a_snippet_file_can_be_inspected(stage: Stage) -> None:
    code = (
        "import inspect\nclass A:\n    def f(self): pass\nprint(inspect.getsource(A), inspect.getsourcelines(A.f)[1])\n"
    )
    (stage.root / "snippets").mkdir()
    (stage.root / "snippets" / "a.py").write_text(code)
    run = stage.play(code, path="snippets/a.py", file="snippets/a.py", search="snippets")
    assert written(run, 4) == "class A:\n    def f(self): pass\n 3\n"


def test_source_of_an_indented_fence_is_shown_without_its_indentation(stage: Stage) -> None:
    (stage.root / PAGE).parent.mkdir(parents=True)
    (stage.root / PAGE).write_text("- item\n\n      ```python\n      x = 0\n      1 / x\n      ```\n")
    [run] = stage.play_all([Program(PAGE, (Chunk(PAGE, 4, "x = 0\n1 / x\n"),))], Limits(20, 1000))
    assert run.traceback.splitlines()[1:3] == [f'  File "{PAGE}", line 5, in <module>', "    1 / x"]
    assert "    ~~^~~" in run.traceback.splitlines()


def test_multiprocessing_with_fork_works(stage: Stage) -> None:
    code = """
        import multiprocessing
        def square(n): return n * n
        if __name__ == "__main__":
            with multiprocessing.get_context("fork").Pool(2) as pool:
                print(pool.map(square, range(4)))
        """
    assert written(stage.play(code, watch={2: ("value",)}), 3) == "[0, 1, 4, 9]\n"


def test_multiprocessing_with_spawn_works_in_a_snippet_file(stage: Stage) -> None:
    code = dedent("""
        import multiprocessing
        def square(n): return n * n
        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.map(square, range(4)))
        """).lstrip()
    (stage.root / "snippets").mkdir()
    (stage.root / "snippets" / "a.py").write_text(code)
    run = stage.play(code, path="snippets/a.py", file="snippets/a.py", search="snippets")
    assert (run.status, written(run, 3)) == ("ok", "[0, 1, 4, 9]\n")


def test_environment_is_fixed_and_the_rest_inherited(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASHIKA_TEST", "inherited")
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    run = stage.play("""
        import os, sys, time
        names = "TASHIKA_TEST PYTHONIOENCODING PYTHONPATH PYTHONHASHSEED TZ LC_ALL OMP_NUM_THREADS MPLBACKEND"
        print(*map(os.environ.get, names.split()))
        print(sys.stdout.encoding, time.localtime(0).tm_hour, hash("x") == hash("x"), sys.dont_write_bytecode)
        """)
    assert written(run, 3) == "inherited None /somewhere 0 UTC C.UTF-8 1 Agg\n"
    assert written(run, 4) == "utf-8 0 True True\n"


def test_program_has_a_session_and_an_empty_working_directory_of_its_own(stage: Stage) -> None:
    run = stage.play("""
        import os
        print(os.getsid(0) == os.getpgrp() == os.getpid(), os.listdir())
        print(os.getcwd())
        open("left", "w").close(); os.mkdir("locked"); open("locked/x", "w").close(); os.chmod("locked", 0)
        """)
    assert written(run, 2) == "True []\n"
    assert not Path(written(run, 3).rstrip("\n")).exists()


def test_one_program_leaves_nothing_for_the_next(stage: Stage) -> None:
    spoil = "import os, sys, builtins\nos.chdir('/'); os.environ['LEAK'] = '1'; builtins.leak = sys.leak = 1; x = 1\n"
    look = (
        "import os, sys\nprint('LEAK' in os.environ, hasattr(sys, 'leak'), 'leak' in dir(__builtins__), 'x' in dir())\n"
    )
    runs = stage.play_all([program(spoil, id="a"), program(look, id="b")], Limits(20, 1000), jobs=1)
    assert {run.program: written(run, 2) for run in runs}["b"] == "False False False False\n"


def test_seconds_are_those_of_the_statements(stage: Stage) -> None:
    run = stage.play("import time\ntime.sleep(0.2)\nx = 1\n", probes=(probe("p", 2, "time.sleep(0.3)"),))
    slept = [event.seconds for event in run.events if event.kind == "leave"]
    assert 0.19 < slept[1] < 1.5 and slept[2] < 0.25
    assert run.seconds == pytest.approx(sum(slept), abs=0.01)


# Many programs.


def test_programs_run_at_the_same_time(stage: Stage) -> None:
    meet = """
        import pathlib, time
        pathlib.Path({mine!r}).touch()
        while not pathlib.Path({other!r}).exists(): time.sleep(0.01)
        """
    a, b = str(stage.outside / "a"), str(stage.outside / "b")
    programs = [program(meet.format(mine=a, other=b), id="a"), program(meet.format(mine=b, other=a), id="b")]
    runs = list(stage.play_all(programs, Limits(10, 1000), jobs=2))
    assert sorted((run.program, run.status) for run in runs) == [("a", "ok"), ("b", "ok")]


def test_runs_come_as_they_end(stage: Stage) -> None:
    slow = f"import pathlib, time\nwhile not pathlib.Path({str(stage.outside / 'go')!r}).exists(): time.sleep(0.01)\n"
    runs = stage.play_all([program(slow, id="slow"), program("x = 1\n", id="quick")], Limits(10, 1000), jobs=2)
    assert next(runs).program == "quick"
    (stage.outside / "go").touch()
    assert [run.program for run in runs] == ["slow"]


def test_more_programs_than_jobs_all_run_once(stage: Stage) -> None:
    programs = [program(f"print({n})\n", id=str(n)) for n in range(7)]
    runs = list(stage.play_all(programs, Limits(20, 1000), jobs=2))
    assert sorted((run.program, written(run, 1)) for run in runs) == [(str(n), f"{n}\n") for n in range(7)]


def test_no_programs_give_no_runs(stage: Stage) -> None:
    assert list(stage.play_all([], Limits(1, 1))) == []


def test_limits_hold_while_the_caller_is_busy_with_another_run(stage: Stage) -> None:
    programs = [program("x = 1\n", id="quick"), program("while True: pass\n", id="endless")]
    runs = stage.play_all(programs, Limits(0.3, 1000), jobs=2)
    first = next(runs)  # the quick one, unless its worker was slow
    time.sleep(3.0)
    [run] = [each for each in (first, *runs) if each.program == "endless"]
    assert (run.status, run.seconds < 2.5) == ("timeout", True)


def test_closing_the_iterator_kills_what_still_runs(stage: Stage) -> None:
    note = stage.outside / "pid"
    endless = f"import os, pathlib\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\nwhile True: pass\n"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(note)!r}).exists(): time.sleep(0.01)\n"
    never = f"import pathlib\npathlib.Path({str(stage.outside / 'never')!r}).touch()\n"
    programs = [program(endless, id="endless"), program(wait, id="wait"), *[program(never, id="never")] * 20]
    runs = stage.play_all(programs, Limits(60, 1000), jobs=2)
    assert next(runs).program == "wait"
    pid = int(await_text(note))
    runs.close()  # type: ignore[attr-defined]
    assert await_end(pid)


def test_keyboard_interrupt_kills_what_still_runs(stage: Stage) -> None:
    note = stage.outside / "pid"
    endless = f"import os, pathlib\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\nwhile True: pass\n"

    def interrupt() -> None:
        await_text(note)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        stage.play(endless)
    assert await_end(int(note.read_text()))


def test_events_survive_being_compared_and_are_frozen(stage: Stage) -> None:
    first, second = stage.play("print(1)\n"), stage.play("print(1)\n")
    stdout = [event for event in first.events if event.kind == "stdout"]
    assert stdout == [Event("stdout", (1,), "1\n")] and stdout[0] in second.events

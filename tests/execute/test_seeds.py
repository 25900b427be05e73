"""Programs give the same numbers in every run, and cannot see why."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from tashika.execute import Executor, ForkExecutor, Limits, Setting, SpawnExecutor
from tashika.execute.inside import seeds
from tashika.model import Chunk, Program, Run

DRAWS = {
    "random": "import random; print(random.random())",
    "numpy": "import numpy; print(numpy.random.rand())",
    "numpy's function": "from numpy.random import rand; print(rand())",
    "numpy's module": "import numpy.random as r; print(r.randint(2**31))",
    "torch": "import torch; print(torch.rand(1).item())",
}
Factory = Callable[[Path, Limits, int | None, Setting], Executor]
EXECUTORS: Mapping[str, Factory] = {"fork": ForkExecutor, "spawn": SpawnExecutor}


@pytest.fixture(params=sorted(EXECUTORS))
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Run]:
    """Runs one program that must end well."""

    def run(code: str, setting: Setting = Setting(), name: str = "a.md", search: str = "") -> Run:  # noqa: B008
        executor = EXECUTORS[request.param](tmp_path, Limits(60.0, 100_000), 1, setting)
        chunk = Chunk(name, 1, dedent(code).lstrip("\n"))
        return next(iter(executor.execute([Program(name, (chunk,), search=search)])))

    return run


def said(run: Run) -> str:
    assert run.status == "ok", run.traceback
    return "".join(event.text for event in run.events if event.kind == "stdout")


def plain(code: str, root: Path, search: str) -> str:
    """What plain python prints for the same code in a file of that name."""
    file = root / search / "a.md"
    file.write_text(dedent(code).lstrip("\n"), encoding="utf-8")
    done = subprocess.run([sys.executable, str(file)], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


# The same numbers every time, others for another program or seed.


@pytest.mark.parametrize("draw", [pytest.param(code, id=name) for name, code in DRAWS.items() if name != "torch"])
def test_numbers_hang_on_the_program_and_the_seed_alone(play: Callable[..., Run], draw: str) -> None:
    first = said(play(draw))
    assert said(play(draw, Setting(hash_seed=7, threads=2))) == first
    assert said(play(draw, name="b.md")) != first
    assert said(play(draw, Setting(seed=1))) != first


def test_torch_gives_the_same_numbers_twice_and_others_with_another_seed(play: Callable[..., Run]) -> None:
    first, again, other = (said(play(DRAWS["torch"], Setting(seed=seed))) for seed in (0, 0, 1))
    assert first == again != other


def test_one_program_may_import_all_of_them_in_any_order(play: Callable[..., Run]) -> None:
    draws = [DRAWS[name] for name in ("torch", "random", "numpy")]
    there, back = (said(play("\n".join(order))).split() for order in (draws, draws[::-1]))
    assert there == back[::-1]


def test_the_numbers_are_those_of_every_machine() -> None:
    assert seeds.number("docs/章/a.md", 0) == 3270030728
    assert len({seeds.number(f"docs/{n}.md", seed) for n in range(100) for seed in (0, 1)}) == 200


def alone(code: str) -> str:
    """What code that uses the seeds without an executor prints."""
    setup = "import sys\nfrom importlib.machinery import SourceFileLoader\nfrom tashika.execute.inside import seeds\n"
    command = [sys.executable, "-c", setup + dedent(code)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_what_is_imported_before_the_start_is_seeded_at_the_start() -> None:
    code = """
        import numpy.random, random, torch
        seeds.fix("a.md", 0)
        print("exec_module" in vars(SourceFileLoader), random.random(), numpy.random.rand(), torch.rand(1).item())
    """
    first = alone(code)
    assert first.startswith("False ")
    assert alone(code) == first


def test_what_is_put_among_the_modules_without_being_run_is_seeded_by_whoever_puts_it_there() -> None:
    code = """
        import numpy.random
        hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith("numpy")}
        seeds.fix("a.md", 0)
        hidden["numpy.random"].seed(5)
        sys.modules.update(hidden)
        seeds.catch_up()
        print(numpy.random.rand())
    """
    first = alone(code)
    assert first == alone(code.replace(".seed(5)", ".seed(6)"))
    assert first == alone("seeds.fix('a.md', 0)\nimport numpy.random\nprint(numpy.random.rand())")


def test_a_module_that_is_being_imported_is_not_seeded_before_it_is_whole() -> None:
    code = """
        class Early:
            def find_spec(self, name, path=None, target=None):
                if name == "numpy.random._generator":
                    found.append("numpy.random" in sys.modules)
                    seeds.catch_up()
        found = []
        sys.meta_path.insert(0, Early())
        seeds.fix("a.md", 0)
        import numpy.random
        print(found, numpy.random.rand())
    """
    first = alone(code)
    assert first.startswith("[True] ")
    assert first.split()[1:] == alone("seeds.fix('a.md', 0)\nimport numpy.random\nprint(numpy.random.rand())").split()


def test_seeding_itself_imports_nothing() -> None:
    code = "before = set(sys.modules); seeds.fix('a.md', 0); print(set(sys.modules) - before, 'numpy' in before)"
    assert alone(code) == "set() False\n"


def test_a_seed_of_the_program_s_own_counts(play: Callable[..., Run]) -> None:
    own = said(
        play("import random, numpy as np; random.seed(0); np.random.seed(0); print(random.random(), np.random.rand())")
    )
    assert own == "0.8444218515250481 0.5488135039273248\n"


def test_a_generator_that_the_program_makes_is_not_seeded_for_it(play: Callable[..., Run]) -> None:
    code = "import numpy as np; print(np.random.default_rng().random())"
    assert said(play(code)) != said(play(code))


# What else could make two runs differ.


def test_the_surroundings_are_fixed(play: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "9", "OMP_NUM_THREADS": "7"}.items():
        monkeypatch.setenv(name, value)
    code = (
        "import time, locale, os; print(time.tzname, locale.setlocale(locale.LC_CTYPE), os.environ['OMP_NUM_THREADS'])"
    )
    assert said(play(code)) == "('UTC', 'UTC') C.UTF-8 1\n"


def test_hashes_and_the_order_of_sets_hang_on_the_hash_seed_alone(play: Callable[..., Run]) -> None:
    code = "print(hash('a'), {chr(c) for c in range(97, 123)})"
    first = said(play(code))
    assert said(play(code, Setting(seed=1, threads=2), name="b.md")) == first
    assert said(play(code, Setting(hash_seed=1))) != first


def test_the_number_of_threads_reaches_torch(play: Callable[..., Run]) -> None:
    code = "import torch; print(torch.get_num_threads())"
    assert [said(play(code, Setting(threads=n))) for n in (1, 2)] == ["1\n", "2\n"]


# The program cannot see it.


def test_a_program_that_imports_none_of_them_sees_what_it_sees_in_plain_python(
    play: Callable[..., Run], tmp_path: Path
) -> None:
    code = """
        import sys, importlib.machinery as m
        finders = [getattr(finder, "__name__", type(finder).__name__) for finder in sys.meta_path]
        others = {"Stash", "_Searches", "_Finder"}  # of the fork server, of the record of what was read, of figures
        print([name for name in finders if name not in others], len(sys.path_hooks))
        print(sorted({"numpy", "torch"} & set(sys.modules)))
        print(m.SourceFileLoader.exec_module.__qualname__, m.SourceFileLoader.exec_module.__module__)
    """
    (tmp_path / "s").mkdir()
    assert said(play(code)) == plain(code, tmp_path, "s")


def test_nothing_is_left_of_it_once_all_are_imported(play: Callable[..., Run]) -> None:
    code = """
        import sys
        from importlib.machinery import SourceFileLoader
        before = list(sys.meta_path)
        import random, torch, numpy.random
        print(sys.meta_path == before, "exec_module" in vars(SourceFileLoader))
    """
    assert said(play(code)) == "True False\n"


def test_a_seeded_module_keeps_its_spec_and_loader_and_can_be_reloaded(play: Callable[..., Run]) -> None:
    code = """
        import importlib, inspect, numpy as np
        spec = np.random.__spec__
        print(type(spec.loader) is importlib.machinery.SourceFileLoader, spec.loader is np.random.__loader__)
        print(vars(spec.loader) == {"name": "numpy.random", "path": np.random.__file__}, spec._initializing)
        print("mtrand" in inspect.getsource(np.random))
        np.random.seed(5)
        first = np.random.rand()
        np.random.seed(5)
        print(importlib.reload(np.random) is np.random, np.random.rand() == first)
    """
    assert said(play(code)) == "True True\nTrue False\nTrue\nTrue True\n"


@pytest.mark.parametrize("body", ["1 / 0", "import nothing_of_this_name", "raise SystemExit(3)", "x ="])
def test_an_import_that_fails_raises_what_it_raises_in_plain_python(
    play: Callable[..., Run], tmp_path: Path, body: str
) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "torch.py").write_text(f"def manual_seed(n):\n    print('seeded')\n{body}\n", encoding="utf-8")
    code = """
        import traceback
        for attempt in "ab":
            try:
                import torch
            except BaseException:
                print(traceback.format_exc())
    """
    told = said(play(code, search="s")).replace(str(tmp_path / "a.md"), "a.md")
    assert told.count("Traceback") == 2
    assert told == plain(code, tmp_path, "s").replace(str(tmp_path / "s" / "a.md"), "a.md")


def test_a_file_of_the_program_s_own_is_not_taken_for_a_library(play: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    for name, function in (("torch", "manual_seed"), ("random", "seed")):
        (tmp_path / "s" / f"{name}.py").write_text(f"def {function}(n):\n    print('seeded')\n", encoding="utf-8")
    assert said(play("import torch, random; print(torch.__file__ is not None)", search="s")) == "True\n"


def test_an_import_that_fails_at_first_is_seeded_when_it_succeeds(play: Callable[..., Run], tmp_path: Path) -> None:
    code = """
        import sys
        sys.modules["numpy.random.mtrand"] = None
        try:
            import numpy.random
        except ImportError:
            print("failed")
        del sys.modules["numpy.random.mtrand"]
        import numpy.random
        print(numpy.random.rand())
    """
    first, again = said(play(code)), said(play(code))
    assert first.startswith("failed\n")
    assert first == again


def test_a_program_may_put_its_own_finders_first(play: Callable[..., Run]) -> None:
    code = """
        import sys
        class Nosy:
            def find_spec(self, name, path=None, target=None):
                asked.append(name)
        asked = []
        sys.meta_path[:] = [Nosy(), sys.meta_path[-1], *sys.meta_path[:-1]]
        import numpy.random, importlib
        print("numpy.random" in asked, type(sys.meta_path[0]).__name__)
        print(importlib.import_module("random").random(), numpy.random.rand())
    """
    first, again = said(play(code)), said(play(code))
    assert first.startswith("True Nosy\n")
    assert first == again


def test_a_lazy_loader_is_followed(play: Callable[..., Run]) -> None:
    code = """
        import importlib.util, sys
        spec = importlib.util.find_spec("random")
        spec.loader = importlib.util.LazyLoader(spec.loader)
        random = sys.modules["random"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(random)
        print(random.random())
    """
    assert said(play(code)) == said(play(code)) == said(play(DRAWS["random"]))


def test_a_loader_that_the_program_has_patched_is_left_alone(play: Callable[..., Run]) -> None:
    code = """
        from importlib.machinery import SourceFileLoader
        plain = SourceFileLoader.exec_module
        def mine(self, module):
            plain(self, module)
            seen.append(module.__name__)
        seen = []
        SourceFileLoader.exec_module = mine
        import random, numpy.random, torch
        print(SourceFileLoader.exec_module is mine, random.random())
    """
    first = said(play(code))
    assert first.startswith("True ")
    assert first.split()[1:] == said(play(DRAWS["random"])).split()

"""The hook as the benchmark measures it. The environment variable BENCH_PEER says how programs are run:

spawn, fork    by that executor
stored         each program once; later builds, also cold ones, take its run from a file: what rendering costs is left
uncached       the same, without the cache of rendered pages

BENCH_COUNT names a file that gets one line a build: how many programs were run.
"""

import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from tashika.check import check
from tashika.config import load_project
from tashika.execute import Executor, ForkExecutor, SpawnExecutor
from tashika.model import Program, Run
from tashika.site import plugin

PEER = os.environ.get("BENCH_PEER", "spawn")
STORE = Path("runs.pickle")


class Counting:
    """An Executor that notes how many programs another one ran."""

    def __init__(self, executor: ForkExecutor | SpawnExecutor) -> None:
        self.executor = executor
        self.limits, self.setting = executor.limits, executor.setting  # without them, no run is kept

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """See Executor."""
        yield from self.executor.execute(programs)
        if file := os.environ.get("BENCH_COUNT"):
            with open(file, "a", encoding="utf-8") as counts:
                counts.write(f"{len(programs)}\n")


class Stored:
    """An Executor that runs what it has not run before."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """See Executor."""
        known: Mapping[str, Run] = pickle.loads(STORE.read_bytes()) if STORE.exists() else {}
        keys = {program.id: repr((program.id, program.chunks)) for program in programs}
        found = {keys[program.id]: known[keys[program.id]] for program in programs if keys[program.id] in known}
        missing = [program for program in programs if keys[program.id] not in found]
        new = {keys[run.program]: run for run in self.executor.execute(missing)}
        if new:
            STORE.write_bytes(pickle.dumps({**found, **new}))
        yield from {**found, **new}.values()


def make_executor(peer: str) -> Executor:
    """The executor that a peer's name stands for."""
    project = load_project(Path.cwd())
    kind = SpawnExecutor if peer == "spawn" else ForkExecutor
    counting = Counting(kind(project.root, project.limits))
    return counting if peer in ("fork", "spawn") else Stored(counting)


plugin.check = partial(check, executor=make_executor(PEER))
_verify = plugin.Verify()
for _event in (name for name in dir(_verify) if name.startswith("on_")):
    globals()[_event] = getattr(_verify, _event)
if PEER == "uncached":
    for _event in ("on_env", "on_pre_page", "on_page_context", "on_post_build"):
        globals().pop(_event, None)

"""Forks each program from a server that has imported what the programs import: quick, and for Linux only.

To fork takes the longer the more memory the server has, so programs of heavy libraries have a server of their own.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread

from tashika.execute.contract import DEFAULT, ExecutionError, Limits, Setting
from tashika.execute.crew import processors, run_all
from tashika.execute.forkserver import Server, Stopped
from tashika.execute.inside import LOADED
from tashika.execute.process import ServerGone, surroundings
from tashika.execute.scratch import Scratch, sweep
from tashika.execute.spawn import SpawnExecutor
from tashika.execute.stage import Stage
from tashika.model import Program, Run
from tashika.statements import imported_modules

HEAVY = frozenset({"torch", "torchvision", "torchaudio", "lightning", "transformers", "tensorflow", "keras", "jax"})
DRAWING = frozenset(  # what `tashika.figures` imports when it is used
    ["matplotlib", "matplotlib.backends", "matplotlib.backends.backend_svg", "matplotlib.figure", "matplotlib.pyplot"]
)
Part = Sequence[tuple[Program, set[str]]]
_log = logging.getLogger(__name__)


class ForkExecutor:
    """An Executor for programs whose paths are relative to `root`; `jobs` of them run at once."""

    def __init__(self, root: Path, limits: Limits, jobs: int | None = None, setting: Setting = DEFAULT) -> None:
        self.limits, self.setting = limits, setting
        self._root = root.absolute()
        self._stage = Stage(self._root, limits, setting)
        self._jobs = jobs or processors()
        self._spawn = SpawnExecutor(root, limits, jobs, setting)

    def execute(self, programs: Sequence[Program]) -> Iterator[Run]:
        """See Executor. A program whose server is not ready lets others go first."""
        sweep()
        jobs = min(self._jobs, len(programs))
        with ExitStack() as stack:
            supplies: dict[str, Supply] = {}
            for heavy, part in enumerate(parts_of(programs)):
                if part:
                    supply = stack.enter_context(self._supplied(bool(heavy), part, jobs))
                    supplies |= dict.fromkeys((program.id for program, _ in part), supply)
            self._stage.compile(programs)  # while the servers import
            yield from run_all(programs, jobs, partial(self._run, supplies), lambda p: supplies[p.id].wait)

    @contextmanager
    def _supplied(self, heavy: bool, part: Part, jobs: int) -> Iterator[Supply]:
        """Servers for these programs, for as long as they run."""
        with closing(self._supply(self._order(part), jobs)) as supply:
            yield supply

    def _supply(self, order: Mapping[str, list[str]], jobs: int) -> Supply:
        return Supply(order, jobs, self.setting, self.limits.timeout)

    def _order(self, part: Part) -> dict[str, list[str]]:
        """What a server for these programs imports, and where the modules are that it must not."""
        local = {str(self._root), *(str(self._root / program.search) for program, _ in part if program.search)}
        return {"names": sorted(set().union(*(names for _, names in part))), "local": sorted(local)}

    def _run(self, supplies: Mapping[str, Supply], program: Program, job: int, stop: Event) -> Run:
        supply = supplies[program.id]
        server = supply.server(stop)
        try:
            return self._forked(program, server, job, stop)
        except ServerGone:
            supply.discard(server)
        return self._spawn.run(program, stop)  # by itself: it may be the one that killed the server

    def _forked(self, program: Program, server: Server, job: int, stop: Event) -> Run:
        return self._stage.run(program, partial(server.fork, job=job), stop)


class Supply:
    """Has one server at a time, which is started ahead; a new one takes the place of one that died."""

    def __init__(self, order: Mapping[str, list[str]], jobs: int, setting: Setting, patience: float) -> None:
        self._order = order
        self._jobs = jobs
        self._setting = setting
        self._patience = patience
        self._unfit: set[str] = set()
        self._lock = Lock()
        self._folder = Scratch()
        self._servers: list[Server] = []  # all but the last one are dead
        self._is_ready = False
        self._closing = Event()
        self._ahead = Thread(target=self._prepare, daemon=True)
        try:
            self._start()
        except BaseException:
            self._folder.cleanup()
            raise
        self._ahead.start()

    @property
    def loaded(self) -> Path:
        """Where the server lists what it has read, once it is ready."""
        return self._home / LOADED

    @property
    def _home(self) -> Path:
        return Path(self._folder.name) / str(len(self._servers) - 1)

    @property
    def wait(self) -> int:
        """0 if a program need not wait for the server; else how much others had better go first."""
        return 0 if self._is_ready else 2 if _is_heavy(set(self._order["names"])) else 1

    def server(self, stop: Event) -> Server:
        """The server that runs, once it is ready."""
        while not self._lock.acquire(timeout=0.1):
            if stop.is_set():
                raise Stopped
        try:
            while not self._is_ready:
                if unfit := self._servers[-1].find_unfit(self._patience, stop):
                    _log.info("%s cannot be imported ahead of the programs, since it %s", *unfit)
                    self._unfit.add(unfit[0])
                    self._servers[-1].kill()
                    self._start()
                else:
                    self._is_ready = True
            return self._servers[-1]
        finally:
            self._lock.release()

    def discard(self, server: Server) -> None:
        """Replace a server that died, or is as good as dead; no matter how many of its users say so."""
        with self._lock:
            if server is self._servers[-1]:
                code = server.kill()
                _log.warning("the fork server died (exit code %d): what it ran is run again", code)
                self._is_ready = False
                self._start()

    def close(self) -> None:
        """End all; nobody may use a server any more."""
        self._closing.set()
        self._ahead.join()
        for server in self._servers:
            server.close()
        self._folder.cleanup()

    def _prepare(self) -> None:
        with suppress(Stopped, ExecutionError):  # the program that wants the server will say why there is none
            self.server(self._closing)

    def _start(self) -> None:
        names = [name for name in self._order["names"] if not self._is_unfit(name)]
        folder = Path(self._folder.name) / str(len(self._servers))
        folder.mkdir()
        environment = surroundings(os.environ, self._setting)
        self._servers.append(Server(folder, {**self._order, "names": names}, self._jobs, environment))

    def _is_unfit(self, name: str) -> bool:
        return any(f"{name}.".startswith(f"{unfit}.") for unfit in self._unfit)


def parts_of(programs: Sequence[Program]) -> tuple[Part, Part]:
    """The programs that want a light server, and those that want a heavy one, with what they import."""
    named = [(program, _modules(program)) for program in programs]
    return [pair for pair in named if not _is_heavy(pair[1])], [pair for pair in named if _is_heavy(pair[1])]


def _is_heavy(names: set[str]) -> bool:
    return not HEAVY.isdisjoint(name.partition(".")[0] for name in names)


def _modules(program: Program) -> set[str]:
    """The modules that a program seems to import; none where it cannot be parsed."""
    names: set[str] = set()
    for chunk in program.chunks:
        with suppress(SyntaxError, ValueError, RecursionError):
            names |= imported_modules(chunk.code)
    if "tashika.figures" in names:
        names |= DRAWING
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
